package import OrderedCollections
package import Tensors

/// The place of a tensor among the dictionaries of a file, outermost key first.
package struct TensorPath: Sendable, Hashable, CustomStringConvertible {
  package let keys: [String]

  /// Creates a place.
  package init(keys: [String]) {
    self.keys = keys
  }

  /// The keys of the dictionary that holds it.
  package var parent: [String] { keys.dropLast() }

  /// Its key in that dictionary.
  package var name: String { keys.last ?? "" }

  /// The keys with dots between them.
  package var description: String { keys.joined(separator: ".") }
}

/// The formats of files of tensors.
public enum TensorFileFormat: String, Sendable, CaseIterable {
  /// What PyTorch writes since version 1.6.
  case zip

  /// What PyTorch wrote before, often as `.pth.tar`.
  case legacy

  /// What PyTorch wrote before version 0.1.10: a tar archive.
  case tar

  /// Hugging Face's format.
  case safetensors
}

/// What a file holds, whatever its format; no element has been read.
package struct SavedTensors: Sendable {
  /// The format of the file.
  package let format: TensorFileFormat

  /// The tensors in the order of the file.
  package var tensors: OrderedDictionary<TensorPath, TensorRecord> = [:]

  /// The NumPy arrays of floats below `meta.Lw`, where cirtorch keeps its whitenings.
  package var arrays: OrderedDictionary<TensorPath, Tensor> = [:]

  /// Classes that were met and are not used, each once.
  package var inert: OrderedSet<String> = []

  /// The free text of a safetensors file.
  package var metadata: [String: String] = [:]
}

extension SavedTensors {
  /// Reads the header of a safetensors file.
  init(safetensors file: borrowing TensorFile) throws(CheckpointError) {
    self.init(format: .safetensors)
    let (path, size) = (file.path, file.size)
    let start = try file.bytes(0..<min(8, size))
    let end = 8 + (try Safetensors.headerCount(of: start, fileSize: size, path: path))
    let header = try SafetensorsHeader(
      reading: try file.bytes(0..<end), in: 8..<end, path: path)
    try header.checkLayout(dataCount: size - end, path: path)
    metadata = header.metadata
    for (name, entry) in header.entries {
      tensors[TensorPath(keys: [name])] = TensorRecord(
        type: entry.type, shape: entry.shape, offset: end + entry.offsets.lowerBound)
    }
  }
}
