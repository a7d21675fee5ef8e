import Kernels
import Tensors
import Testing

@Suite struct PoolingTests {
  @Test func maxPoolingEqualsReference() throws {
    let harness = try KernelHarness()
    var generator = SeededGenerator(seed: 9, purpose: "pooling test")
    let input = Tensor(normal: [2, 16, 9, 8], deviation: 1, using: &generator)
    let geometry = PoolingGeometry(windowSize: 3, stride: 2, padding: 1)
    let gradientValue = Tensor(
      normal: geometry.output(of: input.shape), deviation: 1, using: &generator)
    let layout = try Layout(input.shape)
    let forward = try Kernel.maxPooling(
      geometry, source: layout, input: input.shape, forTraining: true, in: harness.context)
    let output = try forward.memory(for: .destination)
    let workspace = try forward.memory(for: .workspace)
    try forward.bound(to: [
      .source: harness.memory(input, as: nil), .destination: output, .workspace: workspace,
    ]).run()
    let backward = try Kernel.maxPoolingBackward(
      geometry, source: layout, destination: output.layout, forward: forward)
    let gradient = try Memory(layout, in: harness.context)
    try backward.bound(to: [
      .destinationGradient: harness.memory(gradientValue, as: output.layout), .workspace: workspace,
      .sourceGradient: gradient,
    ]).run()

    let expected = referenceMaxPool(input, geometry)
    var expectedGradient = [Float](repeating: 0, count: input.elements.count)
    for (winner, gradientValue) in zip(expected.winners, gradientValue.elements) {
      expectedGradient[winner] += gradientValue
    }
    #expect(
      try harness.tensor(output, geometry.output(of: input.shape)).elements
        == expected.output.elements)
    #expect(relativeError(gradient.read(), expectedGradient) < Tolerance.float32Accumulation)
  }

  @Test(
    .enabled(if: ConvolutionAlgorithm.hasWinograd, "the processor has no AVX2 with FMA"),
    arguments: [8, 16], [0, 1])
  func blockedMaxPoolingEqualsReference(lanes: Int, padding: Int) throws {
    let harness = try KernelHarness()
    var generator = SeededGenerator(seed: 9, purpose: "blocked pooling test")
    var input = Tensor(normal: [3, 32, 9, 8], deviation: 1, using: &generator)
    // About half of the numbers become 0, so that the first of equals has to win.
    for index in input.elements.indices { input.elements[index] = max(0, input.elements[index]) }
    let geometry = PoolingGeometry(windowSize: 3, stride: 2, padding: padding)
    let shape = geometry.output(of: input.shape)
    let gradientValue = Tensor(normal: shape, deviation: 1, using: &generator)
    let layout = try Layout(input.shape, .channelBlocks(lanes: lanes))
    let pooling = try #require(
      try BlockedMaxPooling(geometry, source: layout, input: input.shape))
    let source = try harness.memory(input, as: layout)
    let output = try Memory(pooling.destination, in: harness.context)
    let gradient = try Memory(layout, in: harness.context)
    try pooling.step(source: source, destination: output).run()
    try pooling.gradientStep(
      source: source, destinationGradient: harness.memory(gradientValue, as: pooling.destination),
      sourceGradient: gradient
    ).run()

    let expected = referenceMaxPool(input, geometry)
    var expectedGradient = [Float](repeating: 0, count: input.elements.count)
    for (winner, gradientValue) in zip(expected.winners, gradientValue.elements) {
      expectedGradient[winner] += gradientValue
    }
    #expect(try harness.tensor(output, shape).elements == expected.output.elements)
    let found = try harness.tensor(gradient, input.shape).elements
    #expect(relativeError(found, expectedGradient) < Tolerance.float32Accumulation)
  }

  @Test func generalizedMeanWorksOutByHand() {
    let features = Tensor(shape: [1, 2, 1, 2], elements: [3, 4, -5, 0])
    let pooled = GeneralizedMean(exponent: 2)(features)
    #expect(abs(pooled[0, 0] - Float(12.5).squareRoot()) < 1e-6)
    #expect(abs(pooled[0, 1] - 1e-6) < 1e-9)
  }

  @Test func exponentOneIsTheMean() {
    let features = Tensor(shape: [1, 1, 2, 2], elements: [1, 2, 3, 6])
    #expect(abs(GeneralizedMean(exponent: 1)(features)[0, 0] - 3) < 1e-6)
  }

  @Test func generalizedMeanGradientsAreItsDerivatives() {
    var generator = SeededGenerator(seed: 2, purpose: "generalised mean test")
    let features = Tensor(uniform: [2, 3, 2, 2], in: 0.2..<2, using: &generator)
    let gradientValue = Matrix(rows: 2, columns: 3, elements: [1, -0.5, 2, 0.3, -1, 0.7])
    let pooling = GeneralizedMean(exponent: 2.7)
    func loss(_ pooling: GeneralizedMean, _ features: Tensor) -> Double {
      zip(pooling(features).elements, gradientValue.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let gradients = pooling.backward(features, pooled: pooling(features), gradient: gradientValue)
    let numeric = numericalGradient(at: features, step: 1e-2) { loss(pooling, $0) }
    // Central differences of step 0.01 in 24-bit arithmetic.
    #expect(relativeError(numeric, gradients.features.elements) < 2e-3)
    let above = loss(GeneralizedMean(exponent: 2.71), features)
    let below = loss(GeneralizedMean(exponent: 2.69), features)
    let numericExponent = Float((above - below) / 0.02)
    #expect(abs(numericExponent - gradients.exponent) < 2e-3 * max(1, abs(numericExponent)))
  }
}
