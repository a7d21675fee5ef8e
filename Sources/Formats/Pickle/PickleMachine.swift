/// A pickle machine that can hold data and nothing else.
///
/// It knows the opcodes of protocols 0 to 5 that plain data needs. Those that would import or call
/// something leave a record of the name and the arguments instead. Work and memory grow with the
/// bytes read, whatever lengths and counts the input claims.
struct PickleMachine {
  /// What a stack slot or a container refers to.
  enum Slot {
    /// A value without parts.
    case scalar(PickleValue)

    /// A container, by its index in `nodes`.
    case node(Int)
  }

  /// A container under construction; others may refer to it before it is full.
  struct Node {
    enum Kind { case list, tuple, dictionary, object, persistent }

    let kind: Kind
    let offset: Int

    /// The elements; the constructor and arguments of an object; the key of a reference.
    var slots: [Slot]

    /// Keys and values in turn, of a dictionary or set on an object.
    var entries: [Slot] = []

    /// What is appended to an object.
    var appended: [Slot] = []

    /// The state of an object.
    var state: Slot?
  }

  let limits: PickleLimits
  let symbols: PickleSymbolPolicy
  var cursor: PickleCursor
  var nodes: [Node] = []
  private(set) var opcodeOffset = 0
  private var stack: [Slot] = []
  private var marks: [Int] = []
  private var memo: [Int: Slot] = [:]

  init(bytes: [UInt8], offset: Int, symbols: PickleSymbolPolicy, limits: PickleLimits) {
    self.limits = limits
    self.symbols = symbols
    cursor = PickleCursor(bytes: bytes, offset: offset, limits: limits)
  }

  /// Runs to the STOP opcode and returns what is left on the stack.
  mutating func run() throws(PickleError) -> Slot {
    var operations = 0
    while true {
      opcodeOffset = cursor.offset
      operations += 1
      guard operations <= limits.operations else {
        throw failure(.limit, "it has more than \(limits.operations) opcodes.")
      }
      let byte = try cursor.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw failure(.malformed, "there is no opcode \(byte).")
      }
      guard opcode != .stop else { break }
      try execute(opcode)
    }
    let result = try pop()
    guard stack.isEmpty, marks.isEmpty else {
      throw failure(.malformed, "it ends with \(stack.count + 1) values instead of 1.")
    }
    return result
  }

  func failure(_ code: PickleError.Code, _ detail: String) -> PickleError {
    PickleError(code, at: opcodeOffset, detail)
  }

  mutating func push(_ slot: Slot) throws(PickleError) {
    guard stack.count < limits.stack else {
      throw failure(.limit, "more than \(limits.stack) values wait on the stack.")
    }
    stack.append(slot)
  }

  mutating func push(_ value: PickleValue) throws(PickleError) {
    try push(.scalar(value))
  }

  mutating func push(_ kind: Node.Kind, _ slots: [Slot] = []) throws(PickleError) {
    guard nodes.count < limits.containers else {
      throw failure(.limit, "it creates more than \(limits.containers) containers.")
    }
    nodes.append(Node(kind: kind, offset: opcodeOffset, slots: slots))
    try push(.node(nodes.count - 1))
  }

  mutating func pop() throws(PickleError) -> Slot {
    guard stack.count > (marks.last ?? 0), let slot = stack.popLast() else {
      throw failure(.malformed, "it takes a value from an empty stack.")
    }
    return slot
  }

  mutating func pop(_ count: Int) throws(PickleError) -> [Slot] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw failure(.malformed, "it takes \(count) values from a shorter stack.")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  func top() throws(PickleError) -> Slot {
    guard stack.count > (marks.last ?? 0), let slot = stack.last else {
      throw failure(.malformed, "it refers to the top of an empty stack.")
    }
    return slot
  }

  mutating func mark() throws(PickleError) {
    guard marks.count < limits.stack else {
      throw failure(.limit, "more than \(limits.stack) marks are open.")
    }
    marks.append(stack.count)
  }

  mutating func popToMark() throws(PickleError) -> [Slot] {
    guard let start = marks.popLast() else {
      throw failure(.malformed, "it closes a mark that was never set.")
    }
    defer { stack.removeSubrange(start...) }
    return Array(stack[start...])
  }

  mutating func remember(at key: Int) throws(PickleError) {
    let slot = try top()
    guard memo.count < limits.memo || memo[key] != nil else {
      throw failure(.limit, "it remembers more than \(limits.memo) values.")
    }
    memo[key] = slot
  }

  mutating func rememberNext() throws(PickleError) {
    try remember(at: memo.count)
  }

  mutating func recall(_ key: Int) throws(PickleError) {
    guard let slot = memo[key] else {
      throw failure(.malformed, "it recalls value \(key), which was never remembered.")
    }
    try push(slot)
  }
}
