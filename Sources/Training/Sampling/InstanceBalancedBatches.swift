import Tensors

/// Batches with the same number of images of each of their instances, as listwise losses need.
///
/// An epoch shows every instance at most once, each by other images than the epoch before as the
/// draw has it; a batch is a pure function of the seed and the step. Instances with too few images
/// are left out.
public struct InstanceBalancedBatches: Sendable, Equatable {
  /// The number of instances of a batch.
  public let instancesPerBatch: Int

  /// The number of different images of each instance.
  public let viewsPerInstance: Int

  /// The seed of the plan.
  public let seed: UInt64

  /// The images of each instance that has enough of them, by ascending instance label.
  private let groups: [[Int]]

  /// Creates the batches of one set.
  ///
  /// - Parameters:
  ///   - instances: the instance label of each image.
  ///   - instancesPerBatch: the number of instances of a batch, at least 1.
  ///   - viewsPerInstance: the number of different images of each, at least 1.
  ///   - seed: the seed of the plan.
  /// - Throws: `SamplingError.tooFewInstances` when not one batch can be filled.
  public init(
    instances: [Int], instancesPerBatch: Int, viewsPerInstance: Int, seed: UInt64
  ) throws(SamplingError) {
    precondition(
      instancesPerBatch >= 1 && viewsPerInstance >= 1,
      "expected at least 1 instance and 1 view, found \(instancesPerBatch) and \(viewsPerInstance)")
    groups = Dictionary(grouping: instances.indices) { instances[$0] }
      .filter { $0.value.count >= viewsPerInstance }
      .sorted { $0.key < $1.key }
      .map(\.value)
    guard groups.count >= instancesPerBatch else {
      throw .tooFewInstances(
        found: groups.count, instancesPerBatch: instancesPerBatch,
        viewsPerInstance: viewsPerInstance)
    }
    self.instancesPerBatch = instancesPerBatch
    self.viewsPerInstance = viewsPerInstance
    self.seed = seed
  }

  /// The number of instances that have enough images.
  public var eligibleInstanceCount: Int { groups.count }

  /// The number of whole batches of one epoch, at least 1.
  public var batchesPerEpoch: Int { groups.count / instancesPerBatch }

  /// Returns the images of one step, all different, those of an instance side by side.
  ///
  /// - Parameter step: from 0, counted through all epochs.
  /// - Returns: `instancesPerBatch` times `viewsPerInstance` positions in the list of images.
  /// - Complexity: O(instances + images of the batch's instances).
  public func batch(at step: Int) -> [Int] {
    precondition(step >= 0, "expected a step of at least 0, found \(step)")
    let (epoch, index) = step.quotientAndRemainder(dividingBy: batchesPerEpoch)
    var orderGenerator = SeededGenerator(seed: seed, purpose: "instance order", epoch: epoch)
    let order = orderGenerator.permutation(groups.count)
    return order[index * instancesPerBatch..<(index + 1) * instancesPerBatch].flatMap { group in
      var generator = SeededGenerator(
        seed: seed, purpose: "instance views", epoch: epoch, index: group)
      let images = groups[group]
      return generator.permutation(images.count).prefix(viewsPerInstance).map { images[$0] }
    }
  }
}
