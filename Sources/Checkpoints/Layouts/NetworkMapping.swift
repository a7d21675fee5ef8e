internal import Networks
internal import OrderedCollections
internal import Tensors

/// Which tensor of a file becomes which tensor of a network, and what becomes of the others.
struct NetworkMapping: Sendable {
  var family: CheckpointFamily?
  var architecture: Architecture?
  var width: Int?

  /// The path in the file of each tensor that is used, by torchvision's name.
  var network: OrderedDictionary<String, TensorPath> = [:]

  /// The path of a learnt GeM exponent.
  var gemExponent: TensorPath?

  /// The paths of the weight and bias of a linear layer behind the pooling.
  var whitening: (weight: TensorPath, bias: TensorPath)?

  var dropped: [TensorPath] = []
  var missing: [String] = []
  var unexpected: [TensorPath] = []

  /// Tensors whose shape the network contradicts, with both shapes.
  var misshapen: [String] = []

  /// The paths of all tensors that are used.
  var mapped: [TensorPath] {
    network.values + (gemExponent.map { [$0] } ?? [])
      + (whitening.map { [$0.weight, $0.bias] } ?? [])
  }

  /// Finds the network among all tensors of a file.
  init(of tensors: OrderedDictionary<TensorPath, TensorRecord>) {
    guard let (place, layout) = Self.place(in: tensors) else {
      for path in tensors.keys {
        if Self.isTrainingState(path.keys) { dropped.append(path) } else { unexpected.append(path) }
      }
      return
    }
    family = layout.family
    for (path, record) in tensors {
      if path.parent == place.keys {
        assign(path, layout, key: place.key(of: path.name))
      } else if place.drops(path.keys, shape: record.shape) {
        dropped.append(path)
      } else {
        unexpected.append(path)
      }
    }
    completeWhitening()
    matchArchitecture(tensors.compactMapValues { $0.shape })
  }

  /// Decides what becomes of one key of the network's dictionary.
  private mutating func assign(_ path: TensorPath, _ layout: NetworkLayout, key: String) {
    if key == layout.gemExponent {
      gemExponent = path
    } else if let whitening = layout.whitening, key.hasPrefix(whitening) {
      linear[String(key.dropFirst(whitening.count))] = path
    } else if layout.dropped.contains(where: { key.hasPrefix($0) }) {
      dropped.append(path)
    } else if let name = layout.name(of: key) {
      if name.hasSuffix(".num_batches_tracked") || layout.isHead(name) {
        dropped.append(path)
      } else {
        network[name] = path
      }
    } else {
      unexpected.append(path)
    }
  }

  /// The tensors of the linear layer behind the pooling, by what follows its prefix.
  private var linear: OrderedDictionary<String, TensorPath> = [:]

  private mutating func completeWhitening() {
    if let weight = linear["weight"], let bias = linear["bias"], linear.count == 2 {
      whitening = (weight, bias)
    } else {
      unexpected += linear.values
    }
  }

  /// Compares the names and shapes with those of the nearest architecture.
  private mutating func matchArchitecture(
    _ shapes: OrderedDictionary<TensorPath, [Int]>
  ) {
    let found = network.compactMapValues { shapes[$0] }
    guard let nearest = ArchitectureGuess(found) else {
      unexpected += network.values
      network = [:]
      return
    }
    architecture = nearest.architecture
    width = nearest.width
    let graph = nearest.architecture.graph(width: nearest.width)
    let expected = graph.parameterShapes.merging(graph.statisticShapes) { first, _ in first }
    missing = expected.keys.filter { found[$0] == nil }
    for (name, path) in network where expected[name] == nil {
      unexpected.append(path)
      network[name] = nil
    }
    for (name, shape) in expected {
      guard let lengths = found[name], lengths != shape.lengths else { continue }
      misshapen.append("\(name): expected \(shape), found \(Shape(lengths))")
    }
  }
}

extension NetworkLayout {
  /// Returns torchvision's name of a key, or nil when it is none of the network.
  func name(of key: String) -> String? {
    guard key.hasPrefix(prefix) else { return nil }
    let name = key.dropFirst(prefix.count)
    guard !positions.isEmpty else { return String(name) }
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let layer = positions[String(parts[0])] else { return nil }
    return "\(layer).\(parts[1])"
  }

  /// Whether torchvision's name is one of the layers behind the feature map.
  func isHead(_ name: String) -> Bool { heads.contains { name.hasPrefix($0) } }
}
