import Files
package import JSON

/// Reads the fields of one JSON object and notes every mistake.
///
/// A field that is missing or wrong yields its default, which never leaves the reader: the caller
/// throws when the log holds anything. `finish()` reports the keys that nothing asked for.
package struct ObjectReader {
  let node: JSONNode
  package let log: DiagnosticLog
  private let members: [JSONNode.Member]
  private var asked: [String] = []

  /// The number of mistakes before the object was looked at.
  private let before: Int

  /// Creates a reader, or notes that the node is not an object and reads an empty one.
  package init(_ node: JSONNode, log: DiagnosticLog) {
    self.node = node
    self.log = log
    before = log.count
    if case .object(let members) = node.value {
      self.members = members
    } else {
      log.add(node, "expected an object, found \(node.summary)")
      members = []
    }
  }

  /// Returns the value of a key, or nil when it is absent, which is noted if it is required.
  package mutating func value(_ key: String, isRequired: Bool = false) -> JSONNode? {
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

  /// Whether nothing was noted since the object was looked at.
  var isSound: Bool { log.count == before }

  /// Notes every key that was not asked for.
  package func finish() {
    for member in members where !asked.contains(member.key) {
      let removed = RemovedField.message(for: member.key)
      log.add(
        JSONDiagnostic(
          position: member.keyPosition,
          pointer: member.node.pointer.isEmpty ? node.pointer : member.node.pointer,
          message: removed ?? "unknown key \"\(member.key)\"",
          accepted: removed == nil ? asked : [],
          suggestion: removed == nil ? nearestName(to: member.key, among: asked) : nil))
    }
  }

  /// Notes a mistake that concerns a key, or the object when the key is absent.
  package func report(_ key: String, _ message: String, accepted: [String] = []) {
    log.add(node.member(key) ?? node, message, accepted: accepted)
  }

  /// Returns whether the object has a key.
  package func isStated(_ key: String) -> Bool {
    members.contains { $0.key == key }
  }
}
