import Kernels
import Tensors
import Testing

/// The steps of optimisers against their twins, bit for bit.
@Suite struct OptimiserStepTests {
  /// Counts around the widths of vectors and the length of a piece.
  static let counts = [0, 1, 7, 8, 9, 31, 1000, 16384, 40001]

  private func values(_ count: Int, _ purpose: String, squared: Bool = false) -> [Float] {
    var generator = SeededGenerator(seed: UInt64(count), purpose: purpose)
    let values = Tensor(normal: [max(count, 1)], deviation: 1, using: &generator).elements
    return values.prefix(count).map { squared ? $0 * $0 : $0 }
  }

  @Test(arguments: counts, [Float(0), 0.01]) func adamEqualsItsTwin(count: Int, decay: Float) {
    let step = AdamStep(
      keptWeight: 1 - decay, gradientDecay: decay / 3, meanDecay: 0.9, squareDecay: 0.999,
      rate: 1.3e-3, inverseRoot: 2.7, epsilon: 1e-8)
    let gradient = values(count, "gradient")
    var (weights, mean) = (values(count, "weights"), values(count, "mean"))
    var square = values(count, "square", squared: true)
    var expected = (weights: weights, mean: mean, square: square)
    for index in 0..<count {
      step.referenceApply(
        to: &expected.weights[index], mean: &expected.mean[index], square: &expected.square[index],
        gradient: gradient[index])
    }
    step.apply(to: &weights, mean: &mean, square: &square, gradient: gradient)
    #expect(weights.map(\.bitPattern) == expected.weights.map(\.bitPattern))
    #expect(mean.map(\.bitPattern) == expected.mean.map(\.bitPattern))
    #expect(square.map(\.bitPattern) == expected.square.map(\.bitPattern))
  }

  @Test(arguments: counts, [false, true])
  func momentumEqualsItsTwin(count: Int, usesNesterov: Bool) {
    let step = MomentumStep(
      rate: 0.03, momentum: 0.9, velocityShare: usesNesterov ? 0.9 : 1,
      gradientShare: usesNesterov ? 1 : 0, decay: 1e-4)
    let gradient = values(count, "gradient")
    var (weights, velocity) = (values(count, "weights"), values(count, "velocity"))
    var expected = (weights: weights, velocity: velocity)
    for index in 0..<count {
      step.referenceApply(
        to: &expected.weights[index], velocity: &expected.velocity[index], gradient: gradient[index]
      )
    }
    step.apply(to: &weights, velocity: &velocity, gradient: gradient)
    #expect(weights.map(\.bitPattern) == expected.weights.map(\.bitPattern))
    #expect(velocity.map(\.bitPattern) == expected.velocity.map(\.bitPattern))
  }

  @Test func whatIsNotANumberStaysSeen() {
    let step = AdamStep(
      keptWeight: 1, gradientDecay: 0, meanDecay: 0.9, squareDecay: 0.999, rate: 1e-3,
      inverseRoot: 1, epsilon: 1e-8)
    var (weights, mean, square): ([Float], [Float], [Float]) = ([1, 1, 1], [0, 0, 0], [0, 0, 0])
    step.apply(to: &weights, mean: &mean, square: &square, gradient: [.nan, .infinity, 0])
    #expect(weights[0].isNaN && weights[1].isNaN && weights[2] == 1)
  }
}
