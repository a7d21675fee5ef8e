import Formats
import OrderedCollections
import Tensors

/// A network with all that trainers put before and beside it, and the formats to save that in.
struct WrappedNetwork {
  /// The dictionaries that lead to the network, outermost first.
  var keys: [String] = []

  /// The network, and what stands beside it in the same dictionary.
  var names: [(name: String, tensor: Tensor)]

  /// Tensors in other dictionaries, by all their keys.
  var others: [(keys: [String], tensor: Tensor)] = []

  /// The ways to wrap a network.
  static let wrappings: [@Sendable (inout WrappedNetwork) -> Void] = [
    { $0.prepend("module.") }, { $0.prepend("_orig_mod.") }, { $0.prepend("_forward_module.") },
    { $0.prepend("model.") }, { $0.prepend("net.") }, { $0.prepend("backbone.") },
    { $0.prepend("encoder.") },
    {
      $0.prepend("network.")
      $0.names.append(("decoder.weight", Tensor(shape: [2], elements: [1, 2])))
    },
    { $0.nest("state_dict", beside: ["optimizer", "state", "0", "momentum_buffer"]) },
    { $0.nest("model", beside: ["optimizer_state_dict", "state", "3", "exp_avg"]) },
    { $0.nest("model_state_dict", beside: ["best_accuracy"]) },
    { $0.addAverage("model_ema") },
  ]

  private mutating func prepend(_ prefix: String) {
    names = names.map { (prefix + $0.name, $0.tensor) }
  }

  private mutating func nest(_ key: String, beside others: [String]) {
    keys.insert(key, at: 0)
    self.others = self.others.map { ([key] + $0.keys, $0.tensor) }
    self.others.append((others, Tensor(shape: [2], elements: [5, 6])))
  }

  private mutating func addAverage(_ key: String) {
    let twin = names.map { name, tensor in
      ([key] + keys + [name], Tensor(shape: tensor.shape, elements: tensor.elements.map { 2 * $0 }))
    }
    nest("net", beside: ["epoch"])
    others += twin
  }

  /// Every tensor by all its keys.
  var tensors: [(keys: [String], tensor: Tensor)] {
    names.map { (keys + [$0.name], $0.tensor) } + others
  }

  /// The formats, as files by name; the first one is to be read.
  enum Format: CaseIterable { case zip, legacy, tar, safetensors, shards }

  func files(_ format: Format) -> [(name: String, bytes: [UInt8])] {
    let flat = OrderedDictionary(
      uniqueKeysWithValues: tensors.map { ($0.keys.joined(separator: "."), $0.tensor) })
    switch format {
    case .zip: return [("w.pth", zipped)]
    case .legacy: return [("w.pth.tar", legacy)]
    case .tar: return [("w.pth", archived)]
    case .safetensors: return [("w.safetensors", Safetensors(tensors: flat).encoded)]
    case .shards: return Self.shards(flat)
    }
  }

  private static func shards(
    _ tensors: OrderedDictionary<String, Tensor>
  ) -> [(name: String, bytes: [UInt8])] {
    var parts = [OrderedDictionary<String, Tensor>](repeating: [:], count: 3)
    for (index, entry) in tensors.enumerated() { parts[index % 3][entry.key] = entry.value }
    let names = (1...3).map { "w-0000\($0)-of-00003.safetensors" }
    let places = tensors.keys.enumerated().map { "\"\($1)\": \"\(names[$0 % 3])\"" }
    let index = "{\"weight_map\": {\(places.joined(separator: ", "))}}"
    return [("w.safetensors.index.json", Array(index.utf8))]
      + zip(names, parts).map { ($0, Safetensors(tensors: $1).encoded) }
  }
}

/// PyTorch's own formats.
extension WrappedNetwork {
  private var zipped: [UInt8] {
    let storages = tensors.enumerated().map { ("\($0)", Self.bytes($1.tensor)) }
    return ZipFile.torch(
      Pickle.program(object { Self.described($1, storage: "\($0)") }),
      storages: Dictionary(uniqueKeysWithValues: storages)
    ).bytes
  }

  private var legacy: [UInt8] {
    var file = LegacyFile()
    file.object = object { Self.described($1, storage: "\($0)") }
    file.keys = tensors.indices.map(String.init)
    file.count = nil
    file.tail = tensors.flatMap {
      Pickle.bytes(UInt64($0.tensor.elements.count), 8) + Self.bytes($0.tensor)
    }
    return file.bytes
  }

  private var archived: [UInt8] {
    var parts = TarParts()
    parts.object = object { index, _ in Pickle.string("\(1000 + index)") + Pickle.ascii("Q") }
    parts.tensors = tensors.enumerated().map { index, entry in
      TarParts.Content(
        key: 1000 + index, storage: index, shape: entry.tensor.shape.lengths,
        strides: Self.strides(entry.tensor.shape))
    }
    parts.storages = tensors.enumerated().map {
      ($0, $1.tensor.elements.count, Self.bytes($1.tensor))
    }
    return parts.file.bytes
  }

  /// Returns the pickle of nested dictionaries whose leaves are made from a tensor and its number.
  private func object(_ leaf: (Int, Tensor) -> [UInt8]) -> [UInt8] {
    let leaves = tensors.enumerated().map { ($1.keys[...], leaf($0, $1.tensor)) }
    return Self.dictionary(leaves)
  }

  private static func dictionary(_ leaves: [(ArraySlice<String>, [UInt8])]) -> [UInt8] {
    let groups = OrderedDictionary(grouping: leaves) { $0.0.first ?? "" }
    let content = groups.flatMap { key, leaves in
      let isLeaf = leaves.count == 1 && leaves[0].0.count == 1
      return Pickle.string(key)
        + (isLeaf ? leaves[0].1 : dictionary(leaves.map { ($0.0.dropFirst(), $0.1) }))
    }
    return Pickle.dictionary(content)
  }

  private static func described(_ tensor: Tensor, storage: String) -> [UInt8] {
    Pickle.tensor(
      Pickle.storage(storage, count: tensor.elements.count), shape: tensor.shape.lengths,
      strides: strides(tensor.shape))
  }

  private static func strides(_ shape: Shape) -> [Int] {
    shape.lengths.indices.map { shape.lengths[($0 + 1)...].reduce(1, *) }
  }

  private static func bytes(_ tensor: Tensor) -> [UInt8] {
    tensor.elements.flatMap { Pickle.bytes(UInt64($0.bitPattern), 4) }
  }
}
