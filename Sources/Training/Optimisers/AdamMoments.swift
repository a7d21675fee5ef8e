import Glibc
import Kernels
import OrderedCollections
import Tensors

/// What Adam and AdamW have in common: running means of gradients and of their squares.
struct AdamMoments: Sendable {
  /// How weight decay enters a step.
  enum Decay {
    /// g ← g + factor · w, before the moments.
    case inGradient(Float)

    /// w ← w · (1 − rate · factor), apart from the moments.
    case decoupled(Float)
  }

  let meanDecay: Float
  let squareDecay: Float
  let epsilon: Float

  private var stepCounts: [String: Int] = [:]
  private var means: [String: [Float]] = [:]
  private var squares: [String: [Float]] = [:]

  init(meanDecay: Float, squareDecay: Float, epsilon: Float) {
    precondition((0..<1).contains(meanDecay), "expected β₁ in 0..<1, found \(meanDecay)")
    precondition((0..<1).contains(squareDecay), "expected β₂ in 0..<1, found \(squareDecay)")
    precondition(epsilon > 0, "expected an ε above 0, found \(epsilon)")
    self.meanDecay = meanDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  /// Moves every parameter that has a gradient, in place.
  mutating func update(
    parameters: inout OrderedDictionary<String, Tensor>,
    gradients: OrderedDictionary<String, Tensor>, learningRate: Float, decay: Decay
  ) {
    for (name, gradient) in gradients {
      let index = parameterIndex(name, gradient, in: parameters)
      let step = stepCounts[name, default: 0] + 1
      stepCounts[name] = step
      if step == 1 {
        means[name] = Array(repeating: 0, count: gradient.elements.count)
        squares[name] = means[name]
      }
      let rule = rule(
        step: step, learningRate: learningRate, decay: decay, of: parameters.values[index])
      rule.apply(
        to: &parameters.values[index].elements, mean: &means[name, default: []],
        square: &squares[name, default: []], gradient: gradient.elements)
    }
  }

  /// The settings in words.
  var settings: String { "β₁ \(meanDecay), β₂ \(squareDecay), ε \(epsilon)" }

  /// Returns what the steps so far have gathered.
  func state(of rule: String) -> OptimiserState {
    OptimiserState(
      rule: rule, stepCounts: stepCounts, moments: ["mean": means, "square": squares])
  }

  /// Goes on from what other steps have gathered.
  mutating func restore(_ state: OptimiserState, of rule: String) throws(TrainerStateError) {
    try state.check(rule: rule, kinds: ["mean", "square"], countsSteps: true)
    stepCounts = state.stepCounts
    means = state.moments["mean", default: [:]]
    squares = state.moments["square", default: [:]]
  }

  private func rule(
    step: Int, learningRate: Float, decay: Decay, of parameter: Tensor
  ) -> AdamStep {
    var (keptWeight, gradientDecay): (Float, Float) = (1, 0)
    switch decay {
    case .inGradient(let factor): gradientDecay = effectiveDecay(factor, of: parameter)
    case .decoupled(let factor):
      keptWeight = 1 - learningRate * effectiveDecay(factor, of: parameter)
    }
    return AdamStep(
      keptWeight: keptWeight, gradientDecay: gradientDecay, meanDecay: meanDecay,
      squareDecay: squareDecay,
      rate: Float(Double(learningRate) / (1 - pow(Double(meanDecay), Double(step)))),
      inverseRoot: Float(1 / (1 - pow(Double(squareDecay), Double(step))).squareRoot()),
      epsilon: epsilon)
  }
}
