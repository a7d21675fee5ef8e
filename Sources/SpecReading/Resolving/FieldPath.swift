import Files
import JSON
import Specs

/// The path of a field that may be swept, such as "model.training.batch".
struct FieldPath {
  /// The path as it is written.
  let text: String

  /// The object that the path begins with, one of `roots`.
  let root: String

  /// The keys below the object, at least one.
  let keys: ArraySlice<String>

  /// The objects of a row whose fields may be swept.
  static let roots = ["descriptor", "search", "model", "world"]

  /// What the path of such a field has to match.
  static let pattern = "^(\(roots.joined(separator: "|")))(\\.[^.]+)+$"

  /// What may stand in one of the objects.
  static func form(of root: String) -> FieldForm {
    switch root {
    case "descriptor": .object(DescriptorSettings.form)
    case "search": .object(SearchSettings.form)
    case "world": .object(WorldSettings.form)
    default: .object(RecipeChange.settingsForm)
    }
  }

  /// Returns the path that a key is, or nil after noting why it is none.
  ///
  /// - Parameters:
  ///   - member: the key, and what stands there.
  ///   - verb: what the field is to be, for messages.
  ///   - log: takes the mistake, at the key.
  /// - Returns: the path of a field that some object of its kind has.
  static func read(
    _ member: JSONNode.Member, as verb: String = "swept", log: DiagnosticLog
  ) -> FieldPath? {
    func note(_ message: String, accepted: [String] = [], suggestion: String? = nil) {
      log.add(
        JSONDiagnostic(
          position: member.keyPosition, pointer: member.node.pointer, message: message,
          accepted: accepted, suggestion: suggestion))
    }
    let keys = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let root = keys.first, keys.count > 1, roots.contains(root), !keys.contains("") else {
      let advice = keys.first == "training" ? "; write \"model.\(member.key)\"" : ""
      note(
        "\"\(member.key)\" cannot be \(verb)\(advice)",
        accepted: advice.isEmpty ? roots.map { "\($0).<field>" } : [])
      return nil
    }
    guard let mistake = form(of: root).mistake(in: keys.dropFirst(), below: root) else {
      return FieldPath(text: member.key, root: root, keys: keys.dropFirst())
    }
    note(mistake.message, accepted: mistake.accepted, suggestion: mistake.suggestion)
    return nil
  }
}

/// Why a path leads to no field.
struct FieldPathMistake {
  let message: String
  let accepted: [String]
  let suggestion: String?
}

extension FieldForm {
  /// The fields of an object, of a choice those of every kind.
  private var fields: [(name: String, form: FieldForm)] {
    switch self {
    case .object(let object): object.fields.map { ($0.name, $0.form) }
    case .choice(let choice):
      [("kind", .names(choice.kinds.map(\.name)))]
        + choice.kinds.flatMap { kind in kind.fields.map { ($0.name, $0.form) } }
    case .anyOf(let forms): forms.flatMap(\.fields)
    case .part(let form, _): form.fields
    default: []
    }
  }

  /// Returns why a path leads to no field of any kind, or nil where it leads to one.
  ///
  /// - Parameters:
  ///   - keys: the path.
  ///   - parent: the path of what has this form.
  /// - Returns: the first key that is no field, with those that are.
  func mistake(in keys: ArraySlice<String>, below parent: String) -> FieldPathMistake? {
    var forms = [self]
    var path = parent
    for key in keys {
      let fields = forms.flatMap(\.fields)
      let names = fields.map(\.name).unique
      guard names.contains(key) else {
        if let message = RemovedField.message(for: key) {
          return FieldPathMistake(message: message, accepted: [], suggestion: nil)
        }
        return FieldPathMistake(
          message: names.isEmpty
            ? "\(path) has no fields of its own" : "\(path) has no field \"\(key)\"",
          accepted: names.map { "\(path).\($0)" },
          suggestion: nearestName(to: key, among: names).map { "\(path).\($0)" })
      }
      forms = fields.filter { $0.name == key }.map(\.form)
      path += ".\(key)"
    }
    return nil
  }

  /// Returns whether an object has a field, of the kind that it states.
  ///
  /// - Parameters:
  ///   - keys: the path of the field.
  ///   - node: the object as a spec states it; nil for one that is left to its defaults.
  /// - Returns: false where the object, or the field above, has another kind or is none.
  func has(_ keys: ArraySlice<String>, in node: JSONNode?) -> Bool {
    guard let key = keys.first else { return true }
    switch self {
    case .object(let object):
      if let node, !node.isObject { return false }
      guard let field = object.fields.first(where: { $0.name == key }) else { return false }
      return field.form.has(keys.dropFirst(), in: node?.member(key))
    case .choice(let choice):
      if key == "kind" { return keys.count == 1 }
      guard let node, node.isObject else { return false }
      let kind = node.member("kind")?.text
      return choice.kinds.contains {
        (kind == nil || $0.name == kind) && FieldForm.object($0).has(keys, in: node)
      }
    case .anyOf(let forms):
      return node?.isObject == true && forms.contains { $0.has(keys, in: node) }
    case .part(let form, _): return form.has(keys, in: node)
    default: return false
    }
  }
}
