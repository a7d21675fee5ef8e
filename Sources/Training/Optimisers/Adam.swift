public import OrderedCollections
public import Tensors

/// Adam with weight decay in the gradient, as `torch.optim.Adam` (Kingma and Ba 2015, algorithm 1).
///
/// At step t, with gradient g and parameter w: g ← g + decay · w; m ← β₁·m + (1 − β₁)·g;
/// v ← β₂·v + (1 − β₂)·g²; w ← w − rate/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
public struct Adam: Optimiser {
  /// The factor of the weights added to their gradients, at least 0.
  public let weightDecay: Float

  private var moments: AdamMoments

  /// Creates an optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - meanDecay: the decay of the running mean of gradients (β₁), 0..<1.
  ///   - squareDecay: the decay of the running mean of squared gradients (β₂), 0..<1.
  ///   - epsilon: what is added to the divisor (ε), above 0.
  ///   - weightDecay: the factor of the weights added to their gradients, at least 0.
  public init(
    meanDecay: Float, squareDecay: Float, epsilon: Float, weightDecay: Float
  ) {
    precondition(weightDecay >= 0, "expected a decay of at least 0, found \(weightDecay)")
    self.weightDecay = weightDecay
    moments = AdamMoments(meanDecay: meanDecay, squareDecay: squareDecay, epsilon: epsilon)
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
    moments.update(
      parameters: &parameters, gradients: gradients, learningRate: learningRate,
      decay: .inGradient(weightDecay))
  }

  /// What the steps so far have gathered.
  public var state: OptimiserState {
    moments.state(of: ruleText)
  }

  /// Goes on from what the steps of another value have gathered.
  ///
  /// - Parameter state: of the same rule with the same settings.
  /// - Throws: `TrainerStateError` for that of another rule; then nothing has changed.
  public mutating func restore(_ state: OptimiserState) throws(TrainerStateError) {
    try moments.restore(state, of: ruleText)
  }

  private var ruleText: String {
    "Adam, \(moments.settings), decay \(weightDecay)"
  }
}
