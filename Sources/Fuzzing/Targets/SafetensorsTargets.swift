import Checkpoints

extension FuzzTarget {
  private static func safetensorsFiles(in package: String) throws -> [FuzzSeed] {
    try Corpus.files(
      in: "\(package)/Tests/CheckpointsTests/Golden", endingIn: [".safetensors"])
  }

  /// Whole safetensors files.
  static let safetensors = FuzzTarget(
    "safetensors", .binary, corpus: safetensorsFiles,
    read: { input in
      _ = try Safetensors(decoding: input.bytes, path: "input.safetensors")
      try readCheckpoint(input)
    })

  /// The headers of safetensors files, with the length before and the tensors behind them.
  static let safetensorsHeader = FuzzTarget(
    "safetensors-header", .text,
    corpus: { package in
      try safetensorsFiles(in: package).map { file in
        let count = Checksums.number(in: file.bytes, at: 0, 8) ?? 0
        let tensors = Array(file.bytes.dropFirst(8 + count))
        return FuzzSeed(Array(file.bytes.dropFirst(8).prefix(count))) { header, _ in
          Checksums.littleEndian(UInt64(header.count), 8) + header + tensors
        }
      }
    },
    read: readCheckpoint)
}
