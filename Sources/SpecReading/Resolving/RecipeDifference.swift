import JSON

/// What one part of a spec changes in a recipe.
struct RecipeDifference {
  /// The part of the spec, in words.
  let origin: String

  /// The settings, an object with "architecture", "initialWeights" or "training".
  let settings: JSONNode

  /// The field, where it is swept.
  let field: FieldPath?

  /// Whether the row itself states it.
  let isOfRow: Bool

  init(origin: String, settings: JSONNode, field: FieldPath? = nil, isOfRow: Bool = false) {
    self.origin = origin
    self.settings = settings
    self.field = field
    self.isOfRow = isOfRow
  }

  /// Returns the path of each setting, such as "training.optimizer.learningRate".
  var paths: [String] { settings.paths }

  /// Whether something below "training" is changed.
  var isOfTraining: Bool { settings.member("training")?.isObject == true }

  /// Whether it is a training of its own, also for a recipe that has none.
  var isWholeTraining: Bool {
    settings.member("training")?.member("objective")?.member("kind") != nil
      && (field == nil || field?.keys == ["training"])
  }

  /// Returns what is changed, and to what, as "batch 64".
  ///
  /// - Parameter settings: the recipe after the change.
  /// - Returns: each setting with its name.
  func words(_ settings: SettingWords) -> [String] {
    settings.words(paths, statedIn: self.settings)
  }

  /// Returns the differences as one, an empty one of none, or nil after noting what two of them state.
  ///
  /// They are joined before they meet the recipe, so that their order changes nothing.
  ///
  /// - Parameters:
  ///   - differences: what is changed.
  ///   - report: is told of each setting that stands twice.
  /// - Returns: an object, or nil.
  static func joined(_ differences: [RecipeDifference], report: (String) -> Void) -> JSONNode? {
    var isSound = true
    for (i, difference) in differences.enumerated() {
      for other in differences[..<i] {
        for path in difference.paths {
          guard let twice = other.paths.first(where: { overlap($0, path) }) else { continue }
          let shorter = [twice, path].min { $0.count < $1.count } ?? path
          report(
            "\(other.origin) and \(difference.origin) both state model.\(shorter); keep one")
          isSound = false
        }
      }
    }
    guard isSound else { return nil }
    guard let first = differences.first else {
      let nowhere = SourcePosition(file: "", line: 1, column: 1)
      return JSONNode(value: .object([]), position: nowhere, pointer: "")
    }
    return differences.dropFirst().reduce(first.settings) { joined($0, $1.settings) }
  }

  /// Returns whether two paths are the same, or one leads through the other.
  static func overlap(_ path: String, _ other: String) -> Bool {
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
      // A set or a file of the user's own is written as an object, and is one value.
      guard member.node.isObject, !["dataset", "fitOn", "initialWeights"].contains(member.key)
      else {
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
