extension SavedTensors {
  /// Reads what a file holds by its first bytes, whatever its name ends in.
  package init(reading file: borrowing TensorFile) throws(CheckpointError) {
    let start = try file.bytes(0..<min(512, file.size))
    if start.starts(with: [0x50, 0x4B]) {
      self = try SavedTensors(zip: file)
    } else if start.count > 8, start[8] == UInt8(ascii: "{"), start[4..<8].allSatisfy({ $0 == 0 }) {
      self = try SavedTensors(safetensors: file)
    } else if start.first == 0x80 {
      self = try SavedTensors(legacy: file)
    } else if TarArchive.begins(start) {
      self = try SavedTensors(tar: file)
    } else {
      let end = try file.bytes(max(0, file.size - 8)..<file.size)
      let kind = ForeignFormat(start: start, end: end, path: file.path)
      throw CheckpointError(.unsupported, path: file.path, kind.reason)
    }
  }
}
