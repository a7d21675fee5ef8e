import JSON
import Specs

/// Settings in words, by the path that a spec would state them under: "training.batch".
struct SettingWords {
  private var words: [String: String] = [:]

  /// Writes every setting of some objects in words.
  ///
  /// - Parameter objects: what stands under each key of a spec or a recipe.
  init(_ objects: KeyValuePairs<String, any Encodable>) {
    for (key, settings) in objects {
      do {
        add(try .encoding(settings), below: key)
      } catch {
        preconditionFailure("expected settings that can be written as JSON: \(error)")
      }
    }
  }

  /// The setting of a path; a field that is left to its default may have none.
  subscript(path: String) -> String { words[path] ?? "null" }

  /// Returns what is here and another way there, or not at all.
  func changes(from others: SettingWords) -> [String: String] {
    words.filter { others.words[$0.key] != $0.value }
  }

  private mutating func add(_ value: CanonicalJSON, below path: String) {
    guard let members = value.members else {
      words[path] = value.words
      return
    }
    for (key, member) in members { add(member, below: "\(path).\(key)") }
  }
}

extension CanonicalJSON {
  /// A value in one line, whole numbers without a point.
  fileprivate var words: String {
    switch self {
    case .double(let number) where number == number.rounded() && abs(number) < 1e6:
      "\(Int(number))"
    case .string(let text): text
    case .array(let elements): "[\(elements.map(\.words).joined(separator: ", "))]"
    case .null, .bool, .integer, .double, .object: compact
    }
  }
}

extension SettingWords {
  /// Writes the settings of a recipe in words, and of a row's other objects.
  ///
  /// - Parameters:
  ///   - recipe: the recipe.
  ///   - prefix: what stands before the paths of its fields, such as "model.".
  ///   - row: the row whose descriptor and search are written too; nil for neither.
  init(_ recipe: ModelRecipe, below prefix: String = "", row: ResolvedRow? = nil) {
    self.init([
      "\(prefix)training": recipe.training, "\(prefix)architecture": recipe.architecture,
      "\(prefix)initialWeights": recipe.initialWeights.words, "descriptor": row?.descriptor,
      "search": row?.search,
    ])
  }

  /// Returns the settings of some paths with their names, as "batch 64".
  ///
  /// - Parameters:
  ///   - paths: the paths.
  ///   - node: the object that states them; it has the word for what is not kept under its own name,
  ///     as a preset is not.
  /// - Returns: one text a path.
  func words(_ paths: [String], statedIn node: JSONNode) -> [String] {
    paths.map { path in
      let keys = path.split(separator: ".").map(String.init)
      let stated = keys.reduce(Optional(node)) { $0?.member($1) }
      return "\(keys.last { $0 != "kind" } ?? path) \(words[path] ?? stated?.text ?? "null")"
    }
  }
}
