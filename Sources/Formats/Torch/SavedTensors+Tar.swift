import Failures
internal import OrderedCollections

extension SavedTensors {
  /// Reads what `torch.save` wrote before version 0.1.10: a tar archive of the system, the storages
  /// with their elements, the tensors on them, and the pickle that refers to these by number.
  init(tar file: borrowing TensorFile) throws(CheckpointError) {
    self.init(format: .tar)
    let archive = try TarArchive(reading: file)
    var system = TarPickles(archive[.system], in: file)
    guard try system.next(.refuseAll, in: file)["little_endian"] == .boolean(true) else {
      throw CheckpointError(
        .unsupported, path: file.path,
        "it was not saved on a little-endian machine. Load it with torch.load and save it again.")
    }
    let storages = try TarStorages(archive[.storages], in: file)
    let known = try Self.tensors(archive[.tensors], on: storages, in: file)
    var reader = TorchObjectReader(path: file.path, known: known)
    try reader.read(try Self.object(archive[.object], in: file))
    for (name, tensor) in reader.tensors {
      guard let place = storages.places[tensor.storage.key] else {
        preconditionFailure("expected a place for storage \(tensor.storage.key)")
      }
      tensors[name] = tensor.record(storageOffset: place)
    }
    (arrays, inert) = (reader.arrays, reader.inert)
  }

  private static func object(
    _ range: Range<Int>, in file: borrowing TensorFile
  ) throws(CheckpointError) -> PickleValue {
    guard range.count <= PickleLimits.torch.totalBytes else {
      throw CheckpointError(
        .limit, path: file.path,
        "its pickle has \(range.count) bytes, more than \(PickleLimits.torch.totalBytes).")
    }
    let bytes = try file.bytes(range)
    do throws(PickleError) {
      return try PickleValue(pickled: bytes, symbols: .torch, limits: .torch)
    } catch {
      throw CheckpointError(error, path: file.path)
    }
  }

  /// Returns the tensors by the number that the pickle refers to them by.
  ///
  /// Each is a pickle of its number, the number of its storage and its class, then the number of its
  /// axes, their lengths and strides, and the first element.
  private static func tensors(
    _ range: Range<Int>, on storages: TarStorages, in file: borrowing TensorFile
  ) throws(CheckpointError) -> [String: TorchTensor] {
    var pickles = TarPickles(range, in: file)
    var tensors: [String: TorchTensor] = [:]
    for _ in 0..<(try pickles.entryCount(in: file)) {
      let entry = try pickles.next(.tar, in: file)
      guard let parts = entry.elements, parts.count == 3, case .integer(let key) = parts[0],
        case .integer(let storageKey) = parts[1], case .global = parts[2],
        let storage = storages.storages["\(storageKey)"]
      else {
        throw pickles.damage("a tensor is described by \(entry.summary), or on no storage")
      }
      let rank = Int(truncatingIfNeeded: try pickles.number(in: file) & 0xFFFF_FFFF)
      guard rank <= 64 else { throw pickles.damage("a tensor has \(rank) axes") }
      var numbers: [Int] = []
      for _ in 0..<2 * rank + 1 {
        numbers.append(Int(truncatingIfNeeded: try pickles.number(in: file)))
      }
      do throws(Reason) {
        tensors["\(key)"] = try TorchTensor(
          on: storage, shape: Array(numbers[..<rank]), strides: Array(numbers[rank..<2 * rank]),
          offset: numbers[2 * rank])
      } catch {
        throw pickles.damage("tensor \(key) is refused: \(error.text)")
      }
    }
    try pickles.requireEnd()
    return tensors
  }
}

/// The storages of a tar archive.
///
/// Each is a pickle of its number, its device and its class, then the count of its elements, and these.
/// A list of views on them follows: the number of the view, that of its storage, offset and count.
private struct TarStorages {
  /// The storages and views by number.
  private(set) var storages: [String: TorchStorage] = [:]

  /// The place of the elements in the file, by the key of the storage.
  private(set) var places: [String: Int] = [:]

  init(_ range: Range<Int>, in file: borrowing TensorFile) throws(CheckpointError) {
    var pickles = TarPickles(range, in: file)
    for _ in 0..<(try pickles.entryCount(in: file)) {
      let entry = try pickles.next(.tar, in: file)
      guard let parts = entry.elements, parts.count == 3, case .integer(let key) = parts[0],
        case .string = parts[1], case .global(let symbol) = parts[2],
        let type = TarSymbols.storages[symbol]
      else { throw pickles.damage("a storage is described by \(entry.summary)") }
      let count = try pickles.number(in: file)
      let bytes = Int(exactly: count)?.multipliedReportingOverflow(by: type.bytes)
      guard let bytes, !bytes.overflow, bytes.partialValue <= pickles.remaining else {
        throw pickles.damage("storage \(key) of \(count) elements is longer than its member")
      }
      guard storages["\(key)"] == nil else { throw pickles.damage("storage \(key) is there twice") }
      storages["\(key)"] = TorchStorage(key: "\(key)", type: type, count: Int(count))
      places["\(key)"] = pickles.offset
      pickles.skip(bytes.partialValue)
    }
    let views = try pickles.next(.refuseAll, in: file)
    guard let views = views.elements else {
      throw pickles.damage("the list of views is \(views.summary)")
    }
    for view in views { try add(view, pickles) }
    try pickles.requireEnd()
  }

  private mutating func add(
    _ view: PickleValue, _ pickles: TarPickles
  ) throws(CheckpointError) {
    guard let parts = view.elements, parts.count == 4, case .integer(let key) = parts[0],
      case .integer(let root) = parts[1], case .integer(let offset) = parts[2],
      case .integer(let count) = parts[3], let storage = storages["\(root)"],
      storages["\(key)"] == nil, (0...storage.view.count).contains(offset),
      (0...storage.view.count - offset).contains(count)
    else { throw pickles.damage("a view is described by \(view.summary), or leaves its storage") }
    storages["\(key)"] = storage.viewed(
      storage.view.lowerBound + offset..<storage.view.lowerBound + offset + count)
  }
}
