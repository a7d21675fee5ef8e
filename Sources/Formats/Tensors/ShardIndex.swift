internal import Foundation
internal import JSON
internal import OrderedCollections

/// The index of weights that are divided over several files, as Hugging Face publishes large ones.
package struct ShardIndex: Sendable {
  /// The largest index that is read, in bytes.
  private static let sizeLimit = 16 << 20

  /// The most files that one index may name.
  private static let shardLimit = 64

  /// The names of the tensors that each file holds, by the name of the file.
  let shards: OrderedDictionary<String, Set<String>>

  /// Whether a file is JSON, which no file of weights is.
  static func isIndex(_ file: borrowing TensorFile) throws(CheckpointError) -> Bool {
    let start = try file.bytes(0..<min(64, file.size))
    let isSafetensors =
      start.count > 8 && start[8] == UInt8(ascii: "{") && start[4..<8].allSatisfy { $0 == 0 }
    return !isSafetensors
      && start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// Reads an index.
  ///
  /// - Throws: `CheckpointError` unless it is JSON with a `weight_map` whose files lie beside it.
  init(reading file: borrowing TensorFile) throws(CheckpointError) {
    guard file.size <= Self.sizeLimit else {
      throw CheckpointError(
        .limit, path: file.path,
        "an index of \(file.size) bytes is above the limit of \(Self.sizeLimit).")
    }
    let (bytes, path) = (try file.bytes(0..<file.size), file.path)
    let map = try Self.weightMap(bytes, path: path)
    guard let map else {
      throw CheckpointError(
        .unsupported, path: path,
        "it is JSON, such as a configuration or the message of a server, and no index of weights: "
          + "that has a weight_map. Give the file of the weights.")
    }
    var shards: OrderedDictionary<String, Set<String>> = [:]
    for (tensor, shard) in map {
      guard Self.isPlain(shard) else {
        throw CheckpointError(
          .damaged, path: path,
          "its weight_map names the file \(shard.prefix(80).debugDescription), and the files of an "
            + "index lie beside it.")
      }
      shards[shard, default: []].insert(tensor)
    }
    guard !shards.isEmpty, shards.count <= Self.shardLimit else {
      throw CheckpointError(
        .limit, path: path,
        "its weight_map names \(shards.count) files; there are 1 to \(Self.shardLimit).")
    }
    self.shards = shards
  }

  private static func weightMap(
    _ bytes: [UInt8], path: String
  ) throws(CheckpointError) -> OrderedDictionary<String, String>? {
    var scanner = JSONScanner(bytes, file: path)
    var map: OrderedDictionary<String, String>?
    var seen: Set<String> = []
    do throws(JSONDiagnostic) {
      try scanner.document { scanner throws(JSONDiagnostic) in
        try scanner.members { scanner, name throws(JSONDiagnostic) in
          guard seen.insert(name).inserted else { return false }
          guard name == "weight_map" else {
            try scanner.skip()
            return true
          }
          var texts: OrderedDictionary<String, String> = [:]
          try scanner.members { scanner, tensor throws(JSONDiagnostic) in
            texts.updateValue(try scanner.string(), forKey: tensor) == nil
          }
          map = texts
          return true
        }
      }
    } catch {
      throw CheckpointError(
        .damaged, path: path,
        "as JSON it is damaged at byte \(scanner.index), \(error.place): \(error.message).")
    }
    return map
  }

  /// Whether a name can only mean a file in the same folder.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
      && !name.utf8.contains { $0 < 0x20 || $0 == 0x2F || $0 == 0x5C || $0 == 0x7F }
  }
}

