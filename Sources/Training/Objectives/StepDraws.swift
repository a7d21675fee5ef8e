internal import Tensors

/// The random draws of one step, a pure function of (seed, step, layer, image, unit).
public struct StepDraws: Sendable, Hashable {
  /// The seed of the plan.
  public let seed: UInt64

  /// The number of batches learnt from before.
  public let step: Int

  /// Creates the draws of one step.
  ///
  /// - Parameters:
  ///   - seed: the seed of the plan.
  ///   - step: the number of batches learnt from before.
  public init(seed: UInt64, step: Int) {
    self.seed = seed
    self.step = step
  }

  /// Returns a random order of some items.
  ///
  /// - Parameters:
  ///   - count: the number of items.
  ///   - purpose: what is ordered; each purpose has draws of its own.
  /// - Returns: each of 0..<count once.
  func order(of count: Int, purpose: String) -> [Int] {
    var generator = SeededGenerator(seed: seed, purpose: purpose, epoch: step)
    return generator.permutation(count)
  }

  /// Returns what dropout multiplies a layer's units by: 0, or 1/(1 − probability) for those kept.
  ///
  /// - Parameters:
  ///   - layer: the name of the layer.
  ///   - images: the number of rows.
  ///   - units: the number of columns.
  ///   - probability: that a unit is left out, 0..<1.
  /// - Returns: (image, unit).
  func dropoutFactors(
    _ layer: String, images: Int, units: Int, probability: Float
  ) -> Matrix {
    var factors = Matrix(rows: images, columns: units)
    var values = factors.elements.mutableSpan
    let scale = 1 / (1 - probability)
    for image in 0..<images {
      var generator = SeededGenerator(
        seed: seed, purpose: "dropout of \(layer)", epoch: step, index: image)
      for unit in 0..<units {
        values[image * units + unit] = generator.chance(probability) ? 0 : scale
      }
    }
    return factors
  }
}
