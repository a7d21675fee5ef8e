import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing
import Training

@Suite struct MultiStagePropagationTests {
  /// Two convolutions, without normalisation: every image passes on its own.
  private static var plainGraph: NetworkGraph {
    var graph = NetworkGraph()
    var value = graph.append(
      .convolution(
        name: "conv1", filters: 6, kernelSize: 3, stride: 1, padding: 1, hasBias: false),
      reading: 0)
    value = graph.append(
      .maxPooling(PoolingGeometry(windowSize: 3, stride: 2, padding: 1)), reading: value)
    _ = graph.append(
      .convolution(
        name: "conv2", filters: 4, kernelSize: 3, stride: 2, padding: 1, hasBias: false),
      reading: value)
    return graph
  }

  @Test(arguments: ObjectiveTests.objectives)
  func passesGiveTheGradientsOfTheWholeBatch(objective: Objective) throws {
    let error = try gradientError(
      Self.plainGraph, objective, normalisation: .training, side: 16)
    #expect(error < Self.tolerance)
  }

  @Test(
    arguments: ObjectiveTests.objectives, [NormalisationMode.evaluation, .frozen])
  func passesGiveTheGradientsOfTheWholeBatchWithRunningStatistics(
    objective: Objective, normalisation: NormalisationMode
  ) throws {
    let error = try gradientError(
      ResNet(depth: .resNet18, width: 8).graph, objective, normalisation: normalisation, side: 32)
    #expect(error < (objective.standardises ? Self.standardisedTolerance : Self.tolerance))
  }

  @Test func runningStatisticsMoveOnceAPass() throws {
    let graph = ResNet(depth: .resNet18, width: 4).graph
    let weights = NetworkWeights(initialising: graph, seed: 3)
    var generator = SeededGenerator(seed: 3, purpose: "multi-stage test")
    let images = Tensor(normal: [2, 3, 32, 32], deviation: 1, using: &generator)
    let head = Objective.crossEntropy(classCount: 2).head
    let parameters = weights.parameters.merging(
      head.initialParameters(featureChannels: graph.featureChannels, seed: 3)
    ) { first, _ in first }
    let propagation = try MultiStagePropagation(
      graph, head: head, passShape: images.shape, normalisation: .training)
    try propagation.load(parameters, statistics: weights.statistics)
    func statistics(after batches: [TrainingBatch]) throws -> OrderedDictionary<String, Tensor> {
      var statistics = weights.statistics
      for batch in batches {
        _ = try propagation.evaluate(
          batch, parameters: parameters, statistics: &statistics,
          draws: StepDraws(seed: 3, step: 0))
      }
      return statistics
    }
    let one = TrainingBatch(images: images, targets: [0, 1])
    let three = TrainingBatch(passes: [images, images, images], targets: [0, 1, 0, 1, 0, 1])
    #expect(try statistics(after: [three]) == statistics(after: [one, one, one]))
    #expect(try statistics(after: [one]) != statistics(after: [one, one]))
  }

  /// Sums over thousands of products in 24-bit arithmetic, grouped otherwise.
  private static let tolerance: Float = 2e-4

  /// A projection that is standardised over six images divides by deviations that are differences of
  /// nearly equal numbers: 1.1e-3 was measured where passes and whole batch convolve by different
  /// algorithms.
  private static let standardisedTolerance: Float = 5e-3

  /// Returns the largest relative error of any parameter's gradient: three passes against one.
  private func gradientError(
    _ graph: NetworkGraph, _ objective: Objective, normalisation: NormalisationMode, side: Int
  ) throws -> Float {
    var generator = SeededGenerator(seed: 7, purpose: "multi-stage test")
    let passes = (0..<3).map { _ in
      Tensor(normal: [2, 3, side, side], deviation: 1, using: &generator)
    }
    let whole = Tensor(shape: [6, 3, side, side], elements: passes.flatMap(\.elements))
    let targets = [0, 1, 2, 0, 1, 2]
    let direct = try gradients(
      TrainingBatch(images: whole, targets: targets), graph, objective, normalisation)
    let staged = try gradients(
      TrainingBatch(passes: passes, targets: targets), graph, objective, normalisation)
    #expect(staged.keys == direct.keys)
    return direct.reduce(0) { largest, gradient in
      let found = staged[gradient.key]?.elements ?? []
      return max(largest, relativeError(found, gradient.value.elements))
    }
  }

  private func gradients(
    _ batch: TrainingBatch, _ graph: NetworkGraph, _ objective: Objective,
    _ normalisation: NormalisationMode
  ) throws -> OrderedDictionary<String, Tensor> {
    let weights = NetworkWeights(initialising: graph, seed: 5)
    let head = objective.head
    let parameters = weights.parameters.merging(
      head.initialParameters(featureChannels: graph.featureChannels, seed: 5)
    ) { first, _ in first }
    var statistics = weights.statistics
    let propagation = try MultiStagePropagation(
      graph, head: head, passShape: batch.passes[0].shape, normalisation: normalisation)
    try propagation.load(parameters, statistics: statistics)
    return try propagation.evaluate(
      batch, parameters: parameters, statistics: &statistics, draws: StepDraws(seed: 5, step: 1)
    ).gradients
  }

  /// Returns ‖a − b‖ / ‖b‖, or ‖a − b‖ / 0.001 where b is less; infinity when the lengths differ.
  ///
  /// The biases under a standardised layer have gradient 0, and differences show rounding only.
  private func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let difference = zip(found, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return difference.squareRoot() / max(norm, 1e-3)
  }
}

extension Objective {
  /// Whether embeddings are standardised over the batch before the loss.
  fileprivate var standardises: Bool {
    switch self {
    case .ntXent, .multiCropNTXent, .supCon: true
    case .crossEntropy, .momentumContrast, .descriptors: false
    }
  }
}
