import Checkpoints
import Formats
import Foundation

extension FuzzTarget {
  private static func safetensorsFiles(in package: String) throws -> [FuzzSeed] {
    try Corpus.files(
      in: ["Checkpoints", "Formats"].map { "\(package)/Tests/\($0)Tests/Golden" },
      endingIn: [".safetensors"])
  }

  /// Whole safetensors files.
  static let safetensors = FuzzTarget(
    "safetensors", .binary, corpus: safetensorsFiles,
    read: { input in
      _ = try Safetensors(decoding: input.bytes, path: "input.safetensors")
      try readCheckpoint(input)
    })

  /// Puts the files that a whole index names into a folder, once.
  private static func shardFiles(in package: String, to folder: String) throws {
    let golden = "\(package)/Tests/CheckpointsTests/Golden"
    for name in try FileManager.default.contentsOfDirectory(atPath: golden)
    where name.contains("-of-00002") && !FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    {
      try FileManager.default.copyItem(atPath: "\(golden)/\(name)", toPath: "\(folder)/\(name)")
    }
  }

  /// Indexes of weights in several files, beside the files that the whole one names.
  static let shardIndex = FuzzTarget(
    "shard-index", .text, share: 2,
    corpus: { package in
      try Corpus.files(
        in: "\(package)/Tests/CheckpointsTests/Golden", endingIn: [".index.json"])
    },
    read: { input in
      try shardFiles(in: input.package, to: input.folder)
      let checkpoint = try Checkpoint.load(try input.file(named: "model.safetensors.index.json"))
      if let fault = checkpoint.fault { throw fault }
      _ = try checkpoint.networkWeights()
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
