internal import Kernels
public import OrderedCollections
public import Tensors

/// Stochastic gradient descent with momentum, as `torch.optim.SGD`.
///
/// With gradient g, parameter w and velocity v: g ← g + decay · w; v ← momentum · v + g, and v ← g
/// on the first step; w ← w − rate · v, or w − rate · (g + momentum · v) with Nesterov's rule.
public struct StochasticGradientDescent: Optimiser {
  /// The share of the velocity that a step keeps, 0..<1.
  public let momentum: Float

  /// Whether the step looks ahead by Nesterov's rule.
  public let usesNesterov: Bool

  /// The factor of the weights added to their gradients, at least 0.
  public let weightDecay: Float

  private var velocities: [String: [Float]] = [:]

  /// Creates an optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - momentum: the share of the velocity that a step keeps, 0..<1.
  ///   - usesNesterov: whether the step looks ahead by Nesterov's rule.
  ///   - weightDecay: the factor of the weights added to their gradients, at least 0.
  public init(momentum: Float, usesNesterov: Bool, weightDecay: Float) {
    precondition((0..<1).contains(momentum), "expected a momentum in 0..<1, found \(momentum)")
    precondition(weightDecay >= 0, "expected a decay of at least 0, found \(weightDecay)")
    self.momentum = momentum
    self.usesNesterov = usesNesterov
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
      let rule = MomentumStep(
        rate: learningRate, momentum: momentum, velocityShare: usesNesterov ? momentum : 1,
        gradientShare: usesNesterov ? 1 : 0,
        decay: effectiveDecay(weightDecay, of: parameters.values[index]))
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
    "SGD, momentum \(momentum), Nesterov \(usesNesterov), decay \(weightDecay)"
  }
}
