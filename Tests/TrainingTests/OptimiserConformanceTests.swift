import OrderedCollections
import Tensors
import Testing
import Training

private typealias Weights = OrderedDictionary<String, Tensor>

/// What every rule that moves weights keeps to.
@Suite struct OptimiserConformanceTests {
  /// Tensors of every rank that networks have; 35 and 3 elements are no whole number of lanes.
  private static let shapes: OrderedDictionary<String, Shape> = [
    "conv.weight": [2, 2, 3, 3], "fc.weight": [5, 7], "fc.bias": [3], "norm.scale": [8],
    "pool.p": [],
  ]

  private func draw(_ purpose: String, _ index: Int = 0) -> Weights {
    var generator = SeededGenerator(seed: 6, purpose: purpose, index: index)
    var weights: Weights = [:]
    for (name, shape) in Self.shapes {
      weights[name] = Tensor(normal: shape, deviation: 1, using: &generator)
    }
    return weights
  }

  private func rate(_ step: Int) -> Float { [0.25, 0.125, 0, 0.0625][step % 4] }

  /// Takes steps of drawn gradients.
  private func run(
    _ optimiser: inout any Optimiser, _ weights: inout Weights, steps: Range<Int>
  ) {
    for step in steps {
      optimiser.update(
        parameters: &weights, gradients: draw("gradient", step), learningRate: rate(step))
    }
  }

  @Test(arguments: OptimiserTwin.allCases, [Float(0), 0.125])
  func stepsFollowThePapersFormula(twin: OptimiserTwin, decay: Float) {
    var optimiser = twin.optimiser(decay: decay)
    var weights = draw("weights")
    var expected = weights.mapValues { TwinTensor($0.elements, decays: $0.shape.rank >= 2) }
    for step in 0..<12 {
      let gradients = draw("gradient", step)
      optimiser.update(parameters: &weights, gradients: gradients, learningRate: rate(step))
      for (name, gradient) in gradients {
        twin.step(
          &expected[name, default: TwinTensor([], decays: false)], gradient: gradient.elements,
          rate: rate(step), decay: decay)
      }
      for (name, tensor) in weights {
        let wanted = expected[name]?.weights.map { Float($0) } ?? []
        // A dozen steps of float32 rounding on weights of order 1.
        #expect(largestDifference(tensor.elements, wanted) < 4e-6, "\(name), step \(step)")
      }
    }
  }

  @Test(arguments: OptimiserTwin.allCases)
  func withoutGradientAndDecayNothingMoves(twin: OptimiserTwin) {
    var optimiser = twin.optimiser(decay: 0)
    let start = draw("weights")
    var weights = start
    let zeros = start.mapValues { Tensor(repeating: 0, shape: $0.shape) }
    for step in 0..<3 {
      optimiser.update(parameters: &weights, gradients: zeros, learningRate: rate(step))
    }
    #expect(weights == start)
  }

  @Test(arguments: OptimiserTwin.allCases)
  func stepsOfNoLengthMoveNothingButAreRemembered(twin: OptimiserTwin) {
    var (rested, fresh) = (twin.optimiser(decay: 0.125), twin.optimiser(decay: 0.125))
    let start = draw("weights")
    var weights = start
    rested.update(parameters: &weights, gradients: draw("gradient"), learningRate: 0)
    #expect(weights == start)
    var others = start
    rested.update(parameters: &weights, gradients: draw("gradient", 1), learningRate: 0.25)
    fresh.update(parameters: &others, gradients: draw("gradient", 1), learningRate: 0.25)
    // LARS has the rate in its velocity, so that a step of no length leaves none there.
    #expect((weights == others) == (twin == .descent || twin == .lars))
  }

  @Test(arguments: OptimiserTwin.allCases, [0, 1, 5])
  func aRestoredStateGoesOnBitForBit(twin: OptimiserTwin, steps: Int) throws {
    var first = twin.optimiser(decay: 0.125)
    var weights = draw("weights")
    run(&first, &weights, steps: 0..<steps)
    var second = twin.optimiser(decay: 0.125)
    try second.restore(first.state)
    #expect(second.state == first.state)
    var others = weights
    run(&first, &weights, steps: steps..<steps + 5)
    run(&second, &others, steps: steps..<steps + 5)
    #expect(others == weights)
    #expect(second.state == first.state)
  }

