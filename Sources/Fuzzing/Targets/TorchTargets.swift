import Checkpoints
import Tensors

extension FuzzTarget {
  /// Zip archives of PyTorch, half of them with their checksums repaired.
  static let torchArchive = FuzzTarget(
    "torch-archive", .binary,
    tokens: [[1, 2], [3, 4], [5, 6], [6, 6], [6, 7]].map { [0x50, 0x4B] + $0 },
    corpus: {
      try torchFiles(in: $0, areZip: true) { bytes, generator in
        var bytes = bytes
        if generator.chance(0.5) { ZipFile.repairChecksums(&bytes) }
        return bytes
      }
    },
    read: readCheckpoint)

  /// The pickles within PyTorch's archives, with the archive whole around them.
  static let torchPickle = FuzzTarget(
    "torch-pickle", .binary, tokens: pickleTokens,
    corpus: { try torchFiles(in: $0, areZip: true).compactMap(pickle(ofArchive:)) },
    read: readCheckpoint)

  /// Files of PyTorch before 1.6: several pickles, and storages behind them.
  static let torchLegacy = FuzzTarget(
    "torch-legacy", .binary, tokens: pickleTokens,
    corpus: { try torchFiles(in: $0, areZip: false) },
    read: readCheckpoint)

  /// Archives of PyTorch before 0.1.10: four members of a tar archive, one of them a pickle; half of them
  /// with their checksums repaired.
  static let torchTar = FuzzTarget(
    "torch-tar", .binary, tokens: pickleTokens,
    corpus: { package in
      let golden = "\(package)/Tests/CheckpointsTests/Golden"
      return try Corpus.files(
        in: golden, endingIn: ["tar.pth"],
        finish: { bytes, generator in
          var bytes = bytes
          if generator.chance(0.5) { TarFile.repairChecksums(&bytes) }
          return bytes
        })
    },
    read: readCheckpoint)

  /// Reads weights as `iir weights inspect` and every extraction does.
  @Sendable static func readCheckpoint(_ input: FuzzInput) throws {
    let checkpoint = try Checkpoint.load(try input.file())
    if let fault = checkpoint.fault { throw fault }
    _ = try checkpoint.networkWeights()
    _ = try checkpoint.safetensors()
  }

  private static func torchFiles(
    in package: String, areZip: Bool,
    finish: @escaping FuzzSeed.Finish = { bytes, _ in bytes }
  ) throws -> [FuzzSeed] {
    let folder = "\(package)/Tests/CheckpointsTests/Golden"
    return try Corpus.files(in: folder, endingIn: [".pth", ".pth.tar"], finish: finish)
      .filter { $0.bytes.starts(with: Array("PK".utf8)) == areZip }
  }

  /// Returns the pickle of an archive, which goes back among the archive's other entries.
  private static func pickle(ofArchive archive: FuzzSeed) -> FuzzSeed? {
    let entries = ZipFile.entries(of: archive.bytes)
    guard let place = entries.firstIndex(where: { $0.name.hasSuffix("/data.pkl") }) else {
      return nil
    }
    return FuzzSeed(entries[place].content) { bytes, _ in
      var entries = entries
      entries[place].content = bytes
      return ZipFile.archive(entries)
    }
  }
}
