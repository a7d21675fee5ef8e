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

  private let image: @Sendable (Int) throws -> PixelImage
  private let targets: [Int]
  private let sampling: Sampling
  private let augmentation: Augmentation
  private let seed: UInt64

  /// Creates the batches of one run.
  ///
  /// - Parameters:
  ///   - image: returns an image of the training set; called on any thread.
  ///   - targets: one an image: its class, or its instance.
  ///   - sampling: how the images of a batch are chosen.
  ///   - augmentation: how an image becomes a view.
  ///   - seed: the seed of the plan.
  public init(
    image: @escaping @Sendable (Int) throws -> PixelImage, targets: [Int], sampling: Sampling,
    augmentation: Augmentation, seed: UInt64
  ) {
    self.image = image
    self.targets = targets
    self.sampling = sampling
    self.augmentation = augmentation
    self.seed = seed
  }

  /// Returns the images of one step, one a row of the batch.
  ///
  /// - Parameter step: from 0.
  /// - Returns: indices into the training set, in the order of the sampling.
  public func images(at step: Int) -> [Int] {
    switch sampling {
    case .shuffled(let batches): batches.batch(at: step)
    case .pairs(let batches): batches.batch(at: step).flatMap { [$0, $0] }
    case .balanced(let batches): batches.batch(at: step)
    }
  }

  /// Returns the views of some rows of a batch; rows may be drawn on different threads.
  ///
  /// - Parameters:
  ///   - rows: which rows of the batch.
  ///   - chosen: the images of the step, as `images(at:)` gives them.
  ///   - step: from 0.
  /// - Returns: normalised pixels, (row, channel, height, width).
  /// - Throws: what the source of the images throws.
  public func views(of rows: Range<Int>, chosen: [Int], at step: Int) throws -> [Float] {
    try augmentation.views(count: rows.count) { index, view in
      let row = rows.lowerBound + index
      var generator = SeededGenerator(
        seed: seed, purpose: "augmentation", epoch: step, index: row)
      let image = try image(chosen[row])
      let draw = augmentation.draw(
        width: image.width, height: image.height, using: &generator)
      augmentation.paint(draw, of: image, to: &view)
    }
  }

  /// Returns the batch that views of all its rows make.
  ///
  /// - Parameters:
  ///   - passes: normalised pixels, (row, channel, height, width), in the parts that pass through
  ///     the network one after another.
  ///   - chosen: the images of the step, as `images(at:)` gives them.
  /// - Returns: the batch with its targets.
  public func batch(of passes: [[Float]], chosen: [Int]) -> TrainingBatch {
    let side = augmentation.outputSize
    return TrainingBatch(
      passes: passes.map { views in
        Tensor(
          shape: [views.count / augmentation.viewCount, 3, side, side], elements: views)
      },
      targets: chosen.map { targets[$0] })
  }
}
