import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// One training step of PyTorch, written by Tests/Reference/training_step_golden.py.
///
/// A tensor is its norm and four elements at equal distances.
private struct TrainingStepGolden: Decodable {
  struct File: Decodable {
    let networks: [String: TrainingStepGolden]
  }

  let imageShape: [Int]
  let classes: Int
  let rate: Float
  let momentum: Float
  let decay: Float
  let loss: Float
  let features: [String: [Float]]
  let gradients: [String: [Float]]
  let parameters: [String: [Float]]
  let statistics: [String: [Float]]
}

@Suite struct TrainingStepGoldenTests {
  /// Relative to the root mean square of a tensor.
  ///
  /// PyTorch's own float32 step is up to 3e-5 from its float64 one (`distance` in the golden file):
  /// float32 sums of up to 10^5 products that partly cancel, on the way back through fifty layers.
  let tolerance: Float = 1e-4

  @Test(arguments: ["resnet18", "resnet50"])
  func everyTensorOfOneStepAgreesWithPyTorch(architecture: String) throws {
    let file = try golden("training-step", as: TrainingStepGolden.File.self)
    let expected = try #require(file.networks[architecture])
    let graph = try #require(Architecture(rawValue: architecture)).graph()
    let step = try Step(of: graph, as: expected)
    #expect(abs(step.loss / expected.loss - 1) < tolerance)
    let summaries = GoldenSummaries(tolerance: tolerance)
    #expect(
      summaries.disagreements(["features": step.features], expected.features) == [:])
    #expect(
      summaries.disagreements(step.gradients, expected.gradients, relativeToScales: true) == [:])
    #expect(summaries.disagreements(step.parameters, expected.parameters) == [:])
    #expect(summaries.disagreements(step.statistics, expected.statistics) == [:])
  }
}

/// What one training step computes.
private struct Step {
  let loss: Float
  let features: Tensor
  let gradients: OrderedDictionary<String, Tensor>
  private(set) var parameters: OrderedDictionary<String, Tensor> = [:]
  private(set) var statistics: OrderedDictionary<String, Tensor> = [:]

  init(of graph: NetworkGraph, as golden: TrainingStepGolden) throws {
    let images = GoldenTensors.images(Shape(golden.imageShape))
    let classifier: OrderedDictionary<String, Shape> = [
      "fc.weight": [golden.classes, graph.featureChannels], "fc.bias": [golden.classes],
    ]
    for (name, shape) in graph.parameterShapes.merging(classifier, uniquingKeysWith: { $1 }) {
      parameters[name] = GoldenTensors.parameter(name, shape)
    }
    for (name, shape) in graph.statisticShapes {
      statistics[name] = GoldenTensors.statistic(name, shape)
    }
    let network = try TrainingNetwork(graph, inputShape: images.shape)
    try network.load(parameters, statistics: statistics)
    features = try network.features(of: images)
    let labels = (0..<images.shape.batch).map { $0 % golden.classes }
    let result = Objective.crossEntropy(classCount: golden.classes).head.evaluate(
      features, targets: labels, parameters: parameters, draws: StepDraws(seed: 0, step: 0))
    loss = result.loss
    gradients = try network.gradients(from: result.featureGradient)
      .merging(result.parameterGradients) { $1 }
    network.updateStatistics(&statistics)
    var optimiser = StochasticGradientDescent(
      momentum: golden.momentum, usesNesterov: false, weightDecay: golden.decay)
    optimiser.update(
      parameters: &parameters, gradients: gradients, learningRate: golden.rate)
  }
}
