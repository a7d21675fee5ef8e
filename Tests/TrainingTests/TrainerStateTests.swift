import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// The objectives that a network is trained for, with the normalisation and the batches of each.
enum StateCase: CaseIterable, Sendable {
  case classifier
  case classifierOfVGG
  case contrastive
  case momentumContrast
  case rankingInPasses
  case accumulatedBatches

  var objective: Objective {
    switch self {
    case .classifier, .accumulatedBatches: .crossEntropy(classCount: 2)
    case .classifierOfVGG:
      .crossEntropy(classCount: 2, layers: .vgg(hiddenWidth: 8, dropout: 0.5))
    case .contrastive: .ntXent(temperature: 0.5, projection: [8, 4])
    case .momentumContrast:
      .momentumContrast(temperature: 0.5, momentum: 0.9, queueLength: 5, projection: [8, 4])
    case .rankingInPasses:
      .descriptors(
        .rows(.listwiseAP(QuantisedListwiseAP(binCount: 5, range: -1...1))),
        pooling: DescriptorPooling(exponent: 3, learnsExponent: true))
    }
  }

  /// A trainer on batches of four images.
  func trainer(_ optimiser: any Optimiser) throws -> Trainer {
    let graph = ResNet(depth: .resNet18, width: 4).graph
    return try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 2), objective: objective,
      optimiser: optimiser, schedule: CosineSchedule(peak: 0.01, warmUpSteps: 1, totalSteps: 5),
      batchShape: [4, 3, 32, 32], imagesPerPass: self == .rankingInPasses ? 2 : nil,
      normalisation: self == .rankingInPasses ? .frozen : .training,
      accumulation: self == .accumulatedBatches ? 2 : 1, seed: 2)
  }

  /// A batch that is a function of its number.
  func batch(_ number: Int) -> TrainingBatch {
    var generator = SeededGenerator(seed: UInt64(number), purpose: "state test")
    let count = [.rankingInPasses, .momentumContrast].contains(self) ? 2 : 4
    return TrainingBatch(
      passes: (0..<4 / count).map { _ in
        Tensor(normal: [count, 3, 32, 32], deviation: 1, using: &generator)
      },
      targets: [0, 0, 1, 1])
  }
}

/// The rules that move weights.
enum RuleCase: CaseIterable, Sendable {
  case descent
  case nesterov
  case adam
  case adamW
  case lars

  var optimiser: any Optimiser {
    switch self {
    case .descent: usualDescent(weightDecay: 0.01)
    case .nesterov: usualDescent(usesNesterov: true)
    case .adam: usualAdam(weightDecay: 0.01)
    case .adamW: usualAdamW()
    case .lars: usualLARS(weightDecay: 0.01)
    }
  }
}

@Suite struct TrainerStateTests {
  /// Returns the losses of some batches.
  private func losses(
    _ trainer: Trainer, _ batches: Range<Int>, of objective: StateCase
  ) throws -> [UInt32] {
    try batches.map { try trainer.takeStep(on: objective.batch($0)).bitPattern }
  }

  /// Each objective under one rule, and each rule on one objective: neither knows of the other.
  private static let cases =
    StateCase.allCases.map { ($0, RuleCase.adamW) }
    + RuleCase.allCases.map { (StateCase.accumulatedBatches, $0) }

  @Test(arguments: cases)
  func aTrainerThatTakesOverGoesOnBitByBit(objective: StateCase, rule: RuleCase) throws {
    let whole = try objective.trainer(rule.optimiser)
    let start = whole.state
    let expected = try losses(whole, 0..<5, of: objective)
    let first = try objective.trainer(rule.optimiser)
    var found = try losses(first, 0..<3, of: objective)
    let second = try objective.trainer(rule.optimiser)
    try second.restore(first.state)
    found += try losses(second, 3..<5, of: objective)
    #expect(found == expected)
    #expect(second.state == whole.state)
    #expect(second.weights.tensors == whole.weights.tensors)
    #expect(whole.state.parameters != start.parameters)
  }

  @Test func aStateIsThatOfItsMoment() throws {
    let trainer = try StateCase.accumulatedBatches.trainer(usualAdamW())
    #expect(trainer.state.optimiser.moments == [:])
    _ = try trainer.takeStep(on: StateCase.accumulatedBatches.batch(0))
    let state = trainer.state
    #expect(state.batchCount == 1)
    #expect(!state.gradients.isEmpty)
    _ = try trainer.takeStep(on: StateCase.accumulatedBatches.batch(1))
    #expect(trainer.state.gradients.isEmpty)
    #expect(Set(trainer.state.optimiser.stepCounts.values) == [1])
    #expect(state.batchCount == 1)
  }

  @Test func aGemExponentIsPartOfTheState() throws {
    let trainer = try StateCase.rankingInPasses.trainer(usualAdam())
    _ = try trainer.takeStep(on: StateCase.rankingInPasses.batch(0))
    let exponent = try #require(trainer.learntGemExponent)
    #expect(exponent != 3)
    let other = try StateCase.rankingInPasses.trainer(usualAdam())
    try other.restore(trainer.state)
    #expect(other.learntGemExponent == exponent)
  }
}

