import JSON
import Specs

/// One swept field and its values.
struct MatrixAxis {
  /// The key of the matrix: the field's path and the values.
  let member: JSONNode.Member

  /// The values, in the order of the spec.
  let values: [JSONNode]

  /// What the values are called in names of rows and in claims.
  ///
  /// That is the value as it is written; of objects of different kinds, the kind.
  let names: [String]

  /// The objects of a spec that may be swept.
  static let roots = ["descriptor", "search", "training"]

  /// What the path of a field that may be swept has to match.
  static let pathPattern = "^(\(roots.joined(separator: "|")))(\\.[^.]+)+$"

  /// What may stand in a spec's `matrix`.
  static var form: FieldForm {
    .map(
      .list(.any, count: 1...Int.max, isDistinct: true), keys: "a field's path",
      pattern: pathPattern)
  }

  /// The field's path, such as "descriptor.pooling".
  var path: String { member.key }

  /// The object that the path begins with, one of `roots`.
  var root: String { path.split(separator: ".").first.map(String.init) ?? "" }

  /// The path below the object.
  var keys: ArraySlice<String> {
    path.split(separator: ".").map(String.init).dropFirst()
  }

  /// Returns the axes of a spec's `matrix`, after noting those that make no sense.
  static func read(_ node: JSONNode, log: DiagnosticLog) -> [MatrixAxis] {
    guard case .object(let members) = node.value else {
      log.add(node, "expected an object, found \(node.summary)")
      return []
    }
    return members.compactMap { member in
      guard roots.contains(where: { member.key.hasPrefix("\($0).") }), !member.key.contains(".."),
        !member.key.hasSuffix(".")
      else {
        log.add(
          JSONDiagnostic(
            position: member.keyPosition, pointer: member.node.pointer,
            message: "\"\(member.key)\" cannot be swept", accepted: roots.map { "\($0).<field>" }))
        return nil
      }
      guard let values = log.list(member.node, { $0 }) else { return nil }
      if values.isEmpty { log.add(member.node, "expected at least one value") }
      for (i, value) in values.enumerated()
      where values[..<i].contains(where: { $0.text == value.text }) {
        log.add(value, "\(value.text) stands in the list already")
      }
      let kinds = values.compactMap { $0.member("kind")?.text }
      let names = Set(kinds).count == values.count ? kinds : values.map(\.text)
      return MatrixAxis(member: member, values: values, names: names)
    }
  }

  /// Returns every choice of one value an axis with its name, the last axis moving fastest.
  static func combinations(of axes: [MatrixAxis]) -> [[(value: JSONNode, name: String)]] {
    axes.reduce([[]]) { chosen, axis in
      chosen.flatMap { values in zip(axis.values, axis.names).map { values + [$0] } }
    }
  }

  /// Returns whether an object states the axis's field itself.
  func isStated(in node: JSONNode) -> Bool {
    var current: JSONNode? = node
    for key in keys { current = current?.member(key) }
    return current != nil
  }
}
