import Glibc
public import OrderedCollections
public import Tensors

/// Adam with decoupled weight decay, as `torch.optim.AdamW` (Loshchilov and Hutter 2019).
///
/// At step t, with gradient g and parameter w: w ← w · (1 − rate · decay); m ← β₁·m + (1 − β₁)·g;
/// v ← β₂·v + (1 − β₂)·g²; w ← w − rate/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
public struct AdamW: Optimiser {
  /// The decay of the running mean of gradients (β₁), 0..<1.
  public let meanDecay: Float

  /// The decay of the running mean of squared gradients (β₂), 0..<1.
  public let squareDecay: Float

  /// What is added to the divisor (ε), above 0.
  public let epsilon: Float

  /// The share of the weights that a step of rate 1 removes, at least 0.
  public let weightDecay: Float

  private var stepCounts: [String: Int] = [:]
  private var means: [String: [Float]] = [:]
  private var squares: [String: [Float]] = [:]

  /// Creates an optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - meanDecay: the decay of the running mean of gradients (β₁), 0..<1.
  ///   - squareDecay: the decay of the running mean of squared gradients (β₂), 0..<1.
  ///   - epsilon: what is added to the divisor, above 0.
  ///   - weightDecay: the share of the weights that a step of rate 1 removes, at least 0.
  public init(
    meanDecay: Float = 0.9, squareDecay: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0.01
  ) {
    precondition((0..<1).contains(meanDecay), "expected β₁ in 0..<1, found \(meanDecay)")
    precondition((0..<1).contains(squareDecay), "expected β₂ in 0..<1, found \(squareDecay)")
    precondition(epsilon > 0, "expected an ε above 0, found \(epsilon)")
    precondition(weightDecay >= 0, "expected a decay of at least 0, found \(weightDecay)")
    self.meanDecay = meanDecay
    self.squareDecay = squareDecay
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
      let step = stepCounts[name, default: 0] + 1
      stepCounts[name] = step
      if step == 1 {
        means[name] = Array(repeating: 0, count: gradient.elements.count)
        squares[name] = means[name]
      }
      let rule = AdamWStep(
        keptWeight: 1 - learningRate * effectiveDecay(weightDecay, of: parameters.values[index]),
        meanDecay: meanDecay, squareDecay: squareDecay,
        rate: Float(Double(learningRate) / (1 - pow(Double(meanDecay), Double(step)))),
        inverseRoot: Float(1 / (1 - pow(Double(squareDecay), Double(step))).squareRoot()),
        epsilon: epsilon)
      rule.apply(
        to: &parameters.values[index].elements, mean: &means[name, default: []],
        square: &squares[name, default: []], gradient: gradient.elements)
    }
  }
}

/// One step's constants.
private struct AdamWStep {
  let keptWeight: Float
  let meanDecay: Float
  let squareDecay: Float
  let rate: Float
  let inverseRoot: Float
  let epsilon: Float

  func apply(
    to parameter: inout [Float], mean: inout [Float], square: inout [Float], gradient: [Float]
  ) {
    let count = gradient.count
    precondition(parameter.count == count && mean.count == count && square.count == count)
    var weights = parameter.mutableSpan
    var means = mean.mutableSpan
    var squares = square.mutableSpan
    let slopes = gradient.span
    for index in 0..<count {
      // The four counts are equal, checked above.
      unsafe step(
        &weights[unchecked: index], &means[unchecked: index], &squares[unchecked: index],
        slopes[unchecked: index])
    }
  }

  @inline(__always)
  private func step(
    _ weight: inout Float, _ mean: inout Float, _ square: inout Float, _ slope: Float
  ) {
    mean = meanDecay * mean + (1 - meanDecay) * slope
    square = squareDecay * square + (1 - squareDecay) * slope * slope
    weight = weight * keptWeight - rate * mean / (square.squareRoot() * inverseRoot + epsilon)
  }
}
