public import Tensors

/// The images of one step, and what each should become.
public struct TrainingBatch: Sendable {
  /// Normalised pixels, (batch, channel, height, width).
  public let images: Tensor

  /// One a row: the class, or the instance.
  public let targets: [Int]

  /// Creates a batch.
  ///
  /// - Parameters:
  ///   - images: normalised pixels, (batch, channel, height, width).
  ///   - targets: one a row.
  public init(images: Tensor, targets: [Int]) {
    precondition(
      images.shape.batch == targets.count,
      "expected \(images.shape.batch) targets, found \(targets.count)")
    self.images = images
    self.targets = targets
  }
}
