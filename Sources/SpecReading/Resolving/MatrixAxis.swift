import Files
import JSON
import Specs

/// One swept field and its values.
struct MatrixAxis {
  /// The key of the matrix: the field's path and the values.
  let member: JSONNode.Member

  /// The field.
  let field: FieldPath

  /// The values, in the order of the spec.
  let values: [Value]

  /// One value, with what it is called in names of rows and in claims.
  struct Value {
    let node: JSONNode
    let name: String

    /// Returns whether a claim or an exclusion means this value: by its name, or as it is written.
    func isMeant(by node: JSONNode) -> Bool { node.text == name || node.text == self.node.text }
  }

  /// What may stand in a spec's `matrix`.
  static var form: FieldForm {
    .map(
      .list(.any, count: 1...Int.max, isDistinct: true), keys: "a field's path",
      pattern: FieldPath.pattern)
  }

  /// The field's path, such as "descriptor.pooling".
  var path: String { field.text }

  /// The object that the path begins with.
  var root: String { field.root }

  /// Whether the field is one of the world behind the mini sets, in which references take part too.
  var isOfWorld: Bool { root == "world" }

  /// Returns the axes of a spec's `matrix`, after noting those that make no sense.
  static func read(_ node: JSONNode, log: DiagnosticLog) -> [MatrixAxis] {
    guard case .object(let members) = node.value else {
      log.add(node, "expected an object, found \(node.summary)")
      return []
    }
    let axes = members.compactMap { member -> MatrixAxis? in
      guard let field = FieldPath.read(member, log: log),
        let values = log.list(member.node, { $0 })
      else { return nil }
      if values.isEmpty { log.add(member.node, "expected at least one value") }
      var known: Set<String> = []
      for value in values where !known.insert(value.text).inserted {
        log.add(value, "\(value.text) stands in the list already")
      }
      let names = SweptNames(values).names
      return MatrixAxis(
        member: member, field: field, values: zip(values, names).map { Value(node: $0, name: $1) })
    }
    checkParts(of: axes, log)
    return axes
  }

  /// Notes axes that sweep a part of what another does, of which one would undo the other; those of
  /// recipes are looked at with the rest of what changes a recipe.
  private static func checkParts(of axes: [MatrixAxis], _ log: DiagnosticLog) {
    for (i, axis) in axes.enumerated() where axis.root != "model" {
      guard let other = axes[..<i].first(where: { RecipeDifference.overlap($0.path, axis.path) })
      else { continue }
      log.add(
        JSONDiagnostic(
          position: axis.member.keyPosition, pointer: axis.member.node.pointer,
          message: "\(other.path) is swept too, and one is a part of the other; keep one, and take "
            + "one of a base away with null"))
    }
  }

  /// Returns every choice of one value an axis, the last axis moving fastest.
  static func combinations(of axes: [MatrixAxis]) -> [[Value]] {
    axes.reduce([[]]) { chosen, axis in
      chosen.flatMap { values in axis.values.map { values + [$0] } }
    }
  }

  /// Returns the value that a claim or an exclusion means, or nil after noting that there is none.
  func value(meantBy node: JSONNode, log: DiagnosticLog) -> Value? {
    if let value = values.first(where: { $0.isMeant(by: node) }) { return value }
    let names = values.map(\.name)
    log.add(
      node, "the matrix does not have \(node.summary)", accepted: names,
      suggestion: nearestName(to: node.text, among: names))
    return nil
  }

  /// Returns whether an object states the axis's field itself.
  func isStated(in node: JSONNode) -> Bool {
    var current: JSONNode? = node
    for key in field.keys { current = current?.member(key) }
    return current != nil
  }

  /// Returns the difference that a value makes in the object that the path begins with.
  func difference(_ value: Value) -> JSONNode {
    .nesting(value.node, under: field.keys, origin: member)
  }
}
