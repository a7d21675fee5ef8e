internal import Formats
internal import OrderedCollections

/// Where one network lies in a file: a dictionary, and what stands before the names in it.
struct NetworkPlace: Sendable, Hashable {
  /// The keys that lead to the dictionary.
  let keys: [String]

  /// What stands before the names of the network in that dictionary, split at the dots.
  let path: [String]

  /// How its layers are named behind that.
  let naming: NetworkNaming

  /// The path as names begin with it.
  private let start: String

  init(keys: [String], path: [String], naming: NetworkNaming) {
    self.keys = keys
    self.path = path
    self.naming = naming
    start = path.map { "\($0)." }.joined()
  }

  /// Everything before the names of the network, as users write it: "state_dict.module.".
  var prefix: String { (keys + path).map { "\($0)." }.joined() }

  /// The same, without what wrappers of PyTorch put in.
  var plainPrefix: String { (keys + path).withoutWrappers.map { "\($0)." }.joined() }

  /// Whether a tensor lies below this place.
  func contains(_ tensor: TensorPath) -> Bool {
    guard tensor.keys.count > keys.count, tensor.keys.starts(with: keys) else { return false }
    guard tensor.keys.count == keys.count + 1 else { return path.isEmpty }
    return tensor.name.hasPrefix(start)
  }

  /// Whether another place lies below this one, or is this one.
  func contains(_ other: NetworkPlace) -> Bool {
    guard other.keys.starts(with: keys) else { return false }
    return other.keys.count > keys.count ? path.isEmpty : other.path.starts(with: path)
  }

  /// Returns the name of a tensor that lies below this place, without wrappers.
  func key(of tensor: TensorPath) -> String {
    tensor.parts.dropFirst(path.count).withoutWrappers.joined(separator: ".")
  }
}

extension TensorPath {
  /// The longest name that is looked at, in bytes; no framework writes one near that.
  private static let nameLimit = 1000

  /// The most dots that a name is split at.
  private static let depthLimit = 64

  /// The tensor's key in its dictionary, split at the dots.
  var parts: [String] {
    guard name.utf8.count <= Self.nameLimit else { return [name] }
    return name.split(
      separator: ".", maxSplits: Self.depthLimit, omittingEmptySubsequences: false
    ).map(String.init)
  }
}

extension Collection<String> {
  /// The parts of a name without those that wrappers of PyTorch put in: data-parallel training,
  /// torch.compile, Lightning Fabric, fully sharded training and activation checkpointing.
  var withoutWrappers: [String] { filter { !NetworkWrappers.names.contains($0) } }
}

extension Array<String> {
  /// Returns what stands before some last parts, wrappers among those set aside; nil when the last
  /// parts are others.
  func before(_ ending: [String]) -> [String]? {
    var index = count
    for part in ending.reversed() {
      index -= 1
      while index >= 0, NetworkWrappers.names.contains(self[index]) { index -= 1 }
      guard index >= 0, self[index] == part else { return nil }
    }
    return Array(self[..<index])
  }
}

/// What modules that wrap another one call it.
enum NetworkWrappers {
  /// The names, which may stand anywhere in a tensor's name and any number of times.
  static let names: Set<String> = [
    "module", "_orig_mod", "_forward_module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]
}