@Suite struct TrainerStateRefusalTests {
  private let trainer: Trainer
  private let state: TrainerState

  init() throws {
    trainer = try StateCase.classifier.trainer(usualAdam())
    _ = try trainer.takeStep(on: StateCase.classifier.batch(0))
    state = trainer.state
  }

  /// Expects a refusal that leaves the trainer as it was.
  private func expectRefusal(_ error: TrainerStateError, of other: TrainerState) {
    #expect(throws: error) { try trainer.restore(other) }
    #expect(trainer.state == state)
  }

  private func changed(
    batchCount: Int = 1, parameters: OrderedDictionary<String, Tensor>? = nil,
    gradients: OrderedDictionary<String, Tensor> = [:], optimiser: OptimiserState? = nil,
    memory: OrderedDictionary<String, Tensor> = [:]
  ) -> TrainerState {
    TrainerState(
      batchCount: batchCount, parameters: parameters ?? state.parameters,
      statistics: state.statistics, gradients: gradients,
      optimiser: optimiser ?? state.optimiser, memory: memory)
  }

  @Test func aMemoryThatNobodyKeepsIsRefused() {
    expectRefusal(
      .otherNames(of: "memory", missing: [], unexpected: ["queue"]),
      of: changed(memory: ["queue": Tensor(shape: [1], elements: [0])]))
  }

  @Test func aQueueOfAnotherLengthIsRefused() throws {
    let trainer = try StateCase.momentumContrast.trainer(usualAdam())
    let state = trainer.state
    var memory = state.memory
    memory["queue"] = Tensor(repeating: 0, shape: [4, 4])
    #expect(
      throws: TrainerStateError.otherShape(
        of: "memory", name: "queue", expected: [5, 4], found: [4, 4])
    ) {
      try trainer.restore(
        TrainerState(
          batchCount: 0, parameters: state.parameters, statistics: state.statistics,
          gradients: [:], optimiser: state.optimiser, memory: memory))
    }
    #expect(trainer.state == state)
  }

  @Test func anotherOptimiserIsRefused() throws {
    let other = try StateCase.classifier.trainer(usualAdamW(weightDecay: 0))
    _ = try other.takeStep(on: StateCase.classifier.batch(0))
    expectRefusal(
      .otherRule(expected: state.optimiser.rule, found: other.state.optimiser.rule),
      of: other.state)
  }

  @Test func anotherSettingOfTheOptimiserIsRefused() throws {
    let other = try StateCase.classifier.trainer(usualAdam(meanDecay: 0.8))
    expectRefusal(
      .otherRule(expected: state.optimiser.rule, found: other.state.optimiser.rule),
      of: other.state)
  }

  @Test func anotherObjectiveIsRefused() throws {
    let other = try StateCase.contrastive.trainer(usualAdam())
    expectRefusal(
      .otherNames(
        of: "parameters", missing: ["fc.bias", "fc.weight"],
        unexpected: other.state.parameters.keys.filter { state.parameters[$0] == nil }.sorted()),
      of: other.state)
  }

  @Test func anotherShapeIsRefused() {
    var parameters = state.parameters
    parameters["fc.bias"] = Tensor(shape: [3], elements: [1, 2, 3])
    expectRefusal(
      .otherShape(of: "parameters", name: "fc.bias", expected: [2], found: [3]),
      of: changed(parameters: parameters))
  }

  @Test func momentsOfAnotherSizeAreRefused() {
    var moments = state.optimiser.moments
    moments["square"]?["fc.bias"] = [1]
    expectRefusal(
      .otherShape(of: "square", name: "fc.bias", expected: [2], found: [1]),
      of: changed(
        optimiser: OptimiserState(
          rule: state.optimiser.rule, stepCounts: state.optimiser.stepCounts, moments: moments)))
  }

  @Test func aMomentThatIsMissingIsRefused() {
    var moments = state.optimiser.moments
    moments["square"]?["fc.bias"] = nil
    expectRefusal(
      .otherNames(of: "square", missing: ["fc.bias"], unexpected: []),
      of: changed(
        optimiser: OptimiserState(
          rule: state.optimiser.rule, stepCounts: state.optimiser.stepCounts, moments: moments)))
  }

  @Test func stepCountsThatAreMissingAreRefused() {
    expectRefusal(
      .otherNames(of: "moments", missing: ["steps"], unexpected: []),
      of: changed(
        optimiser: OptimiserState(
          rule: state.optimiser.rule, moments: state.optimiser.moments)))
  }

  @Test func gradientsThatWaitForNothingAreRefused() throws {
    let other = try StateCase.accumulatedBatches.trainer(usualAdam())
    _ = try other.takeStep(on: StateCase.accumulatedBatches.batch(0))
    expectRefusal(.otherAccumulation(batchCount: 1, accumulation: 1), of: other.state)
    #expect(throws: TrainerStateError.otherAccumulation(batchCount: 1, accumulation: 2)) {
      try other.restore(state)
    }
  }
}
