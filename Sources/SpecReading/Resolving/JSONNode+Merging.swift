import JSON
import Specs

extension JSONNode {
  /// Returns this node with the differences that another states.
  ///
  /// Objects merge key by key, and `null` removes a key. Everything else replaces, and so does an
  /// object with another `kind`, since the keys below belong to the kind. A preset of an augmentation
  /// replaces all of it but the size of views, which is the network's.
  func merged(with difference: JSONNode) -> JSONNode {
    guard case .object(var members) = value, case .object(let changes) = difference.value else {
      return difference
    }
    if let kind = difference.member("kind"), kind.text != member("kind")?.text {
      return difference
    }
    for change in changes {
      guard let place = members.firstIndex(where: { $0.key == change.key }) else {
        if case .null = change.node.value { continue }
        members.append(change)
        continue
      }
      if case .null = change.node.value {
        members.remove(at: place)
      } else {
        members[place] = Member(
          key: change.key, keyPosition: change.keyPosition,
          node: members[place].node.beside(change).merged(with: change.node))
      }
    }
    return JSONNode(
      value: .object(members), position: difference.position, pointer: difference.pointer)
  }

  /// Returns what a change of this node leaves of it to be merged with.
  private func beside(_ change: Member) -> JSONNode {
    guard change.key == "augmentation", change.node.stated("preset") != nil,
      case .object(let members) = value
    else { return self }
    return removing(members.map(\.key).filter { $0 != "outputSize" })
  }

  /// Returns the value of a key, or nil where it is absent or null.
  func stated(_ key: String) -> JSONNode? {
    guard let node = member(key) else { return nil }
    if case .null = node.value { return nil }
    return node
  }

  /// Returns an object without some of its keys.
  func removing(_ keys: [String]) -> JSONNode {
    guard case .object(let members) = value else { return self }
    return JSONNode(
      value: .object(members.filter { !keys.contains($0.key) }), position: position,
      pointer: pointer)
  }

  /// Returns nested objects with one value at the end of a path, as a difference to merge.
  ///
  /// - Parameters:
  ///   - node: the value.
  ///   - path: the keys from the outside in.
  ///   - origin: the key that stands for the whole path; messages point there.
  /// - Returns: an object for each key of the path around the value.
  static func nesting(_ node: JSONNode, under path: ArraySlice<String>, origin: Member) -> JSONNode
  {
    guard let key = path.first else { return node }
    let inner = nesting(node, under: path.dropFirst(), origin: origin)
    return JSONNode(
      value: .object([Member(key: key, keyPosition: origin.keyPosition, node: inner)]),
      position: origin.keyPosition, pointer: origin.node.pointer)
  }
}

extension JSONNode {
  /// The lists that a file adds to under a key with a "+" behind it.
  static let extensibleLists = ["rows", "claims", "assumptions", "literature"]

  /// Returns this document with what it adds to lists behind what stands in them.
  ///
  /// - Parameter log: takes what cannot be added.
  /// - Returns: the document without the keys that add.
  func adding(log: DiagnosticLog) -> JSONNode {
    var root = self
    for key in Self.extensibleLists {
      guard case .object(let members) = root.value,
        let addition = members.first(where: { $0.key == "\(key)+" })
      else { continue }
      root = root.removing([addition.key])
      guard case .array(let added) = addition.node.value else {
        log.add(addition.node, "expected an array, found \(addition.node.summary)")
        continue
      }
      let list = members.first { $0.key == key }
      // What is no list is a mistake that reading notes.
      guard case .array(let nodes) = list?.node.value ?? .array([]) else { continue }
      let whole = JSONNode(
        value: .array(nodes + added), position: (list ?? addition).node.position,
        pointer: (list ?? addition).node.pointer)
      guard case .object(var rest) = root.value else { continue }
      let member = Member(
        key: key, keyPosition: (list ?? addition).keyPosition, node: whole)
      if let place = rest.firstIndex(where: { $0.key == key }) {
        rest[place] = member
      } else {
        rest.append(member)
      }
      root = JSONNode(value: .object(rest), position: root.position, pointer: root.pointer)
    }
    return root
  }

  /// The value as JSON in one line, as it would be written in a spec.
  var json: String {
    switch value {
    case .null, .bool, .number: text
    case .string(let text): CanonicalJSON.string(text).compact
    case .array(let nodes): "[" + nodes.map(\.json).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.map { "\(CanonicalJSON.string($0.key).compact): \($0.node.json)" }
        .joined(separator: ", ") + "}"
    }
  }
}
