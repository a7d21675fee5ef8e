import Courses
import Formats
import Networks
import OrderedCollections
import Tensors
import Testing
import Training

@Suite struct TrainingCheckpointTests {
  private static let key = String(repeating: "0a", count: 32)

  /// A trainer whose state has every part: statistics, a learnt exponent, gradients that wait.
  private static func trainer(_ optimiser: any Optimiser) throws -> Trainer {
    let graph = ResNet(depth: .resNet18, width: 4).graph
    return try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 3),
      objective: .descriptors(
        .rows(.listwiseAP(QuantisedListwiseAP(binCount: 5, range: -1...1))),
        pooling: DescriptorPooling(exponent: 3, learnsExponent: true)),
      optimiser: optimiser, schedule: CosineSchedule(peak: 0.01, warmUpSteps: 0, totalSteps: 3),
      batchShape: [4, 3, 32, 32], imagesPerPass: 2, accumulation: 2, seed: 3)
  }

  private static func learn(_ trainer: Trainer, _ batches: Range<Int>) throws {
    for number in batches {
      var generator = SeededGenerator(seed: UInt64(number), purpose: "checkpoint test")
      let passes = (0..<2).map { _ in
        Tensor(normal: [2, 3, 32, 32], deviation: 1, using: &generator)
      }
      _ = try trainer.takeStep(on: TrainingBatch(passes: passes, targets: [0, 0, 1, 1]))
    }
  }

  /// A trainer with a momentum encoder and a queue that is overwritten before the half.
  private static func momentumTrainer(_ optimiser: any Optimiser) throws -> Trainer {
    let graph = ResNet(depth: .resNet18, width: 4).graph
    return try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 3),
      objective: .momentumContrast(
        temperature: 0.2, momentum: 0.75, queueLength: 3, projection: [6, 4]),
      optimiser: optimiser, schedule: CosineSchedule(peak: 0.01, warmUpSteps: 0, totalSteps: 3),
      batchShape: [4, 3, 32, 32], accumulation: 2, seed: 3)
  }

  @Test func momentumContrastGoesOnBitByBitFromAFile() throws {
    let optimiser = Adam(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: 0)
    let whole = try Self.momentumTrainer(optimiser)
    let start = whole.state.memory
    try Self.learn(whole, 0..<6)
    let first = try Self.momentumTrainer(optimiser)
    try Self.learn(first, 0..<3)
    let bytes = TrainingCheckpoint(trainer: first.state, lossSum: 0, seconds: 1)
      .encoded(for: Self.key)
    let second = try Self.momentumTrainer(optimiser)
    try second.restore(try Self.decode(bytes).trainer)
    try Self.learn(second, 3..<6)
    #expect(second.state == whole.state)
    #expect(whole.state.memory["queue.pointer"]?.elements == [0])
    let still = whole.state.memory.filter { start[$0.key] == $0.value }
    #expect(still.keys.sorted() == ["queue.pointer"])
  }

  private static func decode(_ bytes: [UInt8]) throws -> TrainingCheckpoint {
    try TrainingCheckpoint(decoding: bytes, path: "a.safetensors", key: key)
  }

  @Test(arguments: [
    StochasticGradientDescent(momentum: 0.9, usesNesterov: false, weightDecay: 0) as any Optimiser,
    StochasticGradientDescent(momentum: 0.9, usesNesterov: true, weightDecay: 0),
    Adam(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: 0),
    AdamW(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: 0.01),
    LARS(momentum: 0.9, trustCoefficient: 0.001, epsilon: 1e-8, weightDecay: 0),
  ])
  func trainingGoesOnBitByBitFromAFile(optimiser: any Optimiser) throws {
    let whole = try Self.trainer(optimiser)
    try Self.learn(whole, 0..<6)
    let first = try Self.trainer(optimiser)
    try Self.learn(first, 0..<3)
    let kept = TrainingCheckpoint(trainer: first.state, lossSum: 0.1, seconds: 7.25)
    let bytes = kept.encoded(for: Self.key)
    let found = try Self.decode(bytes)
    #expect(found == kept)
    #expect(found.encoded(for: Self.key) == bytes)
    let second = try Self.trainer(optimiser)
    try second.restore(found.trainer)
    try Self.learn(second, 3..<6)
    #expect(
      Safetensors(tensors: second.weights.tensors).encoded
        == Safetensors(tensors: whole.weights.tensors).encoded)
    #expect(second.learntGemExponent == whole.learntGemExponent)
    #expect(second.state == whole.state)
  }

  /// One small checkpoint with numbers that a detour through another format would lose.
  private static let small = TrainingCheckpoint(
    trainer: TrainerState(
      batchCount: 9_007_199_254_740_993,
      parameters: [
        "a/b": Tensor(
          shape: [2, 2],
          elements: [-0.0, Float(bitPattern: 1), Float(bitPattern: 0x7FC0_1234), .infinity])
      ], statistics: ["a.running_mean": Tensor(shape: [0], elements: [])], gradients: [:],
      optimiser: OptimiserState(
        rule: "“rule”", stepCounts: ["a/b": 4_611_686_018_427_387_905],
        moments: ["mean": ["a/b": [1, 2, 3, 4.0000005]]]),
      memory: ["queue": Tensor(shape: [2, 1], elements: [-0.0, Float(bitPattern: 3)])]),
    lossSum: Float(bitPattern: 0x3F80_0001), seconds: 0.1,
    log: TrainingLog(
      rows: "1,2,0.1,0.2,0.3,,-1e-05,,7.0\n", lossSum: Float(bitPattern: 0x3F80_0003)),
    negatives: HardNegatives(round: 3, images: [7, 0, 4_611_686_018_427_387_905]))

  @Test func everyBitIsKept() throws {
    let bytes = Self.small.encoded(for: Self.key)
    let found = try Self.decode(bytes)
    #expect(found.encoded(for: Self.key) == bytes)
    #expect(found.trainer.batchCount == 9_007_199_254_740_993)
    #expect(found.trainer.optimiser == Self.small.trainer.optimiser)
    #expect(
      found.trainer.parameters["a/b"]?.elements.map(\.bitPattern)
        == Self.small.trainer.parameters["a/b"]?.elements.map(\.bitPattern))
    #expect(
      found.trainer.memory["queue"]?.elements.map(\.bitPattern) == [0x8000_0000, 3])
    #expect(found.lossSum.bitPattern == 0x3F80_0001)
    #expect(found.seconds == 0.1)
    #expect(found.log == Self.small.log)
    #expect(found.negatives == Self.small.negatives)
  }

  @Test func everyChangedByteIsNoticed() throws {
    let bytes = Self.small.encoded(for: Self.key)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x01
      #expect(throws: TrainingCheckpointError.self, "byte \(place)") {
        try Self.decode(damaged)
      }
    }
  }

  @Test func everyCutIsNoticed() throws {
    let bytes = Self.small.encoded(for: Self.key)
    for count in bytes.indices {
      #expect(throws: TrainingCheckpointError.self, "\(count) bytes") {
        try Self.decode(Array(bytes[..<count]))
      }
    }
  }

  @Test func theCheckpointOfOtherWeightsIsRefused() throws {
    let bytes = Self.small.encoded(for: String(repeating: "0b", count: 32))
    #expect(
      throws: TrainingCheckpointError(
        path: "a.safetensors",
        reason: "It is of other weights, or of another version of this program.")
    ) {
      try Self.decode(bytes)
    }
  }
}
