import Foundation
import Networks
import OrderedCollections
import Tensors
import Testing

/// One training step of PyTorch, written by Tests/Reference/resnet18_golden.py.
private struct Golden: Decodable {
  struct Gradient: Decodable {
    let norm: Float
    let first: [Float]
  }

  let features: [Float]
  let featureNorm: Float
  let gradients: [String: Gradient]
  let statistics: [String: [Float]]
  let evaluated: [Float]
  let evaluatedNorm: Float
}

@Suite struct PyTorchAgreementTests {
  /// Two float32 libraries that sum in different orders, through twenty normalised layers.
  let forwardTolerance: Float = 1e-5

  /// The same on the way back, where small differences of large sums add.
  let backwardTolerance: Float = 1e-4

  @Test func oneTrainingStepAgreesElementByElement() throws {
    let url = try #require(
      Bundle.module.url(forResource: "resnet18", withExtension: "json", subdirectory: "Golden"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    let graph = ResNet(depth: .resNet18, width: 16).graph
    var weights = waveWeights(graph)
    let images = wave([4, 3, 64, 96], phase: 0.5, scale: 1)
    let network = try TrainingNetwork(graph, inputShape: images.shape)
    try network.load(weights.parameters, statistics: weights.statistics)
    let features = try network.features(of: images)
    #expect(relativeError(features.elements.prefix(256), golden.features) < forwardTolerance)
    #expect(abs(norm(features.elements) / golden.featureNorm - 1) < forwardTolerance)

    let gradients = try network.gradients(from: wave(features.shape, phase: 0.25, scale: 1))
    #expect(gradients.count == golden.gradients.count)
    for (name, expected) in golden.gradients {
      let found = try #require(gradients[name])
      let scale = expected.norm / Float(found.elements.count).squareRoot()
      let difference = zip(found.elements, expected.first).map { abs($0 - $1) }.max() ?? 0
      #expect(abs(norm(found.elements) / expected.norm - 1) < backwardTolerance, "\(name)")
      #expect(difference < 10 * backwardTolerance * scale, "\(name)")
    }
    network.updateStatistics(&weights.statistics)
    for (name, expected) in golden.statistics {
      let found = try #require(weights.statistics[name])
      #expect(relativeError(found.elements.prefix(4), expected) < forwardTolerance, "\(name)")
    }

    let evaluated = try InferenceNetwork(graph, weights: weights).features(of: images)
    #expect(relativeError(evaluated.elements.prefix(256), golden.evaluated) < forwardTolerance)
    #expect(abs(norm(evaluated.elements) / golden.evaluatedNorm - 1) < forwardTolerance)
  }

  /// The same weights as the script's: one phase a parameter, in order.
  private func waveWeights(_ graph: NetworkGraph) -> NetworkWeights {
    var weights = NetworkWeights(initialising: graph, seed: 0)
    for (phase, name) in pyTorchOrder(of: graph).enumerated() {
      let shape = graph.parameterShapes[name] ?? [0]
      let phase = Double(phase)
      if shape.rank == 4 {
        let fanOut = Double(shape[0] * shape[2] * shape[3])
        weights.parameters[name] = wave(shape, phase: phase, scale: 2 / fanOut.squareRoot())
      } else if name.hasSuffix("weight") {
        weights.parameters[name] = wave(shape, phase: phase, scale: 0.2, offset: 1)
      } else {
        weights.parameters[name] = wave(shape, phase: phase, scale: 0.1)
      }
    }
    return weights
  }

  /// PyTorch lists a block's shortcut last; the graph computes it first.
  private func pyTorchOrder(of graph: NetworkGraph) -> [String] {
    let names = Array(graph.parameterShapes.keys)
    return names.enumerated().sorted { first, second in
      let (left, right) = (sortKey(first.element), sortKey(second.element))
      return left == right ? first.offset < second.offset : left < right
    }.map(\.element)
  }

  private func sortKey(_ name: String) -> String {
    let block = name.split(separator: ".").prefix(2).joined(separator: ".")
    guard name.hasPrefix("layer") else { return "" }
    return block + (name.contains("downsample") ? "~" : "")
  }

  private func wave(
    _ shape: Shape, phase: Double, scale: Double, offset: Double = 0
  ) -> Tensor {
    let elements = (0..<shape.elementCount).map { index in
      let i = Double(index)
      return Float(offset + scale * sin(0.7 * i + Double(index * index % 97) + phase))
    }
    return Tensor(shape: shape, elements: elements)
  }

  private func norm(_ elements: some Sequence<Float>) -> Float {
    elements.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
  }

  private func relativeError(_ found: some Sequence<Float>, _ expected: [Float]) -> Float {
    norm(zip(found, expected).map { $0 - $1 }) / norm(expected)
  }
}
