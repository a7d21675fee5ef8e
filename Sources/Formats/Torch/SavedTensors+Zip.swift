internal import OrderedCollections

extension SavedTensors {
  /// Reads what `torch.save` writes since version 1.6: a zip archive of one folder with the pickle
  /// `data.pkl` and a file `data/<key>` for each storage.
  init(zip file: borrowing TensorFile) throws(CheckpointError) {
    self.init(format: .zip)
    let path = file.path
    let entries = try Self.torchEntries(of: try ZipArchive(reading: file), path: path)
    guard let pickle = entries["data.pkl"] else {
      throw CheckpointError(
        .unsupported, path: path,
        "it is a zip archive without the data.pkl that torch.save writes.")
    }
    if let order = entries["byteorder"] {
      let text = try file.bytes(order.content.clamped(to: order.content.lowerBound..<file.size))
      guard text == Array("little".utf8) else {
        throw CheckpointError(
          .unsupported, path: path,
          "its numbers are not little-endian. Load it with torch.load and save it again.")
      }
    }
    var reader = TorchObjectReader(path: path)
    try reader.read(try Self.object(pickle, in: file))
    try place(reader, entries, path)
  }

  private static func object(
    _ entry: ZipArchive.Entry, in file: borrowing TensorFile
  ) throws(CheckpointError) -> PickleValue {
    guard entry.content.count <= PickleLimits.torch.totalBytes else {
      throw CheckpointError(
        .limit, path: file.path,
        "its data.pkl has \(entry.content.count) bytes, more than "
          + "\(PickleLimits.torch.totalBytes).")
    }
    let bytes = try file.bytes(entry.content)
    do throws(PickleError) {
      return try PickleValue(pickled: bytes, symbols: .torch, limits: .torch)
    } catch {
      throw CheckpointError(error, path: file.path)
    }
  }

  /// Gives every tensor its place in the file.
  private mutating func place(
    _ reader: TorchObjectReader, _ entries: [String: ZipArchive.Entry], _ path: String
  ) throws(CheckpointError) {
    for (key, storage) in reader.storages {
      guard let entry = entries["data/\(key)"] else {
        throw CheckpointError(.damaged, path: path, "it has no entry 'data/\(key)' for a storage.")
      }
      let bytes = storage.count.multipliedReportingOverflow(by: storage.type.bytes)
      guard !bytes.overflow, bytes.partialValue == entry.content.count else {
        throw CheckpointError(
          .damaged, path: path,
          "its entry 'data/\(key)' has \(entry.content.count) bytes, and its tensors say "
            + "\(storage.count) elements of \(storage.type.bytes).")
      }
    }
    for (name, tensor) in reader.tensors {
      guard let entry = entries["data/\(tensor.storage.key)"] else {
        preconditionFailure("expected an entry for storage \(tensor.storage.key)")
      }
      tensors[name] = tensor.record(storageOffset: entry.content.lowerBound)
    }
    (arrays, inert) = (reader.arrays, reader.inert)
  }

  /// Returns the entries by their names within the one folder, once they are all of those that
  /// `torch.save` writes.
  private static func torchEntries(
    of archive: ZipArchive, path: String
  ) throws(CheckpointError) -> [String: ZipArchive.Entry] {
    var (entries, folder) = ([String: ZipArchive.Entry](), String?.none)
    for entry in archive.entries {
      let parts = entry.name.split(separator: "/", maxSplits: 1).map(String.init)
      folder = folder ?? parts[0]
      guard parts.count == 2, parts[0] == folder else {
        throw CheckpointError(
          .unsupported, path: path,
          "it is a zip archive with '\(entry.name)', which torch.save does not write: all it "
            + "writes lies in one folder.")
      }
      entries[parts[1]] = entry
    }
    for name in entries.keys.sorted() {
      if name == "constants.pkl" || name.hasPrefix("code/") {
        throw CheckpointError(
          .unsupported, path: path,
          "it is a TorchScript program, not weights. In Python, load it with torch.jit.load and "
            + "save its state_dict() with torch.save.")
      }
      let isKnown =
        ["data.pkl", "byteorder", "version"].contains(name) || name.hasPrefix(".")
        || name.hasPrefix("data/")
      guard isKnown else {
        throw CheckpointError(
          .unsupported, path: path,
          "it is a zip archive with '\(name)', which torch.save does not write.")
      }
    }
    return entries
  }
}
