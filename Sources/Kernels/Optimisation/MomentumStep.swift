internal import CFeatureMaps

/// The constants of one step of gradient descent with momentum.
///
/// With gradient g, velocity v and weight w: d = g + decay · w; v ← momentum · v + d;
/// w ← w − rate · (gradientShare · d + velocityShare · v).
public struct MomentumStep: Sendable {
  private let constants: momentum_step

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - rate: the step's length, at least 0.
  ///   - momentum: the share of the velocity that a step keeps, 0..<1.
  ///   - velocityShare: the share of the velocity in the move: 1, or the momentum by Nesterov's rule.
  ///   - gradientShare: the share of the gradient in the move: 0, or 1 by Nesterov's rule.
  ///   - decay: the share of the weights that is added to the gradient, at least 0.
  public init(
    rate: Float, momentum: Float, velocityShare: Float, gradientShare: Float, decay: Float
  ) {
    constants = momentum_step(
      rate: rate, momentum: momentum, velocity_share: velocityShare,
      gradient_share: gradientShare, decay: decay)
  }

  /// Moves weights and their velocities, all of one length.
  public func apply(to weights: inout [Float], velocity: inout [Float], gradient: [Float]) {
    let count = gradient.count
    precondition(
      weights.count == count && velocity.count == count,
      "expected \(count) weights and velocities, found \(weights.count) and \(velocity.count)")
    var constants = constants
    unsafe optimiser_momentum(
      &constants, count, gradient, &velocity, &weights, Int32(ComputeThreads.count))
  }

  /// Moves one weight as `apply` does, for comparison.
  public func referenceApply(to weight: inout Float, velocity: inout Float, gradient: Float) {
    let decayed = gradient + constants.decay * weight
    velocity = constants.momentum * velocity + decayed
    weight -=
      constants.rate * (constants.gradient_share * decayed + constants.velocity_share * velocity)
  }
}
