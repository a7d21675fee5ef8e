import Extraction
import Kernels
package import Networks
import Tensors
package import Training

/// Finds the negatives of a round with the network as it is.
///
/// As in `create_epoch_tuples` of cirtorch, the network computes with its running statistics, and images are
/// prepared as for training, without what is random about it: here the whole image, warped to the square of
/// a view. So the network sees the size that it learns from, and an image has one descriptor.
package struct NegativeMiner: Sendable {
  let graph: NetworkGraph

  /// The exponent of GeM pooling where none is learnt.
  let exponent: Float

  /// The most images in work at once.
  let threads: Int

  /// Creates what mines for one training.
  package init(graph: NetworkGraph, exponent: Float, threads: Int) {
    self.graph = graph
    self.exponent = exponent
    self.threads = threads
  }

  /// Finds the negatives of a round.
  ///
  /// - Parameters:
  ///   - round: from 0.
  ///   - source: the batches, in which negatives are mined.
  ///   - weights: the network as it is.
  ///   - learntExponent: that of GeM pooling as it is; nil where it is not learnt.
  /// - Returns: the negatives, and the mean distance between an anchor and one of them; the same bytes
  ///   whatever the number of threads.
  /// - Throws: what the source of the images throws, `KernelError`, `CancellationError`.
  package func negatives(
    of round: Int, in source: BatchSource, by weights: NetworkWeights, learntExponent: Float?
  ) async throws -> (negatives: HardNegatives, meanDistance: Double) {
    guard let mining = source.mining else {
      preconditionFailure("expected batches whose negatives are mined")
    }
    let images = Set(mining.anchors(of: round) + mining.pool(of: round)).sorted()
    let rows = Dictionary(uniqueKeysWithValues: images.enumerated().map { ($1, $0) })
    let network = try InferenceNetwork(graph, weights: weights)
    let pooling = GeneralizedMean(exponent: learntExponent ?? exponent)
    let side = source.wholeShape
    let count = InferenceNetwork.imagesPerPass(height: side.height, width: side.width)
    let groups = stride(from: 0, to: images.count, by: count).map {
      Array(images[$0..<min($0 + count, images.count)])
    }
    let parts = try await mapConcurrently(groups, width: threads) { group in
      let features = try network.features(of: source.wholeViews(of: group), threads: 1)
      return l2Normalize(pooling(features))
    }
    return mining.negatives(
      of: round, row: { rows[$0, default: 0] }, descriptors: Matrix(joining: parts))
  }
}
