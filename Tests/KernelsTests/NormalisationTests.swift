import Kernels
import Tensors
import Testing

@Suite struct NormalisationTests {
  let epsilon: Float = 1e-5

  @Test func referenceWorksOutByHand() {
    let input = Tensor(shape: [2, 1, 1, 2], elements: [1, 3, 5, 7])
    let result = referenceBatchNormalise(input, scale: [2], shift: [1], epsilon: 0)
    #expect(result.mean == [4])
    #expect(result.variance == [5])
    #expect(abs(result.output.elements[0] - (1 - 6 / Float(5).squareRoot())) < 1e-6)
  }

  /// Channels that do not fill up their last block, pixels that are no whole number of four; one image, one
  /// channel, maps of one pixel, and a number of channels that fills up its blocks.
  static let shapes: [Shape] = [
    [3, 20, 5, 3], [1, 3, 7, 9], [2, 1, 4, 5], [19, 5, 1, 1], [2, 32, 6, 1],
  ]

  @Test(arguments: [false, true], shapes)
  func kernelEqualsReference(rectifies: Bool, shape: Shape) throws {
    let harness = try KernelHarness()
    let (input, gradientValue, scale, shift) = randomInputs(shape)
    let kernel = try BatchNormalisation(
      shape, source: Layout(shape), epsilon: epsilon, rectifies: rectifies)
    let parameters = BatchNormalisation.Parameters(
      scale: try harness.vector(scale), shift: try harness.vector(shift),
      mean: try harness.vector(scale), variance: try harness.vector(scale))
    let (output, gradients) = try harness.normalise(
      input, parameters, gradientValue: gradientValue, by: kernel)

    let plain = referenceBatchNormalise(input, scale: scale, shift: shift, epsilon: epsilon)
    let expected = rectifies ? plain.output.elements.map { max(0, $0) } : plain.output.elements
    var passed = gradientValue
    for index in expected.indices where rectifies && expected[index] == 0 {
      passed.elements[index] = 0
    }
    let wanted = referenceBatchNormaliseBackward(
      input, scale: scale, gradient: passed, epsilon: epsilon)
    let tolerance = Tolerance.float32Accumulation
    #expect(relativeError(output.elements, expected) < tolerance)
    #expect(relativeError(parameters.mean.read(), plain.mean) < tolerance)
    #expect(relativeError(parameters.variance.read(), plain.variance) < tolerance)
    let inputGradient = try harness.tensor(gradients.source, shape)
    #expect(relativeError(inputGradient.elements, wanted.input.elements) < tolerance)
    #expect(relativeError(gradients.scale.read(), wanted.scale) < tolerance)
    #expect(relativeError(gradients.shift.read(), wanted.shift) < tolerance)
  }

  @Test(arguments: shapes + [[1, 3, 1, 1]])
  func runningStatisticsAreTakenAsConstants(shape: Shape) throws {
    let harness = try KernelHarness()
    let (input, gradientValue, scale, shift) = randomInputs(shape)
    let kernel = try BatchNormalisation(
      shape, source: Layout(shape), epsilon: 0, rectifies: false, usesRunningStatistics: true)
    let (mean, variance) = (shift, scale)
    let parameters = BatchNormalisation.Parameters(
      scale: try harness.vector(scale), shift: try harness.vector(shift),
      mean: try harness.vector(mean), variance: try harness.vector(variance))
    let (output, gradients) = try harness.normalise(
      input, parameters, gradientValue: gradientValue, by: kernel)

    let area = shape.height * shape.width
    let channels = input.elements.indices.map { $0 / area % shape.channels }
    let expected = zip(input.elements, channels).map { value, channel in
      (value - mean[channel]) / variance[channel].squareRoot() * scale[channel] + shift[channel]
    }
    let wanted = zip(gradientValue.elements, channels).map { value, channel in
      value * scale[channel] / variance[channel].squareRoot()
    }
    #expect(relativeError(output.elements, expected) < Tolerance.float32Accumulation)
    let inputGradient = try harness.tensor(gradients.source, shape).elements
    #expect(relativeError(inputGradient, wanted) < Tolerance.float32Accumulation)
    #expect(parameters.mean.read() == mean)
    #expect(
      relativeError(gradients.shift.read(), gradientValue.channelSums)
        < Tolerance.float32Accumulation)
  }

  @Test func referenceGradientsAreThoseOfTheReference() {
    var generator = SeededGenerator(seed: 4, purpose: "normalisation gradient test")
    let input = Tensor(normal: [2, 2, 2, 3], deviation: 1, using: &generator)
    let gradientValue = Tensor(normal: [2, 2, 2, 3], deviation: 1, using: &generator)
    let scale: [Float] = [0.7, 1.4]
    let gradients = referenceBatchNormaliseBackward(
      input, scale: scale, gradient: gradientValue, epsilon: epsilon)
    func loss(_ input: Tensor, _ scale: Tensor, _ shift: Tensor) -> Double {
      let output = referenceBatchNormalise(
        input, scale: scale.elements, shift: shift.elements, epsilon: epsilon
      ).output
      return zip(output.elements, gradientValue.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let (scales, shifts) = (
      Tensor(shape: [2], elements: scale), Tensor(repeating: 0.3, shape: [2])
    )
    let numeric = numericalGradient(at: input) { loss($0, scales, shifts) }
    let numericScale = numericalGradient(at: scales) { loss(input, $0, shifts) }
    let numericShift = numericalGradient(at: shifts) { loss(input, scales, $0) }
    // Central differences of step 0.01 leave an error of the third derivative times 1e-4.
    #expect(relativeError(numeric, gradients.input.elements) < 2e-3)
    // The output is linear in both, so only rounding is left.
    #expect(relativeError(numericScale, gradients.scale) < 1e-4)
    #expect(relativeError(numericShift, gradients.shift) < 1e-4)
  }

  private func randomInputs(_ shape: Shape) -> (Tensor, Tensor, [Float], [Float]) {
    var generator = SeededGenerator(seed: 3, purpose: "normalisation test")
    return (
      Tensor(normal: shape, deviation: 2, using: &generator),
      Tensor(normal: shape, deviation: 1, using: &generator),
      (0..<shape.channels).map { 0.5 + Float($0) / 16 },
      (0..<shape.channels).map { Float($0) / 8 - 1 }
    )
  }
}

extension KernelHarness {
  /// Runs a normalisation forward and back.
  fileprivate func normalise(
    _ input: Tensor, _ parameters: BatchNormalisation.Parameters, gradientValue: Tensor,
    by kernel: BatchNormalisation
  ) throws -> (output: Tensor, gradients: BatchNormalisation.Gradients) {
    let source = try memory(input, as: kernel.layout)
    let destination = try Memory(kernel.layout, in: context)
    try kernel.step(source: source, parameters: parameters, destination: destination).run()
    let zeros = [Float](repeating: 0, count: input.shape.channels)
    let gradients = BatchNormalisation.Gradients(
      source: try Memory(kernel.layout, in: context), scale: try vector(zeros),
      shift: try vector(zeros))
    try kernel.gradientStep(
      source: source, parameters: parameters,
      destinationGradient: try memory(gradientValue, as: kernel.layout), gradients: gradients
    ).run()
    return (try tensor(destination, input.shape), gradients)
  }
}
