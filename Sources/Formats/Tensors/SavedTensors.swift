internal import OrderedCollections
internal import Tensors

/// The place of a tensor among the dictionaries of a file, outermost key first.
struct TensorPath: Sendable, Hashable, CustomStringConvertible {
  let keys: [String]

  /// The keys of the dictionary that holds it.
  var parent: [String] { keys.dropLast() }

  /// Its key in that dictionary.
  var name: String { keys.last ?? "" }

  /// The keys with dots between them.
  var description: String { keys.joined(separator: ".") }
}

/// What a file holds, whatever its format; no element has been read.
struct SavedTensors: Sendable {
  let format: Checkpoint.Format

  /// The tensors in the order of the file.
  var tensors: OrderedDictionary<TensorPath, TensorRecord> = [:]

  /// The NumPy arrays of floats below `meta.Lw`, where cirtorch keeps its whitenings.
  var arrays: OrderedDictionary<TensorPath, Tensor> = [:]

  /// Classes that were met and are not used, each once.
  var inert: OrderedSet<String> = []

  /// The free text of a safetensors file.
  var metadata: [String: String] = [:]
}

extension SavedTensors {
  /// Reads the header of a safetensors file.
  init(safetensors file: borrowing CheckpointFile) throws(CheckpointError) {
    self.init(format: .safetensors)
    let (path, size) = (file.path, file.size)
    let start = try file.bytes(0..<min(8, size))
    let end =
      8
      + (try Self.asCheckpointError(path) { () throws(SafetensorsError) in
        try Safetensors.headerCount(of: start, fileSize: size, path: path)
      })
    let bytes = try file.bytes(0..<end)
    let header = try Self.asCheckpointError(path) { () throws(SafetensorsError) in
      var scanner = SafetensorsHeaderScanner(bytes: bytes, range: 8..<end, path: path)
      let header = try scanner.header()
      try header.checkLayout(dataCount: size - end, path: path)
      return header
    }
    metadata = header.metadata
    for (name, entry) in header.entries {
      tensors[TensorPath(keys: [name])] = TensorRecord(
        type: entry.type, shape: entry.shape, offset: end + entry.offsets.lowerBound)
    }
  }

  private static func asCheckpointError<Value>(
    _ path: String, _ body: () throws(SafetensorsError) -> Value
  ) throws(CheckpointError) -> Value {
    do throws(SafetensorsError) {
      return try body()
    } catch {
      throw CheckpointError(error, path: path)
    }
  }
}
