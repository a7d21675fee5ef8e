/// The opcodes that Python would import or call something for.
extension PickleMachine {
  mutating func executeSymbol(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .global:
      let module = try cursor.textLine()
      let name = try cursor.textLine()
      try push(.global(try admitted(PickleSymbol(module: module, name: name))))
    case .stackGlobal:
      let names = try pop(2)
      guard case .scalar(.string(let module)) = names[0], case .scalar(.string(let name)) = names[1]
      else { throw failure(.malformed, "it names a symbol by something other than strings.") }
      try push(.global(try admitted(PickleSymbol(module: module, name: name))))
    case .reduce, .newObject:
      try push(.object, try pop(2))
    case .newObjectWithKeywords:
      let parts = try pop(3)
      try push(.tuple, [parts[1], parts[2]])
      try push(.object, [parts[0], try pop()])
    case .instance:
      let module = try cursor.textLine()
      let name = try cursor.textLine()
      let symbol = try admitted(PickleSymbol(module: module, name: name))
      try push(.tuple, try popToMark())
      try push(.object, [.scalar(.global(symbol)), try pop()])
    case .object:
      let parts = try popToMark()
      guard let constructor = parts.first else {
        throw failure(.malformed, "it makes an object of nothing.")
      }
      try push(.tuple, Array(parts.dropFirst()))
      try push(.object, [constructor, try pop()])
    case .build: try build(try pop())
    case .persistentID: try pushPersistent(.scalar(.string(try cursor.textLine())))
    default: try pushPersistent(try pop())
    }
  }

  /// The opcodes of sets, which stand for a call of their class and the elements it would take.
  mutating func executeSet(_ opcode: PickleOpcode) throws(PickleError) {
    let symbol = PickleSymbol(
      module: "builtins", name: opcode == .frozenSet ? "frozenset" : "set")
    guard isAllowed(symbol) else {
      throw failure(.unsupported, "the opcode \(opcode) is not supported.")
    }
    let elements = opcode == .emptySet ? [] : try popToMark()
    if opcode != .addItems {
      try push(.tuple)
      try push(.object, [.scalar(.global(symbol)), try pop()])
    }
    guard case .node(let index) = try top(), nodes[index].kind == .object else {
      throw failure(.malformed, "it adds elements to a value that is no set.")
    }
    nodes[index].appended.append(contentsOf: elements)
  }

  private func isAllowed(_ symbol: PickleSymbol) -> Bool {
    switch symbols {
    case .refuseAll: false
    case .allow(let allowed): allowed.contains(symbol)
    case .allowAll: true
    }
  }

  private func admitted(_ symbol: PickleSymbol) throws(PickleError) -> PickleSymbol {
    guard isAllowed(symbol) else {
      throw failure(
        .symbol(symbol),
        "it names \(symbol), which is not plain data; save it again as lists, numbers and strings.")
    }
    return symbol
  }

  private mutating func build(_ state: Slot) throws(PickleError) {
    guard case .node(let index) = try top(), nodes[index].kind == .object else {
      throw failure(.malformed, "it gives a state to a value that is no object.")
    }
    guard nodes[index].state == nil else {
      throw failure(.malformed, "it gives an object a second state.")
    }
    nodes[index].state = state
  }

  private mutating func pushPersistent(_ key: Slot) throws(PickleError) {
    guard symbols != .refuseAll else {
      throw failure(.unsupported, "it refers to something outside of it, so it is not plain data.")
    }
    try push(.persistent, [key])
  }
}
