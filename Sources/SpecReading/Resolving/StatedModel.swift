import JSON
import Specs

/// The network of a row as the spec states it: a recipe, and what the row changes in it.
struct StatedModel {
  /// What the spec states as "model".
  let node: JSONNode

  /// The name of the recipe.
  let base: String

  /// Where the recipe stands.
  let source: Source

  /// The name that the row states for tables; nil for that of the recipe and what is changed.
  let label: String?

  /// What the row changes in the recipe, an object; nil for nothing.
  let change: JSONNode?

  /// Where a recipe stands.
  enum Source {
    /// In a file, which the value names.
    case file(JSONNode)

    /// In the row.
    case inline(JSONNode)
  }

  /// What may stand in a row's `model`.
  static var form: FieldForm {
    .anyOf([.recipeReference, .object(InlineRecipe.form), .object(RecipeChange.form)])
  }

  /// Returns the network that a row states, or nil after noting mistakes.
  ///
  /// - Parameters:
  ///   - node: the name of a recipe or the path of its file, a recipe, or what changes in one.
  ///   - row: the name of the row, after which a recipe of its own is called.
  ///   - log: takes the mistakes.
  /// - Returns: the network; mistakes in a recipe of the row's own are noted when it is loaded.
  static func read(_ node: JSONNode, row: String, log: DiagnosticLog) -> StatedModel? {
    guard node.isObject else {
      return log.recipeName(node).map {
        StatedModel(node: node, base: $0, source: .file(node), label: nil, change: nil)
      }
    }
    guard node.member("extends") != nil else {
      let name = node.stated("name").map { log.fileName($0) } ?? row
      return name.map {
        StatedModel(node: node, base: $0, source: .inline(node), label: nil, change: nil)
      }
    }
    let stated = RecipeChange.read(node, log: log)
    guard let reference = stated.extends, let name = log.recipeName(reference) else { return nil }
    return StatedModel(
      node: node, base: name, source: .file(reference), label: stated.label,
      change: node.removing(["extends", "label"]))
  }
}