/// The tensors of a file, or of all files of an index, and their bytes as one file.
package struct OpenTensors: ~Copyable {
  /// What the file holds.
  package let saved: SavedTensors

  /// The bytes.
  package let file: TensorFile

  init(saved: SavedTensors, file: consuming TensorFile) {
    self.saved = saved
    self.file = file
  }

  /// Opens a file.
  ///
  /// - Parameter path: a safetensors file, one that `torch.save` wrote, or the index of several.
  /// - Returns: what it holds; no element has been read.
  /// - Throws: `CheckpointError` when it cannot be read, any rule of its format is broken, or it is one
  ///   of several files.
  package static func open(_ path: String) throws(CheckpointError) -> OpenTensors {
    let file = try TensorFile(opening: path)
    try ShardIndex.refuseLoneShard(path)
    guard try ShardIndex.isIndex(file) else {
      return OpenTensors(saved: try SavedTensors(reading: file), file: file)
    }
    return try ShardIndex(reading: file).join(from: file)
  }
}

extension ShardIndex {
  /// Reads every file of the index, whole or not at all.
  ///
  /// - Parameter index: the file of the index, beside which the others lie.
  /// - Returns: the tensors of all, and their bytes.
  /// - Throws: `CheckpointError` when one is missing or damaged, or holds other tensors than the
  ///   index says.
  func join(from index: borrowing TensorFile) throws(CheckpointError) -> OpenTensors {
    let folder = URL(filePath: index.path).deletingLastPathComponent()
    var saved: SavedTensors?
    var file = TensorFile(joiningFilesOf: index)
    for (name, tensors) in shards {
      let path = index.path.contains("/") ? folder.appending(path: name).path : name
      guard FileManager.default.fileExists(atPath: path) else {
        throw CheckpointError(
          .unreadable, path: path,
          "the index '\(index.path)' names it, and there is no such file. Fetch it too, and put it "
            + "beside the index.")
      }
      let shard = try TensorFile(opening: path)
      let own = try SavedTensors(reading: shard)
      try check(own, tensors, path: path)
      saved = (saved ?? SavedTensors(format: own.format)).joined(with: own, behind: file.size)
      try file.append(shard)
    }
    guard let saved else { preconditionFailure("expected files in an index, found none") }
    return OpenTensors(saved: saved, file: file)
  }

  /// Throws unless a file holds the tensors that the index says, and no others.
  private func check(
    _ saved: SavedTensors, _ expected: Set<String>, path: String
  ) throws(CheckpointError) {
    let names = Set(saved.tensors.keys.map { $0.keys.count == 1 ? $0.name : "\($0)" })
    if let surplus = names.subtracting(expected).min() {
      let place = shards.first { $0.value.contains(surplus) }?.key
      throw CheckpointError(
        .damaged, path: path,
        "it holds the tensor '\(surplus)', and the index says "
          + (place.map { "that '\($0)' does" } ?? "nothing of it") + ". Fetch all files again.")
    }
    if let absent = expected.subtracting(names).min() {
      throw CheckpointError(
        .damaged, path: path,
        "it lacks the tensor '\(absent)', which it holds by the index. Fetch all files again.")
    }
  }

  /// Refuses one file of several that is given for the whole.
  static func refuseLoneShard(_ path: String) throws(CheckpointError) {
    let name = URL(filePath: path).lastPathComponent
    guard let match = name.firstMatch(of: /^(.+)-(\d{5})-of-(\d{5})(\.[a-z]+)$/),
      let number = Int(match.2), let count = Int(match.3), count > 1
    else { return }
    throw CheckpointError(
      .unsupported, path: path,
      "it is shard \(number) of \(count), a part of the weights. Put all of them into one folder, and "
        + "give their index, \(match.1)\(match.4).index.json.")
  }
}

extension SavedTensors {
  /// Returns the tensors of both, where those of the other file lie behind so many bytes.
  fileprivate func joined(with other: SavedTensors, behind bytes: Int) -> SavedTensors {
    var all = self
    for (path, record) in other.tensors { all.tensors[path] = record.moved(by: bytes) }
    all.inert.formUnion(other.inert)
    all.metadata.merge(other.metadata) { first, _ in first }
    return all
  }
}
