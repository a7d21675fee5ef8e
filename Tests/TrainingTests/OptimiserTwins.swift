import Glibc
import Testing
import Training

/// A tensor of a training that goes by the papers' formulas in double precision.
struct TwinTensor {
  var weights: [Double]
  let decays: Bool
  var first: [Double]
  var second: [Double]
  var steps = 0

  init(_ weights: [Float], decays: Bool) {
    self.weights = weights.map { Double($0) }
    self.decays = decays
    first = Array(repeating: 0, count: weights.count)
    second = first
  }
}

/// A rule that moves weights, with settings, and what its paper says of one step.
enum OptimiserTwin: Sendable, CaseIterable, CustomTestStringConvertible {
  case descent
  case descentWithMomentum
  case nesterov
  case adam
  case adamW
  case lars

  var testDescription: String { optimiser(decay: 0).state.rule }

  /// Returns the rule, with settings far from 0 and 1 so that each of them shows in a few steps.
  func optimiser(decay: Float) -> any Optimiser {
    switch self {
    case .descent:
      StochasticGradientDescent(momentum: 0, usesNesterov: false, weightDecay: decay)
    case .descentWithMomentum:
      StochasticGradientDescent(momentum: 0.75, usesNesterov: false, weightDecay: decay)
    case .nesterov:
      StochasticGradientDescent(momentum: 0.75, usesNesterov: true, weightDecay: decay)
    case .adam: Adam(meanDecay: 0.75, squareDecay: 0.875, epsilon: 1e-3, weightDecay: decay)
    case .adamW: AdamW(meanDecay: 0.75, squareDecay: 0.875, epsilon: 1e-3, weightDecay: decay)
    case .lars:
      LARS(momentum: 0.75, trustCoefficient: 0.125, epsilon: 1e-3, weightDecay: decay)
    }
  }

  /// Moves a tensor by one gradient.
  func step(_ tensor: inout TwinTensor, gradient: [Float], rate: Float, decay: Float) {
    let gradient = gradient.map { Double($0) }
    let (rate, decay) = (Double(rate), tensor.decays ? Double(decay) : 0)
    tensor.steps += 1
    switch self {
    case .descent: descend(&tensor, gradient, rate, decay, momentum: 0, looksAhead: false)
    case .descentWithMomentum:
      descend(&tensor, gradient, rate, decay, momentum: 0.75, looksAhead: false)
    case .nesterov: descend(&tensor, gradient, rate, decay, momentum: 0.75, looksAhead: true)
    case .adam: adapt(&tensor, gradient, rate, inGradient: decay, apart: 0)
    case .adamW: adapt(&tensor, gradient, rate, inGradient: 0, apart: decay)
    case .lars: scale(&tensor, gradient, rate, decay)
    }
  }

  /// Takes a step with momentum, the rate outside the velocity as PyTorch has it.
  ///
  /// Sutskever et al. 2013, equations 1 to 4.
  private func descend(
    _ tensor: inout TwinTensor, _ gradient: [Double], _ rate: Double, _ decay: Double,
    momentum: Double, looksAhead: Bool
  ) {
    for place in gradient.indices {
      let slope = gradient[place] + decay * tensor.weights[place]
      tensor.first[place] = momentum * tensor.first[place] + slope
      let direction = looksAhead ? slope + momentum * tensor.first[place] : tensor.first[place]
      tensor.weights[place] -= rate * direction
    }
  }

  /// Takes a step along the corrected mean over the root of the corrected square.
  ///
  /// Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2.
  private func adapt(
    _ tensor: inout TwinTensor, _ gradient: [Double], _ rate: Double, inGradient: Double,
    apart: Double
  ) {
    let steps = Double(tensor.steps)
    for place in gradient.indices {
      let slope = gradient[place] + inGradient * tensor.weights[place]
      tensor.first[place] = 0.75 * tensor.first[place] + 0.25 * slope
      tensor.second[place] = 0.875 * tensor.second[place] + 0.125 * slope * slope
      let mean = tensor.first[place] / (1 - pow(0.75, steps))
      let square = tensor.second[place] / (1 - pow(0.875, steps))
      tensor.weights[place] -= rate * apart * tensor.weights[place]
      tensor.weights[place] -= rate * mean / (square.squareRoot() + Double(Float(1e-3)))
    }
  }

  /// Takes a step whose rate follows the layer; biases keep the plain rate.
  ///
  /// You, Gitman and Ginsburg 2017, algorithm 1.
  private func scale(
    _ tensor: inout TwinTensor, _ gradient: [Double], _ rate: Double, _ decay: Double
  ) {
    let (weightLength, slopeLength) = (length(tensor.weights), length(gradient))
    let adapts = tensor.decays && weightLength > 0 && slopeLength > 0
    let divisor = slopeLength + decay * weightLength + Double(Float(1e-3))
    let local = adapts ? 0.125 * weightLength / divisor : 1
    for place in gradient.indices {
      let slope = gradient[place] + decay * tensor.weights[place]
      tensor.first[place] = 0.75 * tensor.first[place] + rate * local * slope
      tensor.weights[place] -= tensor.first[place]
    }
  }

  private func length(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
