internal import CFeatureMaps

/// The constants of one step of Adam or AdamW, for weights that are decayed alike.
///
/// With gradient g, mean m, square s and weight w: d = g + gradientDecay · w;
/// m ← meanDecay · m + (1 − meanDecay) · d; s ← squareDecay · s + (1 − squareDecay) · d²;
/// w ← w · keptWeight − rate · m / (√s · inverseRoot + epsilon).
public struct AdamStep: Sendable {
  private let constants: adam_step

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - keptWeight: what decoupled decay leaves of a weight, 0...1.
  ///   - gradientDecay: the share of the weights that is added to the gradient, at least 0.
  ///   - meanDecay: the decay of the running mean of gradients (β₁), 0..<1.
  ///   - squareDecay: the decay of the running mean of squared gradients (β₂), 0..<1.
  ///   - rate: the step's length, corrected for the mean's start.
  ///   - inverseRoot: what corrects √s for the square's start, at least 1.
  ///   - epsilon: what is added to the divisor (ε), above 0.
  public init(
    keptWeight: Float, gradientDecay: Float, meanDecay: Float, squareDecay: Float, rate: Float,
    inverseRoot: Float, epsilon: Float
  ) {
    constants = adam_step(
      kept_weight: keptWeight, gradient_decay: gradientDecay, mean_decay: meanDecay,
      square_decay: squareDecay, rate: rate, inverse_root: inverseRoot, epsilon: epsilon)
  }

  /// Moves weights and their moments, all of one length.
  public func apply(
    to weights: inout [Float], mean: inout [Float], square: inout [Float], gradient: [Float]
  ) {
    let count = gradient.count
    precondition(
      weights.count == count && mean.count == count && square.count == count,
      "expected \(count) weights and moments, found \(weights.count), \(mean.count) and \(square.count)"
    )
    var constants = constants
    unsafe optimiser_adam(
      &constants, count, gradient, &mean, &square, &weights, Int32(ComputeThreads.count))
  }

  /// Moves one weight as `apply` does, for comparison.
  public func referenceApply(
    to weight: inout Float, mean: inout Float, square: inout Float, gradient: Float
  ) {
    let decayed = gradient + constants.gradient_decay * weight
    mean = constants.mean_decay * mean + (1 - constants.mean_decay) * decayed
    square =
      constants.square_decay * square + (1 - constants.square_decay) * decayed * decayed
    weight =
      weight * constants.kept_weight
      - constants.rate * mean / (square.squareRoot() * constants.inverse_root + constants.epsilon)
  }
}
