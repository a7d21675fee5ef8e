import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// The queue, and what stands between features and the loss.
@Suite struct MomentumContrastHeadTests {
  private static func head(
    queueLength: Int = 5, projection: [Int] = [6, 3], temperature: Float = 0.5
  ) throws -> any MomentumHead {
    let objective = Objective.momentumContrast(
      temperature: temperature, momentum: 0.9, queueLength: queueLength, projection: projection)
    return try #require(objective.head as? any MomentumHead)
  }

  /// Returns parameters of both encoders, which differ, and the memory.
  private static func parameters(
    of head: any MomentumHead
  ) -> OrderedDictionary<String, Tensor> {
    var parameters = head.initialParameters(featureChannels: 4, seed: 1)
    for (name, tensor) in head.initialParameters(featureChannels: 4, seed: 2) {
      parameters[momentumName(name)] = tensor
    }
    return parameters.merging(head.initialMemory(featureChannels: 4, seed: 1)) { first, _ in first }
  }

  /// Returns the unit keys of a batch, worked out beside the head.
  private static func keys(
    _ embeddings: Matrix, _ parameters: OrderedDictionary<String, Tensor>, layers: Int
  ) throws -> Matrix {
    var rows = embeddings.selectingRows(embeddings.rows / 2..<embeddings.rows)
    for layer in 0..<layers {
      let name = momentumName("projection.\(layer)")
      rows = linear(
        rows, weight: Matrix(try #require(parameters["\(name).weight"])),
        bias: try #require(parameters["\(name).bias"]).elements)
      if layer < layers - 1 { rows = relu(rows) }
    }
    return l2Normalize(rows)
  }

  @Test func theQueueBeginsWithUnitRowsOfTheSeed() throws {
    let head = try Self.head(queueLength: 400, projection: [16])
    let memory = head.initialMemory(featureChannels: 4, seed: 3)
    let queue = Matrix(try #require(memory["queue"]))
    #expect((queue.rows, queue.columns) == (400, 16))
    let lengths = (0..<400).map { row in
      queue.row(row).reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(largestDifference(lengths, Array(repeating: 1, count: 400)) < 1e-5)
    // Directions of normal draws have no favourite: means of 400 elements of deviation 1/4.
    let means = (0..<16).map { column in
      (0..<400).reduce(Float(0)) { $0 + queue[$1, column] } / 400
    }
    #expect(largestDifference(means, Array(repeating: 0, count: 16)) < 5 * 0.25 / 20)
    #expect(memory["queue.pointer"]?.elements == [0])
    #expect(head.initialMemory(featureChannels: 4, seed: 3) == memory)
    #expect(head.initialMemory(featureChannels: 4, seed: 4)["queue"] != memory["queue"])
  }

  /// Read from the pointer on, the ring is the initial keys and all later ones, the last `length` of them.
  @Test(arguments: [1, 2, 3, 5, 7], [[3], [6, 3]])
  func theQueueHoldsTheLastKeysInTheirOrder(queries: Int, projection: [Int]) throws {
    let length = 5
    let head = try Self.head(queueLength: length, projection: projection)
    let parameters = Self.parameters(of: head)
    var memory = head.initialMemory(featureChannels: 4, seed: 1)
    let start = Matrix(try #require(memory["queue"]))
    var all = (0..<length).map { Array(start.row($0)) }
    for number in 0..<6 {
      let embeddings = randomMatrix(2 * queries, 4, seed: UInt64(10 + number))
      head.remember(embeddings, parameters: parameters, in: &memory)
      let keys = try Self.keys(embeddings, parameters, layers: projection.count)
      all += (0..<queries).map { Array(keys.row($0)) }
      let queue = Matrix(try #require(memory["queue"]))
      let pointer = Int(try #require(memory["queue.pointer"]).elements[0])
      let ring = (0..<length).map { Array(queue.row((pointer + $0) % length)) }
      #expect(ring == Array(all.suffix(length)))
    }
  }

  @Test(arguments: [[3], [6, 3], [6, 5, 3]])
  func gradientsAreTheDerivativesOfTheLoss(projection: [Int]) throws {
    let head = try Self.head(projection: projection)
    let parameters = Self.parameters(of: head)
    let embeddings = randomMatrix(6, 4, seed: 4)
    func loss(
      _ embeddings: Matrix, _ parameters: OrderedDictionary<String, Tensor>
    ) -> EmbeddingLoss {
      head.loss(
        of: embeddings, targets: [0, 1, 2, 0, 1, 2], parameters: parameters,
        draws: StepDraws(seed: 0, step: 0))
    }
    let result = loss(embeddings, parameters)
    // Steps of 0.005 in 24-bit arithmetic on losses of order one.
    let tolerance: Float = 2e-3
    var slopes = numericalGradient(at: embeddings, step: 5e-3) { loss($0, parameters).value }
    // The gradient of keys is not taken, though the loss depends on them.
    #expect(slopes[12...].contains { abs($0) > tolerance })
    for index in 12..<24 { slopes[index] = 0 }
    #expect(largestDifference(result.embeddingGradient.elements, slopes) < tolerance)
    let learnt = head.initialParameters(featureChannels: 4, seed: 1)
    #expect(Set(result.parameterGradients.keys) == Set(learnt.keys))
    for (name, tensor) in learnt {
      let point = Matrix(rows: 1, columns: tensor.elements.count, elements: tensor.elements)
      let expected = numericalGradient(at: point, step: 5e-3) { moved in
        var others = parameters
        others[name] = Tensor(shape: tensor.shape, elements: moved.elements)
        return loss(embeddings, others).value
      }
      let found = try #require(result.parameterGradients[name]).elements
      #expect(largestDifference(found, expected) < tolerance, "\(name)")
    }
  }
}

/// The second network, and the batches that two networks share.
@Suite struct MomentumEncoderTests {
  private let graph = ResNet(depth: .resNet18, width: 4).graph
  private let shape: Shape = [2, 3, 32, 32]

  private func trainer(
    momentum: Double, imagesPerPass: Int? = nil,
    normalisation: NormalisationMode = .training, accumulation: Int = 1
  ) throws -> Trainer {
    try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 2),
      objective: .momentumContrast(
        temperature: 0.2, momentum: momentum, queueLength: 6, projection: [8, 4]),
      optimiser: usualDescent(),
      schedule: CosineSchedule(
        peak: 0.1, floor: 0.1, warmUpSteps: 0, totalSteps: 4), batchShape: [8, 3, 32, 32],
      imagesPerPass: imagesPerPass, normalisation: normalisation, accumulation: accumulation,
      seed: 2)
  }

  private func batch(_ number: Int, imagesPerPass: Int = 4) -> TrainingBatch {
    var generator = SeededGenerator(seed: UInt64(number), purpose: "momentum test")
    let images = Tensor(normal: [8, 3, 32, 32], deviation: 1, using: &generator)
    let size = imagesPerPass * 3 * 32 * 32
    return TrainingBatch(
      passes: (0..<8 / imagesPerPass).map { pass in
        Tensor(
          shape: [imagesPerPass, 3, 32, 32],
          elements: Array(images.elements[pass * size..<(pass + 1) * size]))
      },
      targets: [0, 1, 2, 3, 0, 1, 2, 3])
  }

  /// Returns the parameters of the momentum encoder in a state.
  private func followers(_ state: TrainerState) -> OrderedDictionary<String, Tensor> {
    var followers = state.parameters
    for name in state.parameters.keys { followers[name] = state.memory[momentumName(name)] }
    return followers
  }

  @Test func withoutMomentumItIsACopy() throws {
    let trainer = try trainer(momentum: 0)
    let start = trainer.state.parameters
    for number in 0..<2 { _ = try trainer.takeStep(on: batch(number)) }
    #expect(followers(trainer.state) == trainer.state.parameters)
    #expect(trainer.state.parameters != start)
  }

  @Test func withAMomentumOfOneItStandsStill() throws {
    let trainer = try trainer(momentum: 1)
    let start = trainer.state
    for number in 0..<2 { _ = try trainer.takeStep(on: batch(number)) }
    #expect(followers(trainer.state) == start.parameters)
    // Its running statistics are those of what it has seen, all the same.
    #expect(
      trainer.state.memory["momentum.bn1.running_mean"] != start.memory["momentum.bn1.running_mean"]
    )
  }

  @Test func itMovesOnceAStepByTheShareThatIsLeft() throws {
    let trainer = try trainer(momentum: 0.75, accumulation: 2)
    let start = trainer.state
    _ = try trainer.takeStep(on: batch(0))
    #expect(followers(trainer.state) == start.parameters)
    _ = try trainer.takeStep(on: batch(1))
    let state = trainer.state
    for (name, old) in start.parameters {
      let learnt = try #require(state.parameters[name])
      let expected = zip(old.elements, learnt.elements).map { 0.75 * $0 + 0.25 * $1 }
      #expect(followers(state)[name]?.elements == expected, "\(name)")
    }
  }

  /// With running statistics a key depends on its own image alone, so neither passes nor the order in
  /// which images are dealt to them change a key's place or value.
  @Test func keysReturnToTheirPlacesFromPasses() throws {
    let whole = try trainer(momentum: 0.9, normalisation: .evaluation)
    let parts = try trainer(momentum: 0.9, imagesPerPass: 1, normalisation: .evaluation)
    for number in 0..<3 {
      let loss = try whole.takeStep(on: batch(number))
      #expect(abs(try parts.takeStep(on: batch(number, imagesPerPass: 1)) - loss) < 1e-4)
    }
    let (one, two) = (whole.state.memory, parts.state.memory)
    let difference = largestDifference(
      try #require(one["queue"]).elements, try #require(two["queue"]).elements)
    // Three steps whose sums over passes are grouped otherwise.
    #expect(difference < 1e-3)
    #expect(one["queue.pointer"] == two["queue.pointer"])
  }

  /// Under the statistics of each pass it matters with which others a key is normalised: the images are
  /// dealt anew at each step.
  @Test func imagesAreDealtToPassesInAnOrderOfTheStep() throws {
    let trainer = try trainer(momentum: 1, imagesPerPass: 2)
    let state = trainer.state
    let queues = try (0..<6).map { step in
      try trainer.restore(
        TrainerState(
          batchCount: step, parameters: state.parameters, statistics: state.statistics,
          gradients: [:], optimiser: state.optimiser, memory: state.memory))
      _ = try trainer.takeStep(on: batch(0, imagesPerPass: 2))
      return try #require(trainer.state.memory["queue"]).elements
    }
    #expect(Set(queues).count > 1)
  }

  /// It serves any head: here one that has nothing to do with queues.
  @Test func itEmbedsAsTheNetworkItFollows() throws {
    let head = Objective.descriptors(
      .rows(.listwiseAP(QuantisedListwiseAP(binCount: 5, range: -1...1))),
      pooling: DescriptorPooling(exponent: 3, learnsExponent: true)
    ).head
    let weights = NetworkWeights(initialising: graph, seed: 2)
    let parameters = weights.parameters.merging(
      head.initialParameters(featureChannels: graph.featureChannels, seed: 2)
    ) { first, _ in first }
    let encoder = try MomentumEncoder(
      graph, head: head, passShape: shape, normalisation: .training, momentum: 0.5,
      parameters: parameters, statistics: weights.statistics)
    let network = try TrainingNetwork(graph, inputShape: shape)
    var generator = SeededGenerator(seed: 1, purpose: "momentum test")
    let images = Tensor(normal: shape, deviation: 1, using: &generator)
    var statistics = weights.statistics
    func expected(_ parameters: OrderedDictionary<String, Tensor>) throws -> Matrix {
      try network.load(parameters, statistics: statistics)
      let features = try network.features(of: images)
      network.updateStatistics(&statistics)
      return head.embeddings(of: features, parameters: parameters)
    }
    #expect(try encoder.embeddings(of: [images]) == expected(parameters))
    #expect(encoder.statistics == statistics)
    let others = parameters.mapValues { tensor in
      Tensor(shape: tensor.shape, elements: tensor.elements.map { $0 * 1.5 })
    }
    encoder.follow(others)
    #expect(
      try encoder.embeddings(of: [images, images]).selectingRows(0..<2)
        == expected(encoder.parameters))
    #expect(encoder.parameters["pool.p"]?.elements == [0.5 * 3 + 0.5 * 4.5])
  }
}
