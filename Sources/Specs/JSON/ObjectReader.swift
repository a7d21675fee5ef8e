import Files
import JSON

/// Reads the fields of one JSON object and notes every mistake.
///
/// A field that is missing or wrong yields its default, which never leaves the reader: the caller
/// throws when the log holds anything. `finish()` reports the keys that nothing asked for.
struct ObjectReader {
  let node: JSONNode
  let log: DiagnosticLog
  private let members: [JSONNode.Member]
  private var asked: [String] = []

  /// Creates a reader, or notes that the node is not an object and reads an empty one.
  init(_ node: JSONNode, log: DiagnosticLog) {
    self.node = node
    self.log = log
    if case .object(let members) = node.value {
      self.members = members
    } else {
      log.add(node, "expected an object, found \(node.summary)")
      members = []
    }
  }

  /// Returns the value of a key, or nil when it is absent, which is noted if it is required.
  mutating func value(_ key: String, isRequired: Bool = false) -> JSONNode? {
    asked.append(key)
    guard let found = members.first(where: { $0.key == key })?.node else {
      // An object that is not one was reported already; its keys are not missing too.
      if isRequired, !log.ignoresMissingKeys, case .object = node.value {
        log.add(node, "missing key \"\(key)\"")
      }
      return nil
    }
    return found
  }

  /// Notes every key that was not asked for.
  func finish() {
    for member in members where !asked.contains(member.key) {
      log.add(
        JSONDiagnostic(
          position: member.keyPosition,
          pointer: member.node.pointer.isEmpty ? node.pointer : member.node.pointer,
          message: "unknown key \"\(member.key)\"", accepted: asked,
          suggestion: nearestName(to: member.key, among: asked)))
    }
  }

  /// Notes a mistake that concerns a key, or the object when the key is absent.
  func report(_ key: String, _ message: String, accepted: [String] = []) {
    log.add(node.member(key) ?? node, message, accepted: accepted)
  }

  /// Returns whether the object has a key.
  func isStated(_ key: String) -> Bool {
    members.contains { $0.key == key }
  }

  /// Returns a text that is not empty.
  mutating func string(_ key: String, default text: String = "", isRequired: Bool = false)
    -> String
  {
    guard let node = value(key, isRequired: isRequired) else { return text }
    return log.string(node) ?? text
  }

  /// Returns a whole number.
  mutating func integer(
    _ key: String, default number: Int, in range: ClosedRange<Int>, isRequired: Bool = false
  ) -> Int {
    guard let node = value(key, isRequired: isRequired) else { return number }
    return log.integer(node, in: range) ?? number
  }

  /// Returns a whole number, or nil when it is null or absent.
  mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = value(key) else { return nil }
    if case .null = node.value { return nil }
    return log.integer(node, in: range)
  }

  /// Returns a number.
  mutating func number(
    _ key: String, default number: Double, _ bounds: NumberBounds, isRequired: Bool = false
  ) -> Double {
    guard let node = value(key, isRequired: isRequired) else { return number }
    return log.number(node, bounds) ?? number
  }

  /// Returns a number, or nil when it is null or absent.
  mutating func optionalNumber(_ key: String, _ bounds: NumberBounds) -> Double? {
    guard let node = value(key) else { return nil }
    if case .null = node.value { return nil }
    return log.number(node, bounds)
  }

  /// Returns true or false.
  mutating func flag(_ key: String, default flag: Bool) -> Bool {
    guard let node = value(key) else { return flag }
    guard case .bool(let found) = node.value else {
      log.add(node, "expected true or false, found \(node.summary)")
      return flag
    }
    return found
  }

  /// Returns one of a closed list of names.
  mutating func name<Name: RegisteredName>(
    _ key: String, default name: Name, isRequired: Bool = false
  ) -> Name {
    guard let node = value(key, isRequired: isRequired) else { return name }
    return log.name(node) ?? name
  }

  /// Returns the lower and the upper end of an interval, written as a pair.
  mutating func interval(
    _ key: String, default interval: ClosedRange<Double>, _ bounds: NumberBounds
  ) -> ClosedRange<Double> {
    guard let node = value(key) else { return interval }
    guard let ends = log.list(node, { log.number($0, bounds) }) else { return interval }
    guard ends.count == 2, ends[0] <= ends[1] else {
      log.add(node, "expected a pair of numbers, the lower one first")
      return interval
    }
    return ends[0]...ends[1]
  }

  /// Returns a list that is not empty and repeats nothing; a missing one is the default.
  mutating func distinctList<Element: Hashable>(
    _ key: String, default elements: [Element] = [], isRequired: Bool = false,
    _ read: (JSONNode) -> Element?
  ) -> [Element] {
    guard let node = value(key, isRequired: isRequired) else { return elements }
    guard let list = log.list(node, read) else { return elements }
    if list.isEmpty { log.add(node, "expected at least one element") }
    guard case .array(let nodes) = node.value else { return list }
    for (i, element) in list.enumerated() where list[..<i].contains(element) {
      log.add(nodes[i], "\(nodes[i].text) stands in the list already")
    }
    return list
  }

  /// Returns what each element of an optional list reads as.
  mutating func list<Element>(
    _ key: String, isRequired: Bool = false, _ read: (JSONNode) -> Element?
  ) -> [Element] {
    guard let node = value(key, isRequired: isRequired) else { return [] }
    return log.list(node, read) ?? []
  }
}
