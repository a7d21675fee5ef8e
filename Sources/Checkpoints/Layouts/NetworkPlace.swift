internal import OrderedCollections

/// The dictionary of a file that holds the network.
struct NetworkPlace: Sendable {
  /// The keys that lead to it.
  let keys: [String]

  /// Whether every name in it starts with "module.", as data-parallel training has it.
  let isWrapped: Bool

  /// Where networks are stored, in the order they are looked for: a teacher before its student.
  private static let known: [[String]] = [
    ["classy_state_dict", "base_model", "model", "trunk"], ["state_dict"], ["model_state_dict"],
    ["model"], ["teacher"], ["student"], [],
  ]

  private static let wrapper = "module."

  /// Returns the name of a tensor without what data-parallel training puts before it.
  func key(of name: String) -> String {
    isWrapped ? String(name.dropFirst(Self.wrapper.count)) : name
  }

  /// Whether a tensor outside of this dictionary is known to be no part of the network: training
  /// state, or a single number such as the best accuracy so far.
  func drops(_ keys: [String], shape: [Int]) -> Bool {
    if !self.keys.isEmpty, keys.count == 1, shape.allSatisfy({ $0 == 1 }) { return true }
    if let first = keys.first, first == self.keys.first, keys.count > 1 {
      // Beside a trunk lie its heads, its loss and its optimiser; beside names of one
      // dictionary lies nothing.
      return self.keys.count > 1
    }
    return NetworkMapping.isTrainingState(keys)
  }

  fileprivate init(_ keys: [String], names: [String]) {
    self.keys = keys
    isWrapped = names.allSatisfy { $0.hasPrefix(Self.wrapper) }
  }

  fileprivate static func candidates(
    in tensors: OrderedDictionary<TensorPath, TensorRecord>
  ) -> [(place: NetworkPlace, keys: [String])] {
    let names = Dictionary(grouping: tensors.keys, by: \.parent).mapValues { $0.map(\.name) }
    return known.compactMap { keys in
      guard let names = names[keys] else { return nil }
      let place = NetworkPlace(keys, names: names)
      return (place, names.map(place.key(of:)))
    }
  }
}

extension NetworkMapping {
  /// What training stores beside a network, by the first key.
  private static let trainingState: Set<String> = [
    "amp", "criterion", "dino_loss", "ema", "fp16_scaler", "loss", "lr_scheduler", "optimizer",
    "optimizers", "queue", "scaler", "scheduler", "student",
  ]

  /// Whether the keys lead to something that training stores beside a network.
  static func isTrainingState(_ keys: [String]) -> Bool {
    guard let first = keys.first, keys.count > 1 || first == "queue" else { return false }
    return trainingState.contains(first)
  }

  /// Returns the first dictionary that a layout recognises, and that layout.
  static func place(
    in tensors: OrderedDictionary<TensorPath, TensorRecord>
  ) -> (NetworkPlace, NetworkLayout)? {
    for (place, keys) in NetworkPlace.candidates(in: tensors) {
      if let layout = NetworkLayout.all.first(where: { $0.recognises(keys) }) {
        return (place, layout)
      }
    }
    return nil
  }
}