  @Test(arguments: OptimiserTwin.allCases)
  func aStateIsAValue(twin: OptimiserTwin) {
    var optimiser = twin.optimiser(decay: 0.125)
    var weights = draw("weights")
    run(&optimiser, &weights, steps: 0..<2)
    let state = optimiser.state
    let copy = state
    run(&optimiser, &weights, steps: 2..<4)
    #expect(state == copy)
    #expect(state != optimiser.state || twin == .descent)
  }

  @Test(arguments: OptimiserTwin.allCases, OptimiserTwin.allCases)
  func aStateServesItsOwnRuleAlone(twin: OptimiserTwin, other: OptimiserTwin) throws {
    var donor = other.optimiser(decay: 0.125)
    var weights = draw("weights")
    run(&donor, &weights, steps: 0..<2)
    var taker = twin.optimiser(decay: twin == other ? 0.25 : 0.125)
    let before = taker.state
    #expect(
      throws: TrainerStateError.otherRule(
        expected: taker.state.rule, found: donor.state.rule)
    ) {
      try taker.restore(donor.state)
    }
    #expect(taker.state == before)
  }

  @Test(arguments: [OptimiserTwin.nesterov, .adam, .adamW])
  func aStateThatLacksAParameterOfItsKindsIsRefused(twin: OptimiserTwin) throws {
    var optimiser = twin.optimiser(decay: 0)
    var weights = draw("weights")
    run(&optimiser, &weights, steps: 0..<2)
    let state = optimiser.state
    var moments = state.moments
    let kind = try #require(moments.keys.sorted().last)
    moments["unheard of"] = moments.removeValue(forKey: kind)
    let damaged = OptimiserState(
      rule: state.rule, stepCounts: state.stepCounts, moments: moments)
    #expect(throws: TrainerStateError.self) { try optimiser.restore(damaged) }
    #expect(optimiser.state == state)
  }

  @Test(arguments: OptimiserTwin.allCases)
  func decayMovesWeightsAndNoBias(twin: OptimiserTwin) {
    var (plain, decaying) = (twin.optimiser(decay: 0), twin.optimiser(decay: 0.25))
    let start = draw("weights")
    var (left, right) = (start, start)
    run(&plain, &left, steps: 0..<6)
    run(&decaying, &right, steps: 0..<6)
    let moved = Self.shapes.keys.filter { left[$0] != right[$0] }
    #expect(moved == ["conv.weight", "fc.weight"])
  }

  @Test(arguments: OptimiserTwin.allCases)
  func decayAloneShortensWeights(twin: OptimiserTwin) throws {
    var optimiser = twin.optimiser(decay: 0.25)
    let start = draw("weights")
    var weights = start
    let zeros = start.mapValues { Tensor(repeating: 0, shape: $0.shape) }
    for _ in 0..<3 {
      optimiser.update(parameters: &weights, gradients: zeros, learningRate: 0.03125)
    }
    for name in ["conv.weight", "fc.weight"] {
      let (before, after) = (try #require(start[name]), try #require(weights[name]))
      #expect(squares(after) < squares(before), "\(name)")
    }
  }

  @Test(arguments: OptimiserTwin.allCases)
  func tensorsDoNotKnowOfEachOther(twin: OptimiserTwin) throws {
    var together = twin.optimiser(decay: 0.125)
    var weights = draw("weights")
    run(&together, &weights, steps: 0..<5)
    for name in Self.shapes.keys {
      var alone = twin.optimiser(decay: 0.125)
      var single: Weights = [name: try #require(draw("weights")[name])]
      for step in 0..<5 {
        let gradient = try #require(draw("gradient", step)[name])
        alone.update(
          parameters: &single, gradients: [name: gradient], learningRate: rate(step))
      }
      #expect(single[name] == weights[name], "\(name)")
    }
  }

  @Test(arguments: OptimiserTwin.allCases)
  func aTensorThatJoinsLateTakesItsFirstStepThen(twin: OptimiserTwin) {
    var (late, fresh) = (twin.optimiser(decay: 0), twin.optimiser(decay: 0))
    var weights = draw("weights")
    for step in 0..<3 {
      let gradients = draw("gradient", step).filter { $0.key == "fc.bias" }
      late.update(parameters: &weights, gradients: gradients, learningRate: 0.25)
    }
    #expect(weights["fc.weight"] == draw("weights")["fc.weight"])
    let gradients = draw("gradient", 9).filter { $0.key != "fc.bias" }
    late.update(parameters: &weights, gradients: gradients, learningRate: 0.25)
    var others = draw("weights")
    fresh.update(parameters: &others, gradients: gradients, learningRate: 0.25)
    for name in gradients.keys { #expect(weights[name] == others[name], "\(name)") }
  }

  @Test(arguments: OptimiserTwin.allCases)
  func theFirstStepGoesAgainstTheGradient(twin: OptimiserTwin) throws {
    var optimiser = twin.optimiser(decay: 0)
    let (start, gradients) = (draw("weights"), draw("gradient"))
    var weights = start
    optimiser.update(parameters: &weights, gradients: gradients, learningRate: 0.25)
    for (name, gradient) in gradients {
      let (before, after) = (try #require(start[name]), try #require(weights[name]))
      let goesDown = gradient.elements.indices.allSatisfy { index in
        let step = after.elements[index] - before.elements[index]
        return step * gradient.elements[index] < 0
      }
      #expect(goesDown, "\(name)")
    }
  }

  @Test(arguments: OptimiserTwin.allCases)
  func aBowlIsDescended(twin: OptimiserTwin) throws {
    // Half the squared distance to 0, steeper along later elements.
    var optimiser = twin.optimiser(decay: 0)
    var weights: Weights = ["w": Tensor(shape: [1, 4], elements: [1, -2, 0.5, 3])]
    for _ in 0..<200 {
      let values = try #require(weights["w"]).elements
      let slopes = values.indices.map { values[$0] * (1 + Float($0) / 4) }
      optimiser.update(
        parameters: &weights, gradients: ["w": Tensor(shape: [1, 4], elements: slopes)],
        learningRate: 0.03125)
    }
    #expect(squares(try #require(weights["w"])) < 0.02 * 14.25)
  }

  private func squares(_ tensor: Tensor) -> Float {
    tensor.elements.reduce(0) { $0 + $1 * $1 }
  }
}

/// How steps answer to a gradient that is longer throughout.
@Suite struct GradientScaleTests {
  private let start: OrderedDictionary = ["w": Tensor(shape: [1, 3], elements: [1, -2, 0.5])]
  private let gradient: [Float] = [0.5, 1, -0.25]

  private func firstStep(_ optimiser: any Optimiser, scale: Float) -> [Float] {
    var (optimiser, weights) = (optimiser, start)
    optimiser.update(
      parameters: &weights,
      gradients: ["w": Tensor(shape: [1, 3], elements: gradient.map { $0 * scale })],
      learningRate: 0.25)
    return zip(weights["w"]?.elements ?? [], [1, -2, 0.5]).map { $0 - $1 }
  }

  @Test(arguments: [Float(2), 64])
  func descentStepsGrowWithTheGradient(scale: Float) {
    for momentum: Float in [0, 0.9] {
      let optimiser = StochasticGradientDescent(
        momentum: momentum, usesNesterov: false, weightDecay: 0)
      let found = firstStep(optimiser, scale: scale)
      #expect(found == firstStep(optimiser, scale: 1).map { $0 * scale })
    }
  }

  @Test(
    arguments: [
      Adam(
        meanDecay: 0.9, squareDecay: 0.999, epsilon: .leastNormalMagnitude, weightDecay: 0)
        as any Optimiser,
      AdamW(
        meanDecay: 0.9, squareDecay: 0.999, epsilon: .leastNormalMagnitude, weightDecay: 0),
      LARS(
        momentum: 0.9, trustCoefficient: 0.5, epsilon: .leastNormalMagnitude, weightDecay: 0),
    ], [Float(1e-6), 2, 1e6])
  func adaptiveStepsDoNot(optimiser: any Optimiser, scale: Float) {
    let (expected, found) = (firstStep(optimiser, scale: 1), firstStep(optimiser, scale: scale))
    #expect(expected.contains { abs($0) > 0.1 })
    #expect(largestDifference(found, expected) < 1e-5)
  }
}
