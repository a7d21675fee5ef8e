import Failures
internal import OrderedCollections
internal import Tensors

/// Finds the tensors in the object that `torch.save` pickled.
struct TorchObjectReader {
  /// The file, for messages.
  let path: String

  private(set) var tensors: OrderedDictionary<TensorPath, TorchTensor> = [:]
  private(set) var storages: OrderedDictionary<String, TorchStorage> = [:]
  private(set) var arrays: OrderedDictionary<TensorPath, Tensor> = [:]
  private(set) var inert: OrderedSet<String> = []

  /// The tensors that the pickle refers to by name instead of describing them.
  private let known: [String: TorchTensor]

  init(path: String, known: [String: TorchTensor] = [:]) {
    self.path = path
    self.known = known
  }

  /// Walks the whole object.
  ///
  /// - Throws: `CheckpointError` when it is no dictionary, or some part is no data that is known.
  mutating func read(_ root: PickleValue) throws(CheckpointError) {
    switch root {
    case .dictionary: break
    case .object(let object)
    where [.orderedDictionary, .defaultDictionary].contains(try role(of: object, [])): break
    case .object(let object) where try role(of: object, []) == .attribute:
      try checkName(object.constructor)
    default:
      throw CheckpointError(
        .unsupported, path: path,
        "it holds \(root.summary), not a dictionary of tensors. Save a state_dict().")
    }
    try walk(root, at: [])
  }

  private mutating func walk(
    _ value: PickleValue, at keys: [String]
  ) throws(CheckpointError) {
    switch value {
    case .none, .boolean, .integer, .bigInteger, .float, .string, .bytes: break
    case .global: try checkName(value)
    case .list(let elements), .tuple(let elements):
      for (index, element) in elements.enumerated() where element.hasParts {
        try walk(element, at: keys + ["\(index)"])
      }
    case .dictionary(let entries): try walk(entries, at: keys)
    case .object(let object): try walk(object, at: keys)
    case .persistent(let key):
      guard case .string(let name) = key, let tensor = known[name] else {
        throw fault(keys, Reason("it is a storage without a tensor"))
      }
      try add(at: keys) { () throws(Reason) in tensor }
    }
  }

  private mutating func walk(
    _ entries: [PickleEntry], at keys: [String]
  ) throws(CheckpointError) {
    for entry in entries where entry.value.hasParts {
      try walk(entry.value, at: keys + [entry.key.asKey])
    }
  }

  private mutating func walk(
    _ object: PickleObject, at keys: [String]
  ) throws(CheckpointError) {
    switch try role(of: object, keys) {
    case .tensor:
      try checkBare(object, keys)
      try addTensor(object.arguments, at: keys)
    case .parameter:
      try checkBare(object, keys)
      guard let content = object.arguments.elements?.first, case .object = content else {
        throw fault(keys, Reason("it is a parameter without a tensor"))
      }
      try walk(content, at: keys)
    case .orderedDictionary:
      try walkOrdered(object, at: keys)
    case .defaultDictionary:
      inert.append("collections.defaultdict")
      try walk(object.entries, at: keys)
    case .array: try addArray(object, at: keys)
    case .inert:
      try checkAttributes(in: .object(object), at: keys)
      inert.append(object.constructor.symbolName)
    case .attribute: try checkName(object.constructor)
    case .plain, .encodedBytes: break
    case .storage, .name: throw fault(keys, Reason("it calls \(object.constructor.summary)"))
    }
  }

  /// Walks an ordered dictionary; Python 2 gives its pairs as an argument, Python 3 sets them.
  private mutating func walkOrdered(
    _ object: PickleObject, at keys: [String]
  ) throws(CheckpointError) {
    var entries: [PickleEntry] = []
    for pair in object.arguments.elements?.first?.elements ?? [] {
      guard let parts = pair.elements, parts.count == 2 else {
        throw fault(keys, Reason("it is a dictionary made of \(pair.summary)"))
      }
      entries.append(PickleEntry(key: parts[0], value: parts[1]))
    }
    guard object.items.isEmpty else {
      throw fault(keys, Reason("it appends to a dictionary"))
    }
    try walk(entries + object.entries, at: keys)
  }

