import Tensors

/// Batches of shuffled items, each a pure function of the seed and the step.
///
/// An epoch shows every item at most once; the items that do not fill a last batch wait for another
/// epoch's order.
public struct ShuffledBatches: Sendable, Equatable {
  /// The number of items of the set.
  public let itemCount: Int

  /// The number of items of a batch.
  public let batchSize: Int

  /// The seed of the plan.
  public let seed: UInt64

  /// Creates the batches of one set.
  ///
  /// - Parameters:
  ///   - itemCount: the number of items of the set.
  ///   - batchSize: the number of items of a batch, at least 1.
  ///   - seed: the seed of the plan.
  /// - Throws: `SamplingError.tooFewItems` when the set is smaller than one batch.
  public init(itemCount: Int, batchSize: Int, seed: UInt64) throws(SamplingError) {
    precondition(batchSize >= 1, "expected a batch of at least 1 item, found \(batchSize)")
    guard itemCount >= batchSize else {
      throw .tooFewItems(found: itemCount, batchSize: batchSize)
    }
    self.itemCount = itemCount
    self.batchSize = batchSize
    self.seed = seed
  }

  /// The number of whole batches of one epoch, at least 1.
  public var batchesPerEpoch: Int { itemCount / batchSize }

  /// Returns the items of one step, all different.
  ///
  /// - Parameter step: from 0, counted through all epochs.
  /// - Returns: `batchSize` item numbers from 0 to `itemCount - 1`.
  /// - Complexity: O(items): the epoch's order is drawn anew.
  public func batch(at step: Int) -> [Int] {
    precondition(step >= 0, "expected a step of at least 0, found \(step)")
    let (epoch, index) = step.quotientAndRemainder(dividingBy: batchesPerEpoch)
    var generator = SeededGenerator(seed: seed, purpose: "shuffled batches", epoch: epoch)
    let order = generator.permutation(itemCount)
    return Array(order[index * batchSize..<(index + 1) * batchSize])
  }
}
