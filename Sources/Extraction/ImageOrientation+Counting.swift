import Images

extension ImageOrientation {
  /// Returns how many files say that their pixels are to be turned.
  ///
  /// - Parameters:
  ///   - paths: the files; those that are no pictures count as upright.
  ///   - threads: how many files to read at once.
  /// - Returns: their number.
  /// - Throws: `CancellationError`.
  package static func countTurned(_ paths: [String], threads: Int) async throws -> Int {
    let blocks = stride(from: 0, to: paths.count, by: 64).map {
      Array(paths[$0..<min($0 + 64, paths.count)])
    }
    let counts = try await mapConcurrently(blocks, width: threads) { block in
      block.count { ImageOrientation(statedIn: $0) != .upright }
    }
    return counts.reduce(0, +)
  }
}
