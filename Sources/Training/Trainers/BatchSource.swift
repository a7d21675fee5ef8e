public import Images
internal import Tensors

/// Draws the batches of a training run; each is a pure function of the seed and the step.
///
/// So batches may be made ahead of time, on any thread.
public struct BatchSource: Sendable {
  /// How the images of a batch are chosen.
  public enum Sampling: Sendable {
    /// Each image once.
    case shuffled(ShuffledBatches)

    /// Each image twice, its two views in rows 2i and 2i + 1.
    case pairs(ShuffledBatches)

    /// Several images of each of a few instances.
    case balanced(InstanceBalancedBatches)
  }

  private let images: [PixelImage]
  private let targets: [Int]
  private let sampling: Sampling
  private let augmentation: Augmentation
  private let seed: UInt64

  /// Creates the batches of one run.
  ///
  /// - Parameters:
  ///   - images: the training set.
  ///   - targets: one an image: its class, or its instance.
  ///   - sampling: how the images of a batch are chosen.
  ///   - augmentation: how an image becomes a view.
  ///   - seed: the seed of the plan.
  public init(
    images: [PixelImage], targets: [Int], sampling: Sampling, augmentation: Augmentation,
    seed: UInt64
  ) {
    precondition(
      images.count == targets.count, "expected \(images.count) targets, found \(targets.count)")
    self.images = images
    self.targets = targets
    self.sampling = sampling
    self.augmentation = augmentation
    self.seed = seed
  }

  /// Returns the batch of one step.
  ///
  /// - Parameter step: from 0.
  public func batch(at step: Int) -> TrainingBatch {
    let chosen =
      switch sampling {
      case .shuffled(let batches): batches.batch(at: step)
      case .pairs(let batches): batches.batch(at: step).flatMap { [$0, $0] }
      case .balanced(let batches): batches.batch(at: step)
      }
    let side = augmentation.outputSize
    var elements: [Float] = []
    elements.reserveCapacity(chosen.count * 3 * side * side)
    for (row, image) in chosen.enumerated() {
      var generator = SeededGenerator(
        seed: seed, purpose: "augmentation", epoch: step, index: row)
      elements.append(contentsOf: augmentation(images[image], using: &generator))
    }
    return TrainingBatch(
      images: Tensor(shape: [chosen.count, 3, side, side], elements: elements),
      targets: chosen.map { targets[$0] })
  }
}
