public import OrderedCollections
public import Tensors

/// Gradient descent with momentum whose rate follows each layer's weights and gradients.
///
/// You, Gitman and Ginsburg 2017, "Large Batch Training of Convolutional Networks", algorithm 1.
/// With gradient g, parameter w and velocity v: λ ← η · ‖w‖ / (‖g‖ + decay · ‖w‖ + ε);
/// v ← momentum · v + rate · λ · (g + decay · w); w ← w − v. λ is 1 where w or g is 0 throughout, and
/// for tensors of fewer than two axes (biases, scales and shifts), which do not decay either.
public struct LARS: Optimiser {
  /// The share of the velocity that a step keeps, 0..<1.
  public let momentum: Float

  /// The ratio of a layer's step to its weights at rate 1 (η), above 0.
  public let trustCoefficient: Float

  /// What is added to the divisor (ε), above 0.
  public let epsilon: Float

  /// The factor of the weights added to their gradients, at least 0.
  public let weightDecay: Float

  private var velocities: [String: [Float]] = [:]

  /// Creates an optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - momentum: the share of the velocity that a step keeps, 0..<1.
  ///   - trustCoefficient: the ratio of a layer's step to its weights at rate 1 (η), above 0.
  ///   - epsilon: what is added to the divisor (ε), above 0.
  ///   - weightDecay: the factor of the weights added to their gradients, at least 0.
  public init(
    momentum: Float, trustCoefficient: Float, epsilon: Float, weightDecay: Float
  ) {
    precondition((0..<1).contains(momentum), "expected a momentum in 0..<1, found \(momentum)")
    precondition(trustCoefficient > 0, "expected an η above 0, found \(trustCoefficient)")
    precondition(epsilon > 0, "expected an ε above 0, found \(epsilon)")
    precondition(weightDecay >= 0, "expected a decay of at least 0, found \(weightDecay)")
    self.momentum = momentum
    self.trustCoefficient = trustCoefficient
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Moves every parameter that has a gradient, in place; the others stay as they are.
  ///
  /// - Parameters:
  ///   - parameters: the weights by name.
  ///   - gradients: the loss's gradients by name, each of its parameter's shape.
  ///   - learningRate: the step's length, at least 0.
  public mutating func update(
    parameters: inout OrderedDictionary<String, Tensor>,
    gradients: OrderedDictionary<String, Tensor>, learningRate: Float
  ) {
    for (name, gradient) in gradients {
      let index = parameterIndex(name, gradient, in: parameters)
      let rule = rule(learningRate, of: parameters.values[index], gradient: gradient)
      if velocities[name] == nil {
        velocities[name] = Array(repeating: 0, count: gradient.elements.count)
      }
      rule.apply(
        to: &parameters.values[index].elements, velocity: &velocities[name, default: []],
        gradient: gradient.elements)
    }
  }

  /// What the steps so far have gathered.
  public var state: OptimiserState {
    OptimiserState(rule: ruleText, moments: ["velocity": velocities])
  }

  /// Goes on from what the steps of another value have gathered.
  ///
  /// - Parameter state: of the same rule with the same settings.
  /// - Throws: `TrainerStateError` for that of another rule; then nothing has changed.
  public mutating func restore(_ state: OptimiserState) throws(TrainerStateError) {
    try state.check(rule: ruleText, kinds: ["velocity"])
    velocities = state.moments["velocity", default: [:]]
  }

  private var ruleText: String {
    "LARS, momentum \(momentum), trust \(trustCoefficient), epsilon \(epsilon), "
      + "decay \(weightDecay)"
  }

  private func rule(_ learningRate: Float, of parameter: Tensor, gradient: Tensor) -> LARSStep {
    LARSStep(
      rate: learningRate * adaptation(of: parameter, gradient: gradient), momentum: momentum,
      decay: effectiveDecay(weightDecay, of: parameter))
  }

  /// Returns what multiplies one parameter's rate (λ).
  private func adaptation(of parameter: Tensor, gradient: Tensor) -> Float {
    guard parameter.shape.rank >= 2 else { return 1 }
    let weightLength = length(of: parameter.elements)
    let gradientLength = length(of: gradient.elements)
    guard weightLength > 0 && gradientLength > 0 else { return 1 }
    return Float(
      Double(trustCoefficient) * weightLength
        / (gradientLength + Double(weightDecay) * weightLength + Double(epsilon)))
  }
}

/// One step's constants.
private struct LARSStep {
  let rate: Float
  let momentum: Float
  let decay: Float

  func apply(to parameter: inout [Float], velocity: inout [Float], gradient: [Float]) {
    precondition(parameter.count == gradient.count && velocity.count == gradient.count)
    var weights = parameter.mutableSpan
    var speeds = velocity.mutableSpan
    let gradientValues = gradient.span
    for index in 0..<gradientValues.count {
      // The three counts are equal, checked above.
      unsafe step(
        &weights[unchecked: index], &speeds[unchecked: index], gradientValues[unchecked: index])
    }
  }

  @inline(__always)
  private func step(_ weight: inout Float, _ speed: inout Float, _ gradientValue: Float) {
    speed = momentum * speed + rate * (gradientValue + decay * weight)
    weight -= speed
  }
}
