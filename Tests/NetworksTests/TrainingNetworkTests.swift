import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing

@Suite struct TrainingNetworkTests {
  /// A narrow network with every kind of node: a shortcut, a strided one, pooling, normalisation.
  static let graph = ResNet(depth: .resNet18, width: 16).graph

  @Test func featuresHaveTheShapeOfStrideThirtyTwo() throws {
    let network = try TrainingNetwork(Self.graph, inputShape: [2, 3, 64, 96])
    #expect(network.featureShape == [2, 128, 2, 3])
  }

  /// The maps of one pass lie where those of the last pass back lay, with channels that do not fill up
  /// their blocks among them.
  @Test(arguments: [4, 8, 16]) func featuresDoNotDependOnWhatTheMemoryHeld(width: Int) throws {
    let graph = ResNet(depth: .resNet18, width: width).graph
    let network = try TrainingNetwork(graph, inputShape: [2, 3, 32, 32])
    var generator = SeededGenerator(seed: 6, purpose: "memory test")
    let images = Tensor(normal: network.inputShape, deviation: 1, using: &generator)
    let gradientValue = Tensor(normal: network.featureShape, deviation: 1, using: &generator)
    let weights = NetworkWeights(initialising: graph, seed: 6)
    try network.load(weights.parameters, statistics: weights.statistics)
    let features = try network.features(of: images)
    let gradients = try network.gradients(from: gradientValue)
    #expect(try network.features(of: images) == features)
    #expect(try network.gradients(from: gradientValue) == gradients)
  }

  /// Moves all parameters along random directions, and compares the change of the loss with what
  /// the gradients predict.
  @Test(arguments: [1, 2, 3]) func gradientsPredictTheChangeOfTheLoss(seed: UInt64) throws {
    let network = try TrainingNetwork(Self.graph, inputShape: [8, 3, 64, 64])
    var generator = SeededGenerator(seed: seed, purpose: "network gradient test")
    let weights = NetworkWeights(initialising: Self.graph, seed: seed)
    let images = Tensor(normal: network.inputShape, deviation: 1, using: &generator)
    let gradientValue = Tensor(normal: network.featureShape, deviation: 0.1, using: &generator)
    try network.load(weights.parameters, statistics: weights.statistics)
    _ = try network.features(of: images)
    let gradients = try network.gradients(from: gradientValue)

    func loss(step: Float, along direction: OrderedDictionary<String, Tensor>) throws -> Double {
      var moved = weights.parameters
      for (name, tensor) in direction {
        for index in tensor.elements.indices {
          moved[name]?.elements[index] += step * tensor.elements[index]
        }
      }
      try network.load(moved, statistics: weights.statistics)
      return zip(try network.features(of: images).elements, gradientValue.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    // Along the gradient itself, scaled to a unit length, the predicted change is its norm.
    let norm = gradients.values.reduce(0) { $0 + $1.elements.reduce(0) { $0 + $1 * $1 } }
      .squareRoot()
    let direction = gradients.mapValues {
      Tensor(shape: $0.shape, elements: $0.elements.map { $0 / norm })
    }
    let step: Float = 2e-3
    let change =
      (try loss(step: step, along: direction) - loss(step: -step, along: direction))
      / Double(2 * step)
    // Rectifiers switch along the way, so the two agree to a few per cent only.
    #expect(abs(Float(change) / norm - 1) < 0.05)
  }

  @Test func statisticsMoveTowardsTheBatch() throws {
    let network = try TrainingNetwork(Self.graph, inputShape: [4, 3, 64, 64])
    var generator = SeededGenerator(seed: 5, purpose: "statistics test")
    var weights = NetworkWeights(initialising: Self.graph, seed: 5)
    try network.load(weights.parameters, statistics: weights.statistics)
    let images = Tensor(normal: network.inputShape, deviation: 1, using: &generator)
    _ = try network.features(of: images)
    network.updateStatistics(&weights.statistics)

    let stem = ConvolutionGeometry(
      input: network.inputShape, filters: 16, kernelSize: 7, stride: 2, padding: 3)
    let filters = try #require(weights.parameters["conv1.weight"])
    let convolved = referenceConvolve(
      images, filters: filters, bias: Array(repeating: 0, count: 16), geometry: stem)
    let batch = referenceBatchNormalise(
      convolved, scale: Array(repeating: 1, count: 16), shift: Array(repeating: 0, count: 16),
      epsilon: 1e-5)
    let count = Float(4 * 32 * 32)
    let mean = try #require(weights.statistics["bn1.running_mean"]?.elements)
    let variance = try #require(weights.statistics["bn1.running_var"]?.elements)
    #expect(abs(mean[3] - 0.1 * batch.mean[3]) < 1e-6)
    #expect(abs(variance[3] - (0.9 + 0.1 * batch.variance[3] * count / (count - 1))) < 1e-5)
  }

  @Test func inferenceAgreesWithTrainingWhenTheStatisticsAreTheBatchs() throws {
    let network = try TrainingNetwork(Self.graph, inputShape: [6, 3, 128, 128])
    var generator = SeededGenerator(seed: 6, purpose: "inference test")
    var weights = NetworkWeights(initialising: Self.graph, seed: 6)
    try network.load(weights.parameters, statistics: weights.statistics)
    let images = Tensor(normal: network.inputShape, deviation: 1, using: &generator)
    let trained = try network.features(of: images)
    // 200 moves by a tenth leave 1e-9 of where the statistics began.
    for _ in 0..<200 { network.updateStatistics(&weights.statistics) }
    let inference = try InferenceNetwork(Self.graph, weights: weights)
    let found = try inference.features(of: images)
    // The running variance is the unbiased one: at the last stage, over 96 values, 1 % larger.
    let error = zip(found.elements, trained.elements).reduce(Float(0)) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    let norm = trained.elements.reduce(Float(0)) { $0 + $1 * $1 }
    #expect((error / norm).squareRoot() < 0.03)
  }
}
