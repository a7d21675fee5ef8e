public import Failures

extension PickleSymbolPolicy {
  /// What Python programs write for plain data beside its own types: the dictionaries and queues of
  /// `collections`, sets, ranges, paths, and NumPy's arrays and scalars.
  public static let plainData = PickleSymbolPolicy.allow(Set(PlainRole.bySymbol.keys))
}

extension PickleValue {
  /// Returns the value with lists, dictionaries, numbers, text and bytes in place of the recipes for
  /// them.
  ///
  /// Arrays become lists of lists, row by row; ordered and default dictionaries become dictionaries;
  /// paths become text. A set stays a recipe, because it has no order: `members` are its elements.
  ///
  /// - Throws: `Reason` for a recipe of anything else, or one that contradicts itself.
  /// - Complexity: O(elements).
  public func plain() throws(Reason) -> PickleValue {
    switch self {
    case .none, .boolean, .integer, .bigInteger, .float, .string, .bytes, .global: return self
    case .list(let elements): return .list(try Self.plain(elements))
    case .tuple(let elements): return .tuple(try Self.plain(elements))
    case .dictionary(let entries): return .dictionary(try Self.plain(entries))
    case .object(let object): return try Self.plain(object)
    case .persistent: throw Reason("it refers to something outside of it")
    }
  }

  /// The elements of a list, a tuple or a set; nil for anything else.
  public var members: [PickleValue]? {
    guard case .object(let object) = self, case .global(let symbol) = object.constructor,
      PlainRole.bySymbol[symbol] == .set
    else { return elements }
    return object.items
  }

  private static func plain(_ values: [PickleValue]) throws(Reason) -> [PickleValue] {
    var plain: [PickleValue] = []
    plain.reserveCapacity(values.count)
    for value in values { plain.append(try value.plain()) }
    return plain
  }

  private static func plain(_ entries: [PickleEntry]) throws(Reason) -> [PickleEntry] {
    var plain: [PickleEntry] = []
    for entry in entries {
      plain.append(PickleEntry(key: entry.key, value: try entry.value.plain()))
    }
    return plain
  }

  private static func plain(_ object: PickleObject) throws(Reason) -> PickleValue {
    guard case .global(let symbol) = object.constructor, let role = PlainRole.bySymbol[symbol],
      let arguments = object.arguments.elements
    else { throw Reason("it calls \(object.constructor.summary)") }
    switch role {
    case .dictionary: return .dictionary(try entries(of: object, arguments))
    case .list: return .list(try plain((arguments.first?.elements ?? []) + object.items))
    case .set:
      let items = (arguments.first?.elements ?? []) + object.items
      return .object(
        PickleObject(
          constructor: object.constructor, arguments: .tuple([]), items: try plain(items)))
    case .range: return .list(try range(arguments))
    case .path: return .string(try path(arguments))
    case .bytes: return .bytes(arguments.isEmpty ? [] : try object.asValue.rawBytes())
    case .array: return try PickledArray(reconstructing: object).nested()
    case .bufferArray: return try PickledArray(fromBuffer: arguments).nested()
    case .scalar: return try PickledArray.scalar(arguments)
    case .name: throw Reason("it calls \(symbol)")
    }
  }

  /// Returns what an ordered or default dictionary holds; Python 2 gives its pairs as an argument.
  private static func entries(
    of object: PickleObject, _ arguments: [PickleValue]
  ) throws(Reason) -> [PickleEntry] {
    var entries: [PickleEntry] = []
    for pair in arguments.first?.elements ?? [] {
      guard let parts = pair.elements, parts.count == 2 else {
        throw Reason("it is a dictionary made of \(pair.summary)")
      }
      entries.append(PickleEntry(key: parts[0], value: parts[1]))
    }
    return try plain(entries + object.entries)
  }

  private static func range(_ arguments: [PickleValue]) throws(Reason) -> [PickleValue] {
    guard arguments.count == 3, case .integer(let start) = arguments[0],
      case .integer(let end) = arguments[1], case .integer(let step) = arguments[2], step != 0,
      [start, end, step].allSatisfy({ abs($0 / 2) <= PickledArray.mostElements })
    else { throw Reason("it is a range without a start, an end and a step of moderate size") }
    return stride(from: start, to: end, by: step).map(PickleValue.integer)
  }

  private static func path(_ arguments: [PickleValue]) throws(Reason) -> String {
    var text = ""
    for part in arguments {
      guard case .string(let part) = part else { throw Reason("a path holds \(part.summary)") }
      text += (text.isEmpty || text.hasSuffix("/") ? "" : "/") + part
    }
    return text
  }
}

extension PickleObject {
  fileprivate var asValue: PickleValue { .object(self) }
}

/// What a name in a pickle of plain data stands for; nothing is ever imported or called.
private enum PlainRole: Sendable {
  case dictionary, list, set, range, path, bytes

  /// A NumPy array whose state follows, one that is made from a buffer, and a NumPy scalar.
  case array, bufferArray, scalar

  /// A name that stands for itself.
  case name

  static let bySymbol: [PickleSymbol: PlainRole] = {
    var roles: [PickleSymbol: PlainRole] = [:]
    func add(_ role: PlainRole, _ modules: [String], _ names: String...) {
      for module in modules {
        for name in names { roles[PickleSymbol(module: module, name: name)] = role }
      }
    }
    let builtins = ["builtins", "__builtin__"]
    add(.dictionary, ["collections"], "OrderedDict", "defaultdict")
    add(.list, ["collections"], "deque")
    add(.list, builtins, "list", "tuple")
    add(.set, builtins, "set", "frozenset")
    add(.range, builtins, "range", "xrange")
    add(.name, builtins, "dict", "int", "float", "str", "unicode", "bool")
    add(.bytes, builtins, "bytes")
    add(.bytes, ["_codecs"], "encode")
    add(
      .path, ["pathlib", "pathlib._local"], "PosixPath", "PurePosixPath", "WindowsPath",
      "PureWindowsPath")
    let cores = ["numpy.core", "numpy._core"]
    add(.array, cores.map { "\($0).multiarray" }, "_reconstruct")
    add(.scalar, cores.map { "\($0).multiarray" }, "scalar")
    add(.bufferArray, cores.map { "\($0).numeric" }, "_frombuffer")
    add(.name, ["numpy"], "ndarray", "dtype")
    return roles
  }()
}
