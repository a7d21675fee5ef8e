import JSON

/// What one part of a spec changes in "training" of a recipe.
struct TrainingDifference {
  /// The part of the spec, in words.
  let origin: String

  /// The settings, an object.
  let settings: JSONNode

  /// Returns the path of each setting, such as "optimizer.learningRate".
  var paths: [String] { settings.paths }

  /// Returns the differences as one, or nil after noting what two of them state.
  ///
  /// They are joined before they meet the recipe, so that their order changes nothing.
  ///
  /// - Parameters:
  ///   - differences: at least one.
  ///   - report: is told of each setting that stands twice.
  /// - Returns: an object, or nil.
  static func joined(_ differences: [TrainingDifference], report: (String) -> Void) -> JSONNode? {
    var isSound = true
    for (i, difference) in differences.enumerated() {
      for other in differences[..<i] {
        for path in difference.paths {
          guard let twice = other.paths.first(where: { overlap($0, path) }) else { continue }
          let shorter = [twice, path].min { $0.count < $1.count } ?? path
          report(
            "\(other.origin) and \(difference.origin) both state training.\(shorter); keep one")
          isSound = false
        }
      }
    }
    guard isSound, let first = differences.first else { return nil }
    return differences.dropFirst().reduce(first.settings) { joined($0, $1.settings) }
  }

  private static func overlap(_ path: String, _ other: String) -> Bool {
    path == other || path.hasPrefix("\(other).") || other.hasPrefix("\(path).")
  }

  /// Returns one object with the members of two that state nothing twice.
  private static func joined(_ node: JSONNode, _ other: JSONNode) -> JSONNode {
    guard case .object(var members) = node.value, case .object(let others) = other.value else {
      return other
    }
    for member in others {
      if let place = members.firstIndex(where: { $0.key == member.key }) {
        members[place] = JSONNode.Member(
          key: member.key, keyPosition: members[place].keyPosition,
          node: joined(members[place].node, member.node))
      } else {
        members.append(member)
      }
    }
    return JSONNode(value: .object(members), position: node.position, pointer: node.pointer)
  }
}

extension JSONNode {
  /// The path of each value below an object, such as "optimizer.learningRate".
  var paths: [String] {
    guard case .object(let members) = value else { return [] }
    return members.flatMap { member -> [String] in
      // A set of the user's own is written as an object, and is one value.
      guard case .object = member.node.value, !["dataset", "fitOn"].contains(member.key) else {
        return [member.key]
      }
      return member.node.paths.map { "\(member.key).\($0)" }
    }
  }

  /// The places of a node, of all below it, and of their keys.
  var places: Set<SourcePosition> {
    switch value {
    case .null, .bool, .number, .string: [position]
    case .array(let nodes): nodes.reduce(into: [position]) { $0.formUnion($1.places) }
    case .object(let members):
      members.reduce(into: [position]) { places, member in
        places.insert(member.keyPosition)
        places.formUnion(member.node.places)
      }
    }
  }
}
