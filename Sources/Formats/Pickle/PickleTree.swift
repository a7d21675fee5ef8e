/// Turns the containers of a machine, which may refer to each other, into one value.
///
/// A container that is referred to several times is built once and shared in memory. It is counted
/// each time, so a few bytes cannot stand for a tree that takes forever to walk.
struct PickleTree {
  private struct Finished {
    let value: PickleValue
    let elements: Int
    let height: Int
  }

  private enum Progress {
    case untouched
    case open
    case finished(Finished)
  }

  private let nodes: [PickleMachine.Node]
  private let limits: PickleLimits
  private var progress: [Progress]
  private var keyBytes = 0

  init(nodes: [PickleMachine.Node], limits: PickleLimits) {
    self.nodes = nodes
    self.limits = limits
    progress = Array(repeating: .untouched, count: nodes.count)
  }

  mutating func value(of slot: PickleMachine.Slot) throws(PickleError) -> PickleValue {
    try finish(slot, depth: 0).value
  }

  private mutating func finish(
    _ slot: PickleMachine.Slot, depth: Int
  ) throws(PickleError) -> Finished {
    switch slot {
    case .scalar(let value): return Finished(value: value, elements: 1, height: 0)
    case .node(let index):
      switch progress[index] {
      case .finished(let finished): return finished
      case .open:
        throw PickleError(.unsupported, at: nodes[index].offset, "a container holds itself.")
      case .untouched: return try build(index, depth: depth)
      }
    }
  }

  private mutating func build(_ index: Int, depth: Int) throws(PickleError) -> Finished {
    let node = nodes[index]
    guard depth < limits.depth else { throw tooDeep(node) }
    progress[index] = .open
    var tally = Tally()
    let slots = try values(node.slots, depth: depth, &tally)
    let value: PickleValue
    switch node.kind {
    case .list: value = .list(slots)
    case .tuple: value = .tuple(slots)
    case .persistent: value = .persistent(slots[0])
    case .dictionary:
      value = .dictionary(try entries(node, depth: depth, &tally))
    case .object:
      let state = try values(node.state.map { [$0] } ?? [], depth: depth, &tally)
      value = .object(
        PickleObject(
          constructor: slots[0], arguments: slots[1], state: state.first,
          items: try values(node.appended, depth: depth, &tally),
          entries: try entries(node, depth: depth, &tally)))
    }
    guard tally.height + 1 <= limits.depth else { throw tooDeep(node) }
    guard tally.elements < limits.elements else {
      throw PickleError(
        .limit, at: node.offset, "it stands for more than \(limits.elements) values.")
    }
    let finished = Finished(
      value: value, elements: tally.elements + 1, height: tally.height + 1)
    progress[index] = .finished(finished)
    return finished
  }

  private struct Tally {
    var elements = 0
    var height = 0
  }

  private mutating func values(
    _ slots: [PickleMachine.Slot], depth: Int, _ tally: inout Tally
  ) throws(PickleError) -> [PickleValue] {
    var values: [PickleValue] = []
    values.reserveCapacity(slots.count)
    for slot in slots {
      let finished = try finish(slot, depth: depth + 1)
      tally.elements = min(limits.elements, tally.elements + finished.elements)
      tally.height = max(tally.height, finished.height)
      values.append(finished.value)
    }
    return values
  }

  private mutating func entries(
    _ node: PickleMachine.Node, depth: Int, _ tally: inout Tally
  ) throws(PickleError) -> [PickleEntry] {
    let flat = try values(node.entries, depth: depth, &tally)
    var seen: Set<PickleValue> = []
    var entries: [PickleEntry] = []
    for position in stride(from: 0, to: flat.count, by: 2) {
      let key = flat[position]
      try checkKey(key, of: node)
      guard seen.insert(key).inserted else {
        throw PickleError(
          .malformed, at: node.offset, "a dictionary has \(key.summary) as a key twice.")
      }
      entries.append(PickleEntry(key: key, value: flat[position + 1]))
    }
    return entries
  }

  /// Refuses keys that are not data, and keys that would take too long to compare.
  ///
  /// One long string may be the key of many dictionaries, so the bytes are counted over all of them.
  private mutating func checkKey(
    _ key: PickleValue, of node: PickleMachine.Node
  ) throws(PickleError) {
    let parts = if case .tuple(let elements) = key { elements } else { [key] }
    keyBytes += 16 * parts.count
    for part in parts {
      switch part {
      case .none, .boolean, .integer, .float: continue
      case .string(let text): keyBytes += text.utf8.count
      case .bytes(let bytes): keyBytes += bytes.count
      default:
        throw PickleError(
          .unsupported, at: node.offset, "a dictionary has \(key.summary) as a key.")
      }
    }
    guard keyBytes <= 8 * limits.totalBytes else {
      throw PickleError(.limit, at: node.offset, "its dictionaries have too many long keys.")
    }
  }

  private func tooDeep(_ node: PickleMachine.Node) -> PickleError {
    PickleError(
      .limit, at: node.offset, "it is nested more than \(limits.depth) levels deep.")
  }
}
