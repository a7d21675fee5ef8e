internal import OrderedCollections

extension SavedTensors {
  /// What the first pickle of a file of this format holds, least significant byte first.
  private static let magicNumber: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// Reads what `torch.save` wrote before version 1.6: five pickles (magic number, protocol 1001,
  /// the system, the object, the keys of its storages), then each storage as its element count and
  /// its bytes.
  init(legacy file: borrowing TensorFile) throws(CheckpointError) {
    self.init(format: .legacy)
    let path = file.path
    let (object, keys, end) = try Self.pickles(of: file)
    var reader = TorchObjectReader(path: path)
    try reader.read(object)
    let places = try Self.places(of: reader.storages, keys, from: end, in: file)
    for (name, tensor) in reader.tensors {
      guard let place = places[tensor.storage.key] else {
        throw CheckpointError(
          .damaged, path: path, "the storage of '\(name)' is not in its list of storages.")
      }
      tensors[name] = tensor.record(storageOffset: place)
    }
    (arrays, inert) = (reader.arrays, reader.inert)
  }

  /// Reads the five pickles, of which nothing tells the length beforehand: more and more of the file
  /// is taken until they end.
  private static func pickles(
    of file: borrowing TensorFile
  ) throws(CheckpointError) -> (object: PickleValue, keys: [PickleValue], end: Int) {
    let whole = min(file.size, PickleLimits.torch.totalBytes)
    var length = min(whole, 1 << 20)
    while true {
      let bytes = try file.bytes(0..<length)
      do throws(CheckpointError) {
        return try pickles(in: bytes, path: file.path)
      } catch {
        guard error.code == .truncated, length < whole else { throw error }
        length = min(whole, 4 * length)
      }
    }
  }

  private static func pickles(
    in bytes: [UInt8], path: String
  ) throws(CheckpointError) -> (object: PickleValue, keys: [PickleValue], end: Int) {
    var end = 0
    func next(
      _ symbols: PickleSymbolPolicy = .refuseAll
    ) throws(CheckpointError) -> PickleValue {
      do throws(PickleError) {
        let (value, valueEnd) = try PickleValue.readingPickle(
          in: bytes, at: end, symbols: symbols, limits: .torch)
        end = valueEnd
        return value
      } catch {
        throw CheckpointError(error, path: path)
      }
    }
    guard case .bigInteger(magicNumber) = try next() else {
      throw CheckpointError(
        .unsupported, path: path,
        "it is a pickle, but not one that torch.save wrote. Load it in Python and save a "
          + "state_dict() with torch.save or safetensors.")
    }
    let version = try next()
    guard version == .integer(1001) else {
      throw CheckpointError(
        .unsupported, path: path, "its protocol is \(version.summary), and 1001 is read here.")
    }
    let system = try next()
    guard system["little_endian"] == .boolean(true) else {
      throw CheckpointError(
        .unsupported, path: path,
        "it was not saved on a little-endian machine. Load it with torch.load and save it again.")
    }
    let object = try next(.torch)
    guard case .list(let keys) = try next() else {
      throw CheckpointError(.damaged, path: path, "its list of storages is no list.")
    }
    return (object, keys, end)
  }

  /// Returns the place of the elements of each storage, by key.
  private static func places(
    of storages: OrderedDictionary<String, TorchStorage>, _ keys: [PickleValue], from start: Int,
    in file: borrowing TensorFile
  ) throws(CheckpointError) -> [String: Int] {
    var (places, end) = ([String: Int](), start)
    for key in keys {
      guard case .string(let name) = key, let storage = storages[name] else {
        throw CheckpointError(
          .damaged, path: file.path,
          "its list of storages names \(key.summary), which no tensor has.")
      }
      guard file.size - end >= 8 else { throw cutShort(file, name) }
      let count = try file.bytes(end..<end + 8).reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      guard count == UInt64(storage.count) else {
        throw CheckpointError(
          .damaged, path: file.path,
          "storage '\(name)' has \(count) elements, and its tensors say \(storage.count).")
      }
      end += 8
      let bytes = storage.count.multipliedReportingOverflow(by: storage.type.bytes)
      guard !bytes.overflow, bytes.partialValue <= file.size - end else {
        throw cutShort(file, name)
      }
      guard places.updateValue(end, forKey: name) == nil else {
        throw CheckpointError(
          .damaged, path: file.path, "its list of storages names '\(name)' twice.")
      }
      end += bytes.partialValue
    }
    guard end == file.size else {
      throw CheckpointError(
        .damaged, path: file.path, "\(file.size - end) bytes follow its last storage.")
    }
    return places
  }

  private static func cutShort(
    _ file: borrowing TensorFile, _ storage: String
  ) -> CheckpointError {
    CheckpointError(
      .truncated, path: file.path,
      "it ends within storage '\(storage)', at \(file.size) bytes. Fetch it again.")
  }
}
