internal import Formats
internal import Networks
internal import OrderedCollections
internal import Tensors

/// Which tensor of a file becomes which tensor of a network, and what becomes of the others.
struct NetworkMapping: Sendable {
  var family: CheckpointFamily?
  var architecture: Architecture?
  var width: Int?

  /// The path in the file of each tensor that is used, by torchvision's name; the paths of its thirds where it
  /// is stored in three.
  var network: OrderedDictionary<String, [TensorPath]> = [:]

  /// The path of a learnt GeM exponent.
  var gemExponent: TensorPath?

  /// The paths of the weight and bias of a linear layer behind the pooling.
  var whitening: (weight: TensorPath, bias: TensorPath)?

  var dropped: [TensorPath] = []
  var missing: [String] = []
  var unexpected: [TensorPath] = []

  /// Tensors whose shape the network contradicts, with both shapes.
  var misshapen: [String] = []

  /// What came of the choice among the networks of the file.
  let choice: NetworkSearch.Choice

  /// Every place of a network in the file.
  let places: [NetworkPlace]

  /// Whether the network is the one that is taken where nothing is asked for.
  let isPreferred: Bool

  /// Where the network lies.
  var place: NetworkPlace? { if case .place(let place) = choice { place } else { nil } }

  /// The paths of all tensors that are used.
  var mapped: [TensorPath] {
    network.values.flatMap(\.self) + (gemExponent.map { [$0] } ?? [])
      + (whitening.map { [$0.weight, $0.bias] } ?? [])
  }

  /// Finds the network among all tensors of a file.
  ///
  /// - Parameters:
  ///   - tensors: every tensor of the file.
  ///   - prefix: what stands before the network's names, where it is to be another one than the rule
  ///     prefers.
  init(of tensors: OrderedDictionary<TensorPath, TensorRecord>, below prefix: String? = nil) {
    let search = NetworkSearch(tensors)
    choice = search.choice(prefix)
    places = search.places
    isPreferred = prefix == nil || choice == search.choice()
    guard case .place(let place) = choice else {
      for path in tensors.keys {
        if Self.isTrainingState(path.keys) { dropped.append(path) } else { unexpected.append(path) }
      }
      return
    }
    let siblings = Array(tensors.keys.filter { $0.parent == place.keys })
    guard let (layout, base) = Self.layout(of: place, among: siblings) else {
      preconditionFailure("expected a layout for every naming, found none for \(place.naming)")
    }
    family = layout.family
    let others = places.filter { !$0.contains(place) }
    for path in tensors.keys {
      if others.contains(where: { $0.contains(path) }) {
        dropped.append(path)
      } else if path.parent == place.keys, base.contains(path) {
        assign(path, layout, key: base.key(of: path))
      } else if drops(path, besides: place) {
        dropped.append(path)
      } else {
        unexpected.append(path)
      }
    }
    completeWhitening()
    completeThirds()
    matchArchitecture(tensors.compactMapValues { $0.shape })
  }

  private static func layout(
    of place: NetworkPlace, among siblings: [TensorPath]
  ) -> (NetworkLayout, base: NetworkPlace)? {
    for layout in NetworkLayout.all {
      if let base = layout.base(of: place, among: siblings) { return (layout, base) }
    }
    return nil
  }

  /// Decides what becomes of one key of the network's dictionary.
  private mutating func assign(_ path: TensorPath, _ layout: NetworkLayout, key: String) {
    if key == layout.gemExponent {
      gemExponent = path
    } else if let whitening = layout.whitening, key.hasPrefix(whitening) {
      linear[String(key.dropFirst(whitening.count))] = path
    } else if !key.hasPrefix(layout.prefix) {
      let isPart = layout.parts.contains { key.hasPrefix($0) }
      if isPart { unexpected.append(path) } else { dropped.append(path) }
    } else if layout.dropped.contains(where: { key.hasPrefix($0) }) {
      dropped.append(path)
    } else if let name = layout.name(of: key) {
      if name.hasSuffix(".num_batches_tracked") || layout.isHead(name) {
        dropped.append(path)
      } else if let third = layout.third(of: key), thirds[name]?[third] == nil {
        thirds[name, default: [:]][third] = path
      } else if network[name] == nil, thirds[name] == nil {
        network[name] = [path]
      } else {
        unexpected.append(path)
      }
    } else {
      unexpected.append(path)
    }
  }

  /// Whether a tensor outside of the network's names is no part of it.
  ///
  /// Where nothing stands before the names of the network, a tensor in a dictionary beside them may
  /// be one of it that is not understood, unless it is training state or another network.
  private func drops(_ path: TensorPath, besides place: NetworkPlace) -> Bool {
    guard place.path.isEmpty, path.keys.starts(with: place.keys) else { return true }
    return Self.isTrainingState(path.keys)
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

  /// The tensors that are a third of another one, by the name of that.
  private var thirds: OrderedDictionary<String, [Int: TensorPath]> = [:]

  private mutating func completeThirds() {
    for (name, found) in thirds {
      let paths = (0..<3).compactMap { found[$0] }
      if paths.count == 3 { network[name] = paths } else { unexpected += paths }
    }
  }

  /// Returns the shape that tensors have one behind the other, or that of the first where they differ.
  private static func joinedShape(
    _ paths: [TensorPath], _ shapes: OrderedDictionary<TensorPath, [Int]>
  ) -> [Int]? {
    guard let first = shapes[paths[0]], let length = first.first, paths.count > 1,
      paths.allSatisfy({ shapes[$0] == first })
    else { return shapes[paths[0]] }
    return [paths.count * length] + first.dropFirst()
  }

  /// Compares the names and shapes with those of the nearest architecture.
  private mutating func matchArchitecture(
    _ shapes: OrderedDictionary<TensorPath, [Int]>
  ) {
    let found = network.compactMapValues { Self.joinedShape($0, shapes) }
    guard let nearest = ArchitectureGuess(found) else {
      unexpected += network.values.flatMap(\.self)
      network = [:]
      return
    }
    architecture = nearest.architecture
    width = nearest.width
    let graph = nearest.architecture.graph(width: nearest.width)
    let expected = graph.parameterShapes.merging(graph.statisticShapes) { first, _ in first }
    missing = expected.keys.filter { found[$0] == nil }
    for (name, paths) in network where expected[name] == nil {
      unexpected += paths
      network[name] = nil
    }
    for (name, shape) in expected {
      guard let lengths = found[name], lengths != shape.lengths else { continue }
      misshapen.append("\(name): expected \(shape), found \(Shape(lengths))")
    }
  }
}

extension NetworkMapping {
  /// What training stores beside a network, by the first key.
  private static let trainingState: Set<String> = [
    "amp", "callbacks", "criterion", "dino_loss", "ema", "loops", "loss", "queue", "rng_state",
    "student",
  ]

  /// What is part of the first key of every optimiser, schedule and scaler of gradients.
  private static let trainingWords = ["optim", "sched", "scaler"]

  /// Whether the keys lead to something that training stores beside a network.
  static func isTrainingState(_ keys: [String]) -> Bool {
    guard let first = keys.first, keys.count > 1 || first == "queue" else { return false }
    return trainingState.contains(first) || trainingWords.contains { first.contains($0) }
  }
}
