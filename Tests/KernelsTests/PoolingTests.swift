import Kernels
import Tensors
import Testing

@Suite struct PoolingTests {
  /// Windows that overlap, that lie side by side, that leave pixels out, and one that is the whole map;
  /// channels that fill up no block, odd sides, and maps of one pixel.
  static let cases: [(input: Shape, window: PoolingGeometry)] = [
    ([2, 16, 9, 8], PoolingGeometry(windowSize: 3, stride: 2, padding: 0)),
    ([2, 20, 9, 8], PoolingGeometry(windowSize: 3, stride: 2, padding: 1)),
    ([1, 3, 7, 5], PoolingGeometry(windowSize: 2, stride: 2, padding: 0)),
    ([1, 5, 1, 1], PoolingGeometry(windowSize: 3, stride: 2, padding: 1)),
    ([3, 8, 1, 6], PoolingGeometry(windowSize: 3, stride: 1, padding: 1)),
    ([2, 32, 7, 7], PoolingGeometry(windowSize: 2, stride: 3, padding: 0)),
    ([2, 40, 6, 6], PoolingGeometry(windowSize: 2, stride: 3, padding: 1)),
    ([1, 16, 5, 5], PoolingGeometry(windowSize: 5, stride: 1, padding: 0)),
  ]

  /// A border of zeros would win everywhere.
  @Test(arguments: [8, 16], cases)
  func theBorderNeverWins(lanes: Int, maps: (input: Shape, window: PoolingGeometry)) throws {
    let harness = try KernelHarness()
    let input = Tensor(
      shape: maps.input,
      elements: (0..<maps.input.elementCount).map { -1 - Float($0 * 7 % 31) })
    let layout = try Layout(maps.input, .channelBlocks(lanes: lanes))
    let pooling = try MaxPooling(maps.window, source: layout, input: maps.input)
    let output = try Memory(pooling.destination, in: harness.context)
    try pooling.step(source: harness.memory(input, as: layout), destination: output).run()
    let found = try harness.tensor(output, maps.window.output(of: maps.input)).elements
    #expect(found.allSatisfy { $0 <= -1 })
    #expect(found == referenceMaxPool(input, maps.window).output.elements)
  }

  @Test(arguments: [8, 16], cases)
  func maxPoolingEqualsReference(
    lanes: Int, maps: (input: Shape, window: PoolingGeometry)
  ) throws {
    let harness = try KernelHarness()
    let geometry = maps.window
    var generator = SeededGenerator(seed: 9, purpose: "pooling test")
    var input = Tensor(normal: maps.input, deviation: 1, using: &generator)
    // About half of the numbers become 0, so that the first of equals has to win.
    for index in input.elements.indices { input.elements[index] = max(0, input.elements[index]) }
    let shape = geometry.output(of: input.shape)
    let gradientValue = Tensor(normal: shape, deviation: 1, using: &generator)
    let layout = try Layout(input.shape, .channelBlocks(lanes: lanes))
    let pooling = try MaxPooling(geometry, source: layout, input: input.shape)
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

  @Test func theGradientOfTheMaximumIsItsDerivative() throws {
    let harness = try KernelHarness()
    let window = PoolingGeometry(windowSize: 3, stride: 2, padding: 1)
    var generator = SeededGenerator(seed: 6, purpose: "pooling gradient test")
    // No two numbers are so near that a step could let another one win.
    let input = Tensor(
      shape: [1, 2, 5, 4], elements: generator.permutation(40).map { Float($0) / 8 })
    let gradientValue = Tensor(
      normal: window.output(of: input.shape), deviation: 1, using: &generator)
    let numeric = numericalGradient(at: input) { moved in
      zip(referenceMaxPool(moved, window).output.elements, gradientValue.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let layout = try Layout(input.shape, .channelBlocks(lanes: 8))
    let pooling = try MaxPooling(window, source: layout, input: input.shape)
    let gradient = try Memory(layout, in: harness.context)
    try pooling.gradientStep(
      source: harness.memory(input, as: layout),
      destinationGradient: harness.memory(gradientValue, as: pooling.destination),
      sourceGradient: gradient
    ).run()
    let found = try harness.tensor(gradient, input.shape).elements
    // The maximum is linear where no other number wins, so only rounding separates the two.
    #expect(relativeError(numeric, found) < 1e-4)
  }

  @Test func generalizedMeanWorksOutByHand() {
    let features = Tensor(shape: [1, 2, 1, 2], elements: [3, 4, -5, 0])
    let pooled = GeneralizedMean(exponent: 2)(features)
    #expect(abs(pooled[0, 0] - Float(12.5).squareRoot()) < 1e-6)
    #expect(abs(pooled[0, 1] - 1e-6) < 1e-9)
  }

  @Test func theUsualExponentIsTheCubeRootOfTheMeanCube() {
    let features = Tensor(shape: [2, 1, 1, 2], elements: [1, 2, -7, 4])
    let pooled = GeneralizedMean(exponent: 3)(features)
    #expect(abs(pooled[0, 0] - 1.650_963_6) < 1e-6)
    #expect(abs(pooled[1, 0] - 3.174_802_1) < 1e-6)
  }

  @Test(arguments: [Float(0.5), 1, 2, 3, 3.5, 8])
  func aMapOfOnePixelIsItsOwnMean(exponent: Float) {
    let features = Tensor(shape: [1, 3, 1, 1], elements: [0.25, 3, -2])
    let pooled = GeneralizedMean(exponent: exponent)(features).elements
    #expect(relativeError(pooled, [0.25, 3, GeneralizedMean.floor]) < 1e-6)
  }

  @Test func theMeanGrowsWithTheExponentTowardsTheMaximum() {
    var generator = SeededGenerator(seed: 3, purpose: "generalised mean test")
    let features = Tensor(uniform: [1, 1, 5, 7], in: 0..<2, using: &generator)
    let pooled = [Float(1), 2, 3, 4, 8, 16].map { GeneralizedMean(exponent: $0)(features)[0, 0] }
    let largest = features.elements.max() ?? 0
    #expect(zip(pooled, pooled.dropFirst()).allSatisfy { $0 < $1 })
    // With 35 pixels at most a factor of 35^(1/16) = 1.25 is missing.
    #expect(pooled[5] < largest && pooled[5] * 1.25 > largest)
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
