/// A value that a pickle holds: plain data, or a name that is kept as a name.
///
/// Nothing in it was imported, called or built. Integers and booleans stay apart, and so do lists
/// and tuples.
public enum PickleValue: Sendable, Hashable {
  /// `None`.
  case none

  /// `True` or `False`.
  case boolean(Bool)

  /// A whole number that fits in 64 bits.
  case integer(Int)

  /// A whole number that does not: two's complement, least significant byte first.
  case bigInteger([UInt8])

  /// A floating-point number.
  case float(Double)

  /// Text.
  case string(String)

  /// Bytes that are not text.
  case bytes([UInt8])

  /// A list.
  case list([PickleValue])

  /// A tuple.
  case tuple([PickleValue])

  /// A dictionary in the order it was written; keys are unique.
  case dictionary([PickleEntry])

  /// A class or function, by name only.
  case global(PickleSymbol)

  /// What a program would build, as the recipe it was written with.
  indirect case object(PickleObject)

  /// A reference to something outside the pickle, such as a tensor's storage.
  indirect case persistent(PickleValue)
}

/// One key of a dictionary with its value.
public struct PickleEntry: Sendable, Hashable {
  /// The key.
  public let key: PickleValue

  /// The value.
  public let value: PickleValue

  /// Creates an entry.
  public init(key: PickleValue, value: PickleValue) {
    self.key = key
    self.value = value
  }
}

/// The name of a Python class or function; never resolved to one.
public struct PickleSymbol: Sendable, Hashable, CustomStringConvertible {
  /// The module, such as `collections`.
  public let module: String

  /// The name within the module, such as `OrderedDict`.
  public let name: String

  /// Creates a symbol.
  public init(module: String, name: String) {
    self.module = module
    self.name = name
  }

  /// The name as Python code spells it.
  public var description: String { "\(module).\(name)" }
}

/// A call that a pickle asks for, recorded and not made.
public struct PickleObject: Sendable, Hashable {
  /// What would be called, normally a `global`.
  public let constructor: PickleValue

  /// What it would be called with, normally a `tuple`.
  public let arguments: PickleValue

  /// What `__setstate__` would receive, if anything.
  public let state: PickleValue?

  /// What would be appended to the result.
  public let items: [PickleValue]

  /// What would be set on the result, key by key.
  public let entries: [PickleEntry]

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - constructor: what would be called.
  ///   - arguments: what it would be called with.
  ///   - state: what `__setstate__` would receive.
  ///   - items: what would be appended to the result.
  ///   - entries: what would be set on the result, key by key.
  public init(
    constructor: PickleValue, arguments: PickleValue, state: PickleValue? = nil,
    items: [PickleValue] = [], entries: [PickleEntry] = []
  ) {
    self.constructor = constructor
    self.arguments = arguments
    self.state = state
    self.items = items
    self.entries = entries
  }
}

extension PickleValue {
  /// The value of a string key; nil when this is no dictionary or lacks the key.
  public subscript(key: String) -> PickleValue? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries.first { $0.key == .string(key) }?.value
  }

  /// The elements of a list or tuple; nil for anything else.
  public var elements: [PickleValue]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// The number, if it is a whole number or a float; a boolean is neither.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  /// What kind of value this is, for messages: "a list of 3".
  public var summary: String {
    switch self {
    case .none: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): "the integer \(value)"
    case .bigInteger(let bytes): "an integer of \(bytes.count) bytes"
    case .float(let value): "the float \(value)"
    case .string(let value): "the string '\(value.prefix(40))'"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .list(let elements): "a list of \(elements.count)"
    case .tuple(let elements): "a tuple of \(elements.count)"
    case .dictionary(let entries): "a dictionary of \(entries.count)"
    case .global(let symbol): "the symbol \(symbol)"
    case .object(let object): "an object made by \(object.constructor.summary)"
    case .persistent: "a persistent reference"
    }
  }
}
