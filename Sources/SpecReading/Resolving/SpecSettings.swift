import Files
import JSON
import Specs

/// What is set of a spec from outside: some of it in the spec, some in each of its rows.
struct SpecSettings {
  /// What is set in every row that has the field, after everything else.
  private(set) var ofRows: [RowSetting] = []

  /// What stands behind the name of the table; empty where nothing is set.
  let nameSuffix: String

  /// What stands behind the title of the table; empty where nothing is set.
  let titleSuffix: String

  /// A field that is set in every row that has it.
  struct RowSetting {
    let field: FieldPath
    let member: JSONNode.Member

    /// What it changes in the object that the path begins with.
    var difference: JSONNode { .nesting(member.node, under: field.keys, origin: member) }
  }

  /// Nothing.
  static let none = SpecSettings([])

  /// Whether nothing is set.
  var isEmpty: Bool { nameSuffix.isEmpty }

  private let members: [JSONNode.Member]

  /// Creates what some settings come to.
  init(_ settings: [FieldSetting]) {
    members = settings.map(\.member)
    let lines = members.map { "\($0.key)=\($0.node.json)" }.sorted()
    let digest = Digest.sha256(of: lines.joined(separator: "\n"))
    nameSuffix = settings.isEmpty ? "" : "-S-\(digest.prefix(Self.digits))"
    titleSuffix =
      settings.isEmpty
      ? ""
      : ", with "
        + members.map { "\($0.key) \($0.node.text)" }.sorted().joined(separator: ", ")
  }

  /// The hexadecimal digits of the digest that a name has.
  private static let digits = 8

  /// The fields of a table that cannot be set.
  private static let fixed = [
    "version", "extends", "name", "$schema", "rows+", "claims+", "assumptions+", "literature+",
  ]

  /// Returns the document of a spec with what is set in it, and keeps what is set in its rows.
  ///
  /// The order of the settings changes nothing: none is a part of another, and what is set of the table,
  /// its matrix for one, comes before what is set of rows, and there a kind before what it has.
  ///
  /// - Parameters:
  ///   - root: the document, merged with what it extends.
  ///   - log: takes what cannot be set.
  /// - Returns: the document, standing where it stood.
  mutating func apply(to root: JSONNode, log: DiagnosticLog) -> JSONNode {
    var root = root
    let parts = Self.checked(members, log).flatMap { Self.parts(of: $0, log) }
    for member in parts.sorted(by: Self.comesBefore) {
      if let difference = change(member, in: root, log) { root = root.merged(with: difference) }
    }
    return JSONNode(value: root.value, position: root.position, pointer: root.pointer)
  }

  /// Returns the settings of which none repeats or is a part of an earlier one, after noting the others.
  private static func checked(
    _ members: [JSONNode.Member], _ log: DiagnosticLog
  ) -> [JSONNode.Member] {
    members.enumerated().compactMap { i, member in
      guard
        let other = members[..<i].first(where: { RecipeDifference.overlap($0.key, member.key) })
      else { return member }
      note(
        member,
        other.key == member.key
          ? "\(member.key) is set twice"
          : "\(other.key) is set too, and one is a part of the other; keep one", log)
      return nil
    }
  }

  /// Returns what is set of an object whose fields rows have, field by field, so that it counts in every
  /// row, and beside the matrix, as a field that is set alone.
  private static func parts(
    of member: JSONNode.Member, _ log: DiagnosticLog
  ) -> [JSONNode.Member] {
    guard FieldPath.roots.contains(member.key), member.key != "model" else { return [member] }
    guard case .object(let fields) = member.node.value else {
      note(member, "expected an object, found \(member.node.summary)", log)
      return []
    }
    return fields.map {
      JSONNode.Member(
        key: "\(member.key).\($0.key)", keyPosition: $0.keyPosition, node: $0.node)
    }
  }

  private static func comesBefore(_ member: JSONNode.Member, _ other: JSONNode.Member) -> Bool {
    func rank(_ key: String) -> Int {
      let isOfRows = FieldPath.roots.contains { key.hasPrefix("\($0).") }
      return isOfRows ? (key.hasSuffix(".kind") ? 1 : 2) : 0
    }
    return (rank(member.key), member.key) < (rank(other.key), other.key)
  }

  /// Returns what a setting changes in the document, or nil where it changes nothing there.
  private mutating func change(
    _ member: JSONNode.Member, in root: JSONNode, _ log: DiagnosticLog
  ) -> JSONNode? {
    let keys = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.count > 1, FieldPath.roots.contains(keys[0]) || keys[0] == "training" else {
      return Self.isField(keys, member, log)
        ? .nesting(member.node, under: keys[...], origin: member) : nil
    }
    guard let field = FieldPath.read(member, as: "set", log: log) else { return nil }
    let swept: [JSONNode.Member] =
      if case .object(let members)? = root.member("matrix")?.value { members } else { [] }
    if swept.contains(where: { $0.key == field.text }) {
      let values = JSONNode(
        value: .array([member.node]), position: member.node.position, pointer: member.node.pointer)
      return .nesting(values, under: ["matrix", field.text], origin: member)
    }
    if let axis = swept.first(where: { RecipeDifference.overlap($0.key, field.text) }) {
      Self.note(member, "the matrix sweeps \(axis.key); set that", log)
      return nil
    }
    // Rows have no world of their own but by the matrix.
    if field.root == "world" { return .nesting(member.node, under: keys[...], origin: member) }
    ofRows.append(RowSetting(field: field, member: member))
    return nil
  }

  /// Returns whether a path is that of a field of the table, after noting why not.
  private static func isField(
    _ keys: [String], _ member: JSONNode.Member, _ log: DiagnosticLog
  ) -> Bool {
    let fields = StatedTable.form.fields.filter { !fixed.contains($0.name) }
    guard let field = fields.first(where: { $0.name == keys[0] }) else {
      if let message = RemovedField.message(for: keys[0]) {
        note(member, message, log)
        return false
      }
      let names = fields.map(\.name) + FieldPath.roots.map { "\($0).<field>" }
      note(
        member, "a spec has no field \"\(keys[0])\" that can be set", log, accepted: names.unique,
        suggestion: nearestName(to: keys[0], among: names))
      return false
    }
    guard let mistake = field.form.mistake(in: keys.dropFirst(), below: keys[0]) else {
      return true
    }
    note(
      member, mistake.message, log, accepted: mistake.accepted, suggestion: mistake.suggestion)
    return false
  }

  /// Notes the settings that no row has the field of.
  func checkUse(_ applied: Set<String>, log: DiagnosticLog) {
    for setting in ofRows where !applied.contains(setting.field.text) {
      Self.note(setting.member, "no row has a field \(setting.field.text)", log)
    }
  }

  private static func note(
    _ member: JSONNode.Member, _ message: String, _ log: DiagnosticLog, accepted: [String] = [],
    suggestion: String? = nil
  ) {
    log.add(
      JSONDiagnostic(
        position: member.keyPosition, pointer: member.node.pointer, message: message,
        accepted: accepted, suggestion: suggestion))
  }
}
