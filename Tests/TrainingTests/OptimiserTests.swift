import OrderedCollections
import Tensors
import Testing
import Training

/// What Tests/Reference/make_training_golden.py writes into optimisers.json.
private struct OptimiserGolden: Decodable {
  struct SGDCase: Decodable {
    let momentum: Float
    let nesterov: Bool
    let weightDecay: Float
    let start: [GoldenMatrix]
    let rates: [Float]
    let gradients: [[GoldenMatrix]]
    let after: [[GoldenMatrix]]
  }

  struct AdamCase: Decodable {
    let meanDecay: Float
    let squareDecay: Float
    let epsilon: Float
    let weightDecay: Float
    let start: [GoldenMatrix]
    let rates: [Float]
    let gradients: [[GoldenMatrix]]
    let after: [[GoldenMatrix]]
  }

  struct LARSCase: Decodable {
    let momentum: Float
    let trustCoefficient: Float
    let epsilon: Float
    let weightDecay: Float
    let start: [GoldenMatrix]
    let rates: [Float]
    let gradients: [[GoldenMatrix]]
    let after: [[GoldenMatrix]]
  }

  let sgd: [SGDCase]
  let adamW: [AdamCase]
  let adam: [AdamCase]
  let lars: [LARSCase]

  static func read() throws -> OptimiserGolden { try golden("optimisers", as: Self.self) }
}

/// Returns a weight of two axes and a bias of one.
private func named(_ matrices: [GoldenMatrix]) -> OrderedDictionary<String, Tensor> {
  [
    "weight": Tensor(matrices[0].matrix),
    "bias": Tensor(shape: [matrices[1].columns], elements: matrices[1].elements),
  ]
}

/// Returns the largest difference to the expected values over all steps.
private func largestDeviation(
  _ optimiser: some Optimiser, start: [GoldenMatrix], rates: [Float],
  gradients: [[GoldenMatrix]], after: [[GoldenMatrix]]
) -> Float {
  var optimiser = optimiser
  var parameters = named(start)
  return rates.indices.reduce(0) { largest, step in
    optimiser.update(
      parameters: &parameters, gradients: named(gradients[step]), learningRate: rates[step])
    let found = parameters.values.flatMap(\.elements)
    return max(largest, largestDifference(found, after[step].flatMap(\.elements)))
  }
}

@Suite struct OptimiserTests {
  @Test(arguments: [0, 1, 2])
  func stochasticGradientDescentFollowsPyTorch(index: Int) throws {
    let expected = try OptimiserGolden.read().sgd[index]
    let optimiser = StochasticGradientDescent(
      momentum: expected.momentum, usesNesterov: expected.nesterov,
      weightDecay: expected.weightDecay)
    let deviation = largestDeviation(
      optimiser, start: expected.start, rates: expected.rates, gradients: expected.gradients,
      after: expected.after)
    // Five steps of float32 rounding on weights of order 1.
    #expect(deviation < 1e-6)
  }

  @Test func adamWFollowsPyTorch() throws {
    let expected = try OptimiserGolden.read().adamW[0]
    let optimiser = AdamW(
      meanDecay: expected.meanDecay, squareDecay: expected.squareDecay,
      epsilon: expected.epsilon, weightDecay: expected.weightDecay)
    let deviation = largestDeviation(
      optimiser, start: expected.start, rates: expected.rates, gradients: expected.gradients,
      after: expected.after)
    #expect(deviation < 1e-6)
  }

  @Test func adamFollowsPyTorch() throws {
    let expected = try OptimiserGolden.read().adam[0]
    let optimiser = Adam(
      meanDecay: expected.meanDecay, squareDecay: expected.squareDecay,
      epsilon: expected.epsilon, weightDecay: expected.weightDecay)
    let deviation = largestDeviation(
      optimiser, start: expected.start, rates: expected.rates, gradients: expected.gradients,
      after: expected.after)
    #expect(deviation < 1e-6)
  }

  @Test func layerwiseRatesFollowTheFormula() throws {
    let expected = try OptimiserGolden.read().lars[0]
    let optimiser = LARS(
      momentum: expected.momentum, trustCoefficient: expected.trustCoefficient,
      epsilon: expected.epsilon, weightDecay: expected.weightDecay)
    let deviation = largestDeviation(
      optimiser, start: expected.start, rates: expected.rates, gradients: expected.gradients,
      after: expected.after)
    #expect(deviation < 1e-6)
  }

