import Extraction
package import Training

/// Makes the batches of a training run, several rows at a time.
package struct BatchLoader: Sendable {
  package let source: BatchSource

  /// The number of images that pass through the network at a time; it divides the batch.
  let imagesPerPass: Int

  /// The most rows in work at once.
  let threads: Int

  /// Creates what loads the batches of one training.
  package init(source: BatchSource, imagesPerPass: Int, threads: Int) {
    self.source = source
    self.imagesPerPass = imagesPerPass
    self.threads = threads
  }

  /// Returns the same with the negatives of a round, where negatives are mined.
  package func taking(_ negatives: HardNegatives) -> BatchLoader {
    BatchLoader(
      source: source.taking(negatives), imagesPerPass: imagesPerPass, threads: threads)
  }

  /// Returns the batch of one step, pass by pass, so that no more than a pass is ever held twice.
  ///
  /// - Parameter step: from 0.
  /// - Returns: the batch with its targets.
  /// - Throws: `CancellationError` when the task is cancelled.
  package func batch(at step: Int) async throws -> TrainingBatch {
    let chosen = source.images(at: step)
    var passes: [[Float]] = []
    for rows in source.passes(rowCount: chosen.count, imagesPerPass: imagesPerPass) {
      passes.append(try await pass(rows, chosen, at: step))
    }
    return source.batch(of: passes, chosen: chosen)
  }

  private func pass(_ rows: Range<Int>, _ chosen: [Int], at step: Int) async throws -> [Float] {
    let rowsPerThread = (rows.count + threads - 1) / threads
    let parts = stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerThread).map {
      $0..<min($0 + rowsPerThread, rows.upperBound)
    }
    let source = source
    let views = try await mapConcurrently(parts, width: threads) {
      try source.views(of: $0, chosen: chosen, at: step)
    }
    return views.reduce(into: []) { $0 += $1 }
  }
}
