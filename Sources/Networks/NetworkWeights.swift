public import Failures
public import OrderedCollections
public import Tensors

/// The tensors of a network, by their PyTorch names.
public struct NetworkWeights: Sendable, Equatable {
  /// What training changes: convolution filters (filter, channel, height, width) and biases
  /// (filter), scales and shifts (channel); of a vision transformer linear layers (output, input) and tokens
  /// (1, token, channel) too.
  public var parameters: OrderedDictionary<String, Tensor>

  /// Running means and variances of batch normalisation, (channel).
  public var statistics: OrderedDictionary<String, Tensor>

  /// Creates weights from tensors.
  public init(
    parameters: OrderedDictionary<String, Tensor>, statistics: OrderedDictionary<String, Tensor>
  ) {
    self.parameters = parameters
    self.statistics = statistics
  }

  /// Creates random weights as torchvision does.
  ///
  /// Convolutions are normal with variance 2 / (filters · height · width) (He et al. 2015, eq. 14,
  /// backward form); scales are 1, biases and shifts 0, running means 0 and running variances 1. What a
  /// vision transformer has besides, linear layers and tokens, is normal with deviation 0.02.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - seed: the seed of the plan; each tensor draws from a stream of its own.
  public init(initialising graph: NetworkGraph, seed: UInt64) {
    parameters = [:]
    statistics = [:]
    for (name, shape) in graph.parameterShapes {
      if shape.rank > 1 {
        var generator = SeededGenerator(seed: seed, purpose: "initial weights of \(name)")
        let deviation =
          shape.rank == 4 ? (2 / Float(shape[0] * shape[2] * shape[3])).squareRoot() : 0.02
        parameters[name] = Tensor(normal: shape, deviation: deviation, using: &generator)
      } else {
        let isScale = name.hasSuffix(".weight") || name.hasSuffix(".gamma")
        parameters[name] = Tensor(repeating: isScale ? 1 : 0, shape: shape)
      }
    }
    for (name, shape) in graph.statisticShapes {
      statistics[name] = Tensor(repeating: name.hasSuffix(".running_var") ? 1 : 0, shape: shape)
    }
  }

  /// Creates weights from named tensors, as a checkpoint holds them.
  ///
  /// - Parameters:
  ///   - tensors: exactly the tensors of the graph.
  ///   - graph: the network they are for.
  /// - Throws: `NetworkWeightsError` that lists every tensor missing, unexpected or misshapen.
  public init(
    _ tensors: OrderedDictionary<String, Tensor>, for graph: NetworkGraph
  ) throws(NetworkWeightsError) {
    let expected = graph.parameterShapes.merging(graph.statisticShapes) { first, _ in first }
    let problems = NetworkWeightsError(
      missing: expected.keys.filter { tensors[$0] == nil },
      unexpected: tensors.keys.filter { expected[$0] == nil },
      misshapen: expected.compactMap { name, shape in
        guard let found = tensors[name]?.shape, found != shape else { return nil }
        return "\(name): expected \(shape), found \(found)"
      })
    guard problems.isEmpty else { throw problems }
    parameters = tensors.filter { graph.parameterShapes[$0.key] != nil }
    statistics = tensors.filter { graph.statisticShapes[$0.key] != nil }
  }

  /// All tensors, as a checkpoint holds them: parameters first, then statistics.
  public var tensors: OrderedDictionary<String, Tensor> {
    parameters.merging(statistics) { first, _ in first }
  }

  func tensor(_ name: String) -> Tensor {
    guard let tensor = parameters[name] ?? statistics[name] else {
      preconditionFailure("expected weights with a tensor \(name)")
    }
    return tensor
  }
}

/// A set of tensors that is not exactly what a network needs.
public struct NetworkWeightsError: Failure, Equatable {
  /// Names the network needs and the tensors lack.
  public let missing: [String]

  /// Names the network has no place for.
  public let unexpected: [String]

  /// Names whose shape is wrong, with both shapes.
  public let misshapen: [String]

  /// Creates an error from what does not fit.
  public init(missing: [String], unexpected: [String], misshapen: [String]) {
    self.missing = missing
    self.unexpected = unexpected
    self.misshapen = misshapen
  }

  var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty }

  /// Tensors of another network are an input of no use.
  public var kind: FailureKind { .damagedInput }

  /// The tensors.
  public var subject: String { "The weights" }

  /// Every tensor that does not fit, as the predicate of the weights.
  public var reason: String {
    let parts = [("missing", missing), ("unexpected", unexpected), ("wrong shape", misshapen)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0): \($0.1.joined(separator: ", "))" }
    return "do not fit the network; \(parts.joined(separator: "; "))"
  }

  /// The weights with their predicate.
  public var statement: String { "\(subject) \(reason)" }
}