  @Test func aLayersFirstStepIsAShareOfItsWeights() {
    var optimiser = LARS(
      momentum: 0, trustCoefficient: 0.25, epsilon: .leastNormalMagnitude, weightDecay: 0)
    var parameters: OrderedDictionary = ["w": Tensor(shape: [1, 2], elements: [3, 4])]
    // However long the gradient: 0.25 of a length of 5, along (0, 1).
    optimiser.update(
      parameters: &parameters, gradients: ["w": Tensor(shape: [1, 2], elements: [0, 100])],
      learningRate: 1)
    #expect(parameters["w"]?.elements == [3, 2.75])
  }

  @Test func aLayerOfZerosStepsAtTheRateItself() {
    var optimiser = usualLARS(momentum: 0)
    var parameters: OrderedDictionary = ["w": Tensor(repeating: 0, shape: [1, 2])]
    optimiser.update(
      parameters: &parameters, gradients: ["w": Tensor(shape: [1, 2], elements: [1, -2])],
      learningRate: 0.5)
    #expect(parameters["w"]?.elements == [-0.5, 1])
  }

  @Test func momentumCarriesTheStepOn() {
    var optimiser = usualDescent(momentum: 0.5)
    var parameters: OrderedDictionary = ["w": Tensor(shape: [1], elements: [10])]
    let gradients: OrderedDictionary = ["w": Tensor(shape: [1], elements: [4])]
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.25)
    #expect(parameters["w"]?.elements == [9])
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.25)
    // The velocity is 0.5 · 4 + 4.
    #expect(parameters["w"]?.elements == [7.5])
  }

  @Test(arguments: [
    usualDescent(momentum: 0, weightDecay: 0.5) as any Optimiser,
    usualAdamW(weightDecay: 0.5),
  ])
  func tensorsOfFewerThanTwoAxesDoNotDecay(optimiser: any Optimiser) {
    var optimiser = optimiser
    let start: OrderedDictionary = [
      "weight": Tensor(repeating: 2, shape: [1, 1]), "bias": Tensor(repeating: 2, shape: [1]),
      "exponent": Tensor(repeating: 2, shape: []),
    ]
    var parameters = start
    let gradients = start.mapValues { Tensor(repeating: 0, shape: $0.shape) }
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.5)
    #expect(parameters.values.map(\.elements) == [[1.5], [2], [2]])
  }

  @Test(arguments: [usualAdam(weightDecay: 0.5) as any Optimiser, usualLARS(weightDecay: 0.5)])
  func biasesAndExponentsDoNotDecay(optimiser: any Optimiser) {
    var optimiser = optimiser
    let start: OrderedDictionary = [
      "weight": Tensor(repeating: 2, shape: [1, 1]), "bias": Tensor(repeating: 2, shape: [1]),
      "exponent": Tensor(repeating: 2, shape: []),
    ]
    var parameters = start
    let gradients = start.mapValues { Tensor(repeating: 0, shape: $0.shape) }
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.5)
    #expect(parameters["weight"] != start["weight"])
    #expect(parameters["bias"] == start["bias"])
    #expect(parameters["exponent"] == start["exponent"])
  }

  @Test func parameterWithoutGradientStaysAsItIs() {
    var optimiser = usualAdamW()
    var parameters: OrderedDictionary = [
      "frozen": Tensor(repeating: 3, shape: [2, 2]), "w": Tensor(repeating: 3, shape: [2, 2]),
    ]
    optimiser.update(
      parameters: &parameters, gradients: ["w": Tensor(repeating: 1, shape: [2, 2])],
      learningRate: 0.1)
    #expect(parameters["frozen"]?.elements == [3, 3, 3, 3])
    #expect(parameters["w"]?.elements != [3, 3, 3, 3])
  }

  @Test func weightsAreUpdatedInPlace() {
    var optimiser = usualDescent(momentum: 0.9)
    var parameters: OrderedDictionary = ["w": Tensor(repeating: 1, shape: [64, 64])]
    let gradients: OrderedDictionary = ["w": Tensor(repeating: 1, shape: [64, 64])]
    let before = address(of: parameters)
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.1)
    optimiser.update(parameters: &parameters, gradients: gradients, learningRate: 0.1)
    #expect(address(of: parameters) == before)
  }

  private func address(of parameters: OrderedDictionary<String, Tensor>) -> UInt {
    unsafe parameters.values[0].elements.withUnsafeBufferPointer {
      UInt(bitPattern: $0.baseAddress)
    }
  }
}
