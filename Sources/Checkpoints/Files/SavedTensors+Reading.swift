extension SavedTensors {
  /// Reads what a file holds by its first bytes, whatever its name ends in.
  init(reading file: borrowing CheckpointFile) throws(CheckpointError) {
    let start = try file.bytes(0..<min(512, file.size))
    guard start.count > 8, start[8] == UInt8(ascii: "{") else {
      throw CheckpointError(
        .unsupported, path: file.path,
        "it is neither a safetensors file nor one that torch.save wrote.")
    }
    self = try SavedTensors(safetensors: file)
  }
}