  private mutating func addTensor(
    _ arguments: PickleValue, at keys: [String]
  ) throws(CheckpointError) {
    try add(at: keys) { () throws(Reason) in try TorchTensor(arguments) }
  }

  private mutating func add(
    at keys: [String], _ described: () throws(Reason) -> TorchTensor
  ) throws(CheckpointError) {
    do throws(Reason) {
      let tensor = try described()
      let storage = tensor.storage
      let former = storages[storage.key] ?? storage
      guard former.type == storage.type, former.count == storage.count else {
        throw Reason("its storage '\(storage.key)' is described in two ways")
      }
      storages[storage.key] = storage
      guard tensors.updateValue(tensor, forKey: TensorPath(keys: keys)) == nil else {
        throw Reason("two tensors have that name")
      }
    } catch {
      throw fault(keys, error)
    }
  }

  private mutating func addArray(
    _ object: PickleObject, at keys: [String]
  ) throws(CheckpointError) {
    guard keys.starts(with: ["meta", "Lw"]) else {
      inert.append("numpy.ndarray")
      return
    }
    do throws(Reason) {
      guard let array = try Tensor(pickledArray: object) else {
        inert.append("numpy.ndarray")
        return
      }
      arrays[TensorPath(keys: keys)] = array
    } catch {
      throw fault(keys, error)
    }
  }

  /// Refuses the name of a function that looks up attributes.
  private func checkName(_ value: PickleValue) throws(CheckpointError) {
    guard case .global(let symbol) = value, TorchRole.bySymbol[symbol] == .attribute else { return }
    throw CheckpointError(naming: symbol, path: path)
  }

  /// Refuses a class whose state looks up more than a method of MMEngine's history of numbers.
  private func checkAttributes(
    in value: PickleValue, at keys: [String]
  ) throws(CheckpointError) {
    switch value {
    case .list(let elements), .tuple(let elements):
      for element in elements { try checkAttributes(in: element, at: keys) }
    case .dictionary(let entries):
      for entry in entries { try checkAttributes(in: entry.value, at: keys) }
    case .object(let object):
      if try role(of: object, keys) == .attribute {
        let parts = object.arguments.elements ?? []
        if parts.count != 2 || parts[0] != .global(TorchRole.history) {
          try checkName(object.constructor)
        }
      }
      for part in [object.arguments, object.state].compactMap(\.self) + object.items {
        try checkAttributes(in: part, at: keys)
      }
      try checkAttributes(in: .dictionary(object.entries), at: keys)
    case .global: try checkName(value)
    default: break
    }
  }

  /// Returns what the call of an object means; any call of something that is no name is refused.
  private func role(
    of object: PickleObject, _ keys: [String]
  ) throws(CheckpointError) -> TorchRole {
    guard case .global(let symbol) = object.constructor else {
      throw fault(keys, Reason("it calls \(object.constructor.summary)"))
    }
    guard let role = TorchRole.bySymbol[symbol] else {
      throw fault(keys, Reason("it calls \(symbol)"))
    }
    return role
  }

  /// Refuses a tensor that is given a state or elements, which `torch.save` does not do.
  private func checkBare(_ object: PickleObject, _ keys: [String]) throws(CheckpointError) {
    guard object.state == nil, object.items.isEmpty, object.entries.isEmpty else {
      throw fault(keys, Reason("it is a tensor with a state"))
    }
  }

  private func fault(_ keys: [String], _ reason: Reason) -> CheckpointError {
    let name = keys.isEmpty ? "its content" : "'\(TensorPath(keys: keys))'"
    return CheckpointError(
      .damaged, path: path, "\(name) is refused: \(reason.text).")
  }
}

extension PickleValue {
  /// Whether something lies within that a walk must see.
  fileprivate var hasParts: Bool {
    switch self {
    case .list, .tuple, .dictionary, .object, .persistent, .global: true
    default: false
    }
  }

  /// The key as a part of a tensor's name.
  fileprivate var asKey: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    default: summary
    }
  }

  /// The name of a symbol, as Python code spells it.
  fileprivate var symbolName: String {
    if case .global(let symbol) = self { "\(symbol)" } else { summary }
  }
}
