import Images
import Specs

extension ExperimentRun {
  /// Returns how many images of a set state an orientation in EXIF that is not applied.
  ///
  /// Distractors, of which there may be a million, are not looked at, nor are sets that are drawn here.
  func orientedCount(in set: RetrievalSet, of dataset: DatasetName) async throws -> Int {
    let ignores = experiment.rows.contains {
      $0.hasDescriptors && $0.descriptor.orientation == .ignore
    }
    guard ignores, !dataset.isMini else { return 0 }
    let paths = Set((set.wholeImages + set.queries).map(\.path)).sorted()
    return try await ImageOrientation.countTurned(paths, threads: context.threads)
  }
}

extension ImageOrientation {
  /// Returns how many files say that their pixels are to be turned.
  ///
  /// - Parameters:
  ///   - paths: the files; those that are no pictures count as upright.
  ///   - threads: how many files to read at once.
  /// - Returns: their number.
  /// - Throws: `CancellationError`.
  static func countTurned(_ paths: [String], threads: Int) async throws -> Int {
    let blocks = stride(from: 0, to: paths.count, by: 64).map {
      Array(paths[$0..<min($0 + 64, paths.count)])
    }
    let counts = try await mapConcurrently(blocks, width: threads) { block in
      block.count { ImageOrientation(statedIn: $0) != .upright }
    }
    return counts.reduce(0, +)
  }
}
