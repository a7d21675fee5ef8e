public import Tensors

/// The images of one step, and what each should become.
public struct TrainingBatch: Sendable {
  /// Normalised pixels, (image, channel, height, width), in the parts that pass through the network
  /// one after another; all of one shape, but for views of several sizes.
  public let passes: [Tensor]

  /// One an image, through all parts: the class, or the instance.
  public let targets: [Int]

  /// Creates a batch from its parts.
  ///
  /// - Parameters:
  ///   - passes: normalised pixels, (image, channel, height, width); at least one part.
  ///   - targets: one an image.
  public init(passes: [Tensor], targets: [Int]) {
    precondition(!passes.isEmpty, "expected at least one part")
    let images = passes.map(\.shape.batch).reduce(0, +)
    precondition(
      images == targets.count, "expected \(images) targets, found \(targets.count)")
    self.passes = passes
    self.targets = targets
  }

  /// Creates a batch that passes through the network as a whole.
  ///
  /// - Parameters:
  ///   - images: normalised pixels, (batch, channel, height, width).
  ///   - targets: one a row.
  public init(images: Tensor, targets: [Int]) {
    self.init(passes: [images], targets: targets)
  }
}
