import Foundation
import Networks
import OrderedCollections
import Tensors
import Testing

/// The features of one network as PyTorch computed them, by Tests/Reference/networks_golden.py.
struct NetworkGolden: Decodable {
  /// torchvision's name.
  let architecture: String

  /// Whether bottlenecks take their stride in the first convolution.
  let stridesFirst: Bool

  let imageShape: [Int]
  let featureShape: [Int]

  /// The norm of all features.
  let norm: Float

  /// Elements 0, `stride`, 2 · `stride` … of the features.
  let values: [Float]
  let stride: Int

  /// The first features of the first image under generalised-mean pooling of exponent 3.
  let descriptor: [Float]

  /// How far the same network in float64 is from this one, relative to its norm.
  let distance: Float

  /// The mean and variance of the input of each normalisation, by its name.
  let statistics: [String: [Float]]

  /// Reads the entry of one network.
  static func named(_ label: String) throws -> NetworkGolden {
    struct File: Decodable {
      let networks: [String: NetworkGolden]
    }
    let url = try #require(
      Bundle.module.url(forResource: "networks", withExtension: "json", subdirectory: "Golden"))
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    return try #require(file.networks[label])
  }

  /// The network, built from its name.
  func graph() throws -> NetworkGraph {
    guard stridesFirst else { return try #require(Architecture(rawValue: architecture)).graph() }
    #expect(architecture == "resnet50")
    return ResNet(depth: .resNet50, stridePlacement: .firstConvolution).graph
  }

  /// The weights that the script gave to the network.
  func weights(of graph: NetworkGraph) throws -> NetworkWeights {
    var parameters: OrderedDictionary<String, Tensor> = [:]
    for (name, shape) in graph.parameterShapes {
      parameters[name] = GoldenTensors.parameter(name, shape)
    }
    var drawn: OrderedDictionary<String, Tensor> = [:]
    for (name, shape) in graph.statisticShapes {
      let layer = name.split(separator: ".").dropLast().joined(separator: ".")
      let measured = try #require(statistics[layer])
      drawn[name] =
        name.hasSuffix(".running_mean")
        ? GoldenTensors.draws(
          name, shape, scale: 0.25 * measured[1].squareRoot(), offset: measured[0])
        : GoldenTensors.draws(name, shape, scale: 0.5 * measured[1], offset: measured[1])
    }
    return NetworkWeights(parameters: parameters, statistics: drawn)
  }

  /// Returns the elements of a feature map that the golden values stand for.
  func slice(of features: Tensor) -> [Float] {
    values.indices.map { features.elements[$0 * stride] }
  }
}

/// Returns ‖found − expected‖ / ‖expected‖.
func relativeError(_ found: some Sequence<Float>, _ expected: [Float]) -> Float {
  norm(zip(found, expected).map { $0 - $1 }) / norm(expected)
}

/// Returns the Euclidean norm, summed in double precision.
func norm(_ elements: some Sequence<Float>) -> Float {
  Float(elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
}
