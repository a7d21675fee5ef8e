extension Safetensors {
  /// Reads a file.
  ///
  /// - Parameter path: a regular file, or a link to one.
  /// - Throws: `CheckpointError` when it cannot be read or any rule of the format is broken.
  public init(reading path: String) throws(CheckpointError) {
    let file = try TensorFile(opening: path)
    try self.init(decoding: try file.bytes(0..<file.size), path: path)
  }
}
