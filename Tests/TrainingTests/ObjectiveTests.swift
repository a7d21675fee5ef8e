import Networks
import OrderedCollections
import Tensors
import Testing
import Training

@Suite struct ObjectiveTests {
  static let objectives: [Objective] =
    [
      .crossEntropy(classCount: 3),
      .crossEntropy(classCount: 3, layers: .vgg(hiddenWidth: 6, dropout: 0.3)),
      .ntXent(temperature: 0.5, projection: [5, 4]),
      .multiCropNTXent(temperature: 0.5, projection: [5, 4]),
      .supCon(temperature: 0.5, projection: [5, 4]),
    ] + criteria.map { .descriptors($0, pooling: pooling) }

  /// Losses over descriptors, with settings that leave no corner within the reach of the differences.
  static let criteria: [DescriptorCriterion] = [
    .rows(.listwiseAP(QuantisedListwiseAP(binCount: 10, range: -1...1))),
    .rows(.listwiseAP(QuantisedListwiseAP(binCount: 10, range: -1...1, precision: .tieAware))),
    .rows(.listwiseAP(.fastAP(parts: 8))),
    .rows(.smoothAP(SmoothAP(temperature: 0.3))),
    .rows(.roadmap(mildRoadmap)),
    .rows(.contrastivePair(ContrastivePairLoss(margin: 2))),
    .rows(.triplet(TripletLoss(margin: 4))),
    .rows(.contrastivePair(ContrastivePairLoss(margin: 2, negatives: 1))),
    .rows(.triplet(TripletLoss(margin: 4, negatives: 4))),
    .classes(MarginSoftmax(margin: .angular(0.3), scale: 4), count: 3),
    .classes(MarginSoftmax(margin: .cosine(0.2), scale: 4), count: 3),
  ]

  private static let pooling = DescriptorPooling(exponent: 2.5, learnsExponent: true)

  private static var mildRoadmap: RoadmapLoss {
    var loss = RoadmapLoss()
    loss.temperature = 0.3
    loss.positiveSimilarity = 1
    loss.negativeSimilarity = -1
    return loss
  }

  /// Every gradient of a head against central differences of its loss.
  @Test(arguments: objectives) func gradientsAreTheDerivativesOfTheLoss(objective: Objective) throws
  {
    var generator = SeededGenerator(seed: 3, purpose: "objective test")
    let features = Tensor(uniform: [6, 4, 2, 2], in: 0.1..<1.5, using: &generator)
    let targets = [0, 0, 1, 1, 2, 2]
    let head = objective.head
    let draws = StepDraws(seed: 1, step: 2)
    var parameters = head.initialParameters(featureChannels: 4, seed: 1)
    // VGG's small weights would leave every unit within a step of the rectifier's corner, and those of
    // classes within a step of the origin.
    for name in parameters.keys where name.hasPrefix("class") {
      parameters[name] = Tensor(
        normal: parameters[name]?.shape ?? [], deviation: 0.3, using: &generator)
    }
    let result = head.evaluate(features, targets: targets, parameters: parameters, draws: draws)
    let featureGradients = gradientValues(at: features) {
      head.evaluate($0, targets: targets, parameters: parameters, draws: draws).loss
    }
    // Steps of 0.005 in 24-bit arithmetic on losses of order one.
    let tolerance: Float = 0.03
    #expect(distance(featureGradients, result.featureGradient.elements) < tolerance)
    #expect(Set(result.parameterGradients.keys) == Set(parameters.keys))
    for (name, parameter) in parameters {
      let found = try #require(result.parameterGradients[name])
      let expected = gradientValues(at: parameter) { moved in
        var others = parameters
        others[name] = moved
        return head.evaluate(features, targets: targets, parameters: others, draws: draws).loss
      }
      #expect(distance(expected, found.elements) < tolerance, "\(name)")
    }
  }

  @Test func trainingLowersTheLossAndMovesTheStatistics() throws {
    let graph = ResNet(depth: .resNet18, width: 8).graph
    let start = NetworkWeights(initialising: graph, seed: 2)
    let trainer = try Trainer(
      graph, weights: start, objective: .crossEntropy(classCount: 2),
      optimiser: usualAdamW(weightDecay: 1e-3),
      schedule: CosineSchedule(peak: 2e-3, warmUpSteps: 2, totalSteps: 12),
      batchShape: [8, 3, 32, 32], seed: 2)
    var generator = SeededGenerator(seed: 2, purpose: "training test")
    var images = Tensor(normal: [8, 3, 32, 32], deviation: 0.5, using: &generator)
    let targets = [0, 1, 0, 1, 0, 1, 0, 1]
    for index in images.elements.indices where targets[index / (3 * 32 * 32)] == 1 {
      images.elements[index] += 1
    }
    let batch = TrainingBatch(images: images, targets: targets)
    let losses = try (0..<12).map { _ in try trainer.takeStep(on: batch) }
    #expect(losses[11] < 0.25 * losses[0])
    #expect(trainer.weights.statistics != start.statistics)
    #expect(trainer.weights.parameters.keys == start.parameters.keys)
    #expect(trainer.learntGemExponent == nil)
  }

  @Test func aLossThatIsNoNumberStopsTraining() throws {
    let graph = ResNet(depth: .resNet18, width: 8).graph
    var weights = NetworkWeights(initialising: graph, seed: 2)
    weights.parameters["layer4.1.bn2.bias"] = Tensor(repeating: .infinity, shape: [64])
    let trainer = try Trainer(
      graph, weights: weights, objective: .crossEntropy(classCount: 2),
      optimiser: usualAdamW(weightDecay: 0),
      schedule: CosineSchedule(peak: 1e-3, warmUpSteps: 0, totalSteps: 2),
      batchShape: [2, 3, 32, 32], seed: 2)
    let images = Tensor(repeating: 0.5, shape: [2, 3, 32, 32])
    #expect(throws: TrainingError.diverged(step: 0, learningRate: 1e-3)) {
      try trainer.takeStep(on: TrainingBatch(images: images, targets: [0, 1]))
    }
  }

  private func gradientValues(at point: Tensor, of loss: (Tensor) -> Float) -> [Float] {
    let step: Float = 5e-3
    return point.elements.indices.map { index in
      var moved = point
      moved.elements[index] = point.elements[index] + step
      let above = loss(moved)
      moved.elements[index] = point.elements[index] - step
      return (above - loss(moved)) / (2 * step)
    }
  }

  /// Returns ‖a − b‖ / ‖b‖, or ‖a − b‖ / 0.02 where b is less.
  ///
  /// The biases under a standardised layer have gradient 0, and differences show rounding only.
  private func distance(_ found: [Float], _ expected: [Float]) -> Float {
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let difference = zip(found, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return difference.squareRoot() / max(norm, 0.02)
  }
}
