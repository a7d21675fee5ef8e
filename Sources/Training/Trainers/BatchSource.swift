public import Images
public import Tensors

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

    /// Each image twice, its first view in row i of the first half, its second in row i of the
    /// second half.
    case halves(ShuffledBatches)

    /// Several images of each of a few instances.
    case balanced(InstanceBalancedBatches)

    /// Each image as often as `multiCrop` says: all views of its first group, image by image, then those
    /// of the next one. The target of a view is the place of its image in the batch.
    case crops(ShuffledBatches)

    /// Anchors with a positive and mined negatives each; the negatives are those of the round that is
    /// under way, nil before the first.
    case tuples(HardNegativeMining, HardNegatives?)
  }

  private let image: @Sendable (Int) throws -> PixelImage
  private let targets: [Int]
  private var sampling: Sampling
  private let augmentation: Augmentation
  private let seed: UInt64

  /// Creates the batches of one run.
  ///
  /// - Parameters:
  ///   - image: returns an image of the training set; called on any thread.
  ///   - targets: one an image: its class, or its instance, or itself where no label is learnt.
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

  /// How negatives are mined; nil where none are.
  public var mining: HardNegativeMining? {
    if case .tuples(let mining, _) = sampling { mining } else { nil }
  }

  /// The negatives of the round that is under way; nil where none are mined, or before the first round.
  public var negatives: HardNegatives? {
    if case .tuples(_, let negatives) = sampling { negatives } else { nil }
  }

  /// Returns the same batches with the negatives of a round, where negatives are mined.
  ///
  /// - Parameter negatives: what was mined.
  /// - Returns: a source of the batches of that round.
  public func taking(_ negatives: HardNegatives) -> BatchSource {
    guard let mining else { return self }
    var source = self
    source.sampling = .tuples(mining, negatives)
    return source
  }

  /// Returns the images of one step, one a row of the batch.
  ///
  /// - Parameter step: from 0; where negatives are mined, of the round whose negatives the source has.
  /// - Returns: indices into the training set, in the order of the sampling.
  public func images(at step: Int) -> [Int] {
    switch sampling {
    case .shuffled(let batches): batches.batch(at: step)
    case .pairs(let batches): batches.batch(at: step).flatMap { [$0, $0] }
    case .halves(let batches):
      Array(repeating: batches.batch(at: step), count: 2).flatMap(\.self)
    case .balanced(let batches): batches.batch(at: step)
    case .crops(let batches):
      groups.flatMap { group in
        batches.batch(at: step).flatMap { Array(repeating: $0, count: group.count) }
      }
    case .tuples(let mining, let negatives?): mining.batch(at: step, with: negatives)
    case .tuples(_, nil): preconditionFailure("expected negatives to be mined before batch \(step)")
    }
  }

  /// The shape of one image without randomness, (1, channel, height, width).
  public var wholeShape: Shape { [1, 3, augmentation.outputSize, augmentation.outputSize] }

  /// Returns images without randomness, each warped to the square of a view.
  ///
  /// - Parameter images: indices into the training set.
  /// - Returns: normalised pixels, (image, channel, height, width).
  /// - Throws: what the source of the images throws.
  public func wholeViews(of images: [Int]) throws -> Tensor {
    augmentation.evaluation(try images.map(image))
  }

  private var groups: [CropGroup] { augmentation.multiCrop ?? [] }

  /// The rows of views of one size.
  private struct Part {
    let rows: Range<Int>

    /// How many rows in turn show one image.
    let viewsPerImage: Int

    let augmentation: Augmentation
  }

  /// Returns the rows of a batch by the size of views.
  private func parts(rowCount: Int) -> [Part] {
    guard case .crops = sampling, let count = augmentation.cropCount else {
      return [Part(rows: 0..<rowCount, viewsPerImage: 1, augmentation: augmentation)]
    }
    var parts: [Part] = []
    for group in groups {
      let first = parts.last?.rows.upperBound ?? 0
      parts.append(
        Part(
          rows: first..<first + rowCount / count * group.count, viewsPerImage: group.count,
          augmentation: augmentation.views(of: group)))
    }
    return parts
  }

  /// Returns the rows that pass through the network together; all views of a pass are of one size.
  ///
  /// - Parameters:
  ///   - rowCount: the rows of the batch.
  ///   - imagesPerPass: the most rows of a pass; it divides those of each size.
  /// - Returns: the passes, in their order.
  public func passes(rowCount: Int, imagesPerPass: Int) -> [Range<Int>] {
    parts(rowCount: rowCount).flatMap { part in
      stride(from: part.rows.lowerBound, to: part.rows.upperBound, by: imagesPerPass).map {
        $0..<min($0 + imagesPerPass, part.rows.upperBound)
      }
    }
  }

  /// Returns the views of some rows of a batch; rows may be drawn on different threads.
  ///
  /// - Parameters:
  ///   - rows: which rows of the batch, of views of one size.
  ///   - chosen: the images of the step, as `images(at:)` gives them.
  ///   - step: from 0.
  /// - Returns: normalised pixels, (row, channel, height, width).
  /// - Throws: what the source of the images throws.
  public func views(of rows: Range<Int>, chosen: [Int], at step: Int) throws -> [Float] {
    let part = parts(rowCount: chosen.count).first { $0.rows.contains(rows.lowerBound) }
    guard let part, part.rows.upperBound >= rows.upperBound else {
      preconditionFailure("expected rows of views of one size, found \(rows)")
    }
    let augmentation = part.augmentation
    return try augmentation.views(count: rows.count) { index, view in
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
    let parts = parts(rowCount: chosen.count)
    var row = 0
    let tensors = passes.map { views in
      guard let part = parts.first(where: { $0.rows.contains(row) }) else {
        preconditionFailure("expected views of \(chosen.count) rows, found more")
      }
      let side = part.augmentation.outputSize
      let count = views.count / part.augmentation.viewCount
      row += count
      return Tensor(shape: [count, 3, side, side], elements: views)
    }
    guard case .crops = sampling else {
      return TrainingBatch(passes: tensors, targets: chosen.map { targets[$0] })
    }
    return TrainingBatch(
      passes: tensors,
      targets: parts.flatMap { part in
        (0..<part.rows.count).map { $0 / part.viewsPerImage }
      })
  }
}
