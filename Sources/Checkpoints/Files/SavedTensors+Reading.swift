extension SavedTensors {
  /// Reads what a file holds by its first bytes, whatever its name ends in.
  init(reading file: borrowing CheckpointFile) throws(CheckpointError) {
    let start = try file.bytes(0..<min(512, file.size))
    if start.starts(with: [0x50, 0x4B]) {
      self = try SavedTensors(zip: file)
    } else if start.count > 8, start[8] == UInt8(ascii: "{"), start[4..<8].allSatisfy({ $0 == 0 }) {
      self = try SavedTensors(safetensors: file)
    } else if start.first == 0x80 {
      self = try SavedTensors(legacy: file)
    } else {
      throw CheckpointError(.unsupported, path: file.path, Self.unknownFormat(start))
    }
  }

  /// Says what a file is that is none of the three formats, as far as its first bytes tell.
  private static func unknownFormat(_ start: [UInt8]) -> String {
    if start.isEmpty { return "it is empty. Fetch it again." }
    if start.count > 262, Array(start[257..<262]) == Array("ustar".utf8) {
      return
        "it is a tar archive: weights of PyTorch before 0.1.10, or packed files. Unpack it, or "
        + "load it with torch.load and save it again."
    }
    if start.starts(with: [0x1F, 0x8B]) { return "it is compressed with gzip. Unpack it first." }
    if start.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      return "it is HDF5, as Keras writes. Save the weights with PyTorch or as safetensors."
    }
    if start.starts(with: Array("<".utf8)) || start.starts(with: Array("version https://git".utf8))
    {
      return "it is a web page or a pointer to a large file, not the file itself. Fetch it again."
    }
    return "it is neither a safetensors file nor one that torch.save wrote."
  }
}
