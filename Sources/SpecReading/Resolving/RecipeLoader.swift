import Foundation
import JSON
import Specs

/// Reads the recipes of a table, each with the recipe that it starts from.
struct RecipeLoader {
  let files: SpecFiles

  /// The recipes so far, each after the one it starts from.
  private(set) var recipes: [ModelRecipe] = []

  /// The document of each recipe, merged with what it extends, by name.
  private(set) var documents: [String: JSONNode] = [:]

  /// The names of files that were looked for, so that each is read once.
  private var known: Set<String> = []

  /// Where the recipe of each name stands, and how messages show that.
  private var owners: [String: (identity: String, shown: String)] = [:]

  init(files: SpecFiles) {
    self.files = files
  }

  /// Reads the recipe that a row's network comes from, and what it starts from, unless it is known.
  mutating func load(_ model: StatedModel) {
    switch model.source {
    case .file(let reference): load(reference)
    case .inline(let node): load(node, called: model.base)
    }
  }

  /// Reads a recipe and what it starts from, unless it is known.
  ///
  /// - Parameters:
  ///   - reference: the value that names the recipe, or the path of its file.
  ///   - chain: the recipes that start from this one, outermost first.
  mutating func load(_ reference: JSONNode, chain: [String] = []) {
    let log = files.log
    guard let name = log.recipeName(reference) else { return }
    guard !chain.contains(name) else {
      let names = (chain + [name]).joined(separator: " → ")
      log.add(reference, "the recipes start from one another in a circle: \(names)")
      return
    }
    let isPath = DiagnosticLog.isRecipePath(reference.text)
    guard isPath || known.insert(name).inserted,
      let place = files.find(
        isPath ? reference.text : "models/\(name).json", namedBy: reference,
        from: isPath ? files.place(of: reference.position.file) : nil)
    else { return }
    load(place, called: name, namedBy: reference, chain: chain)
  }

  /// Reads the recipe of a file and what it starts from, unless it is known.
  mutating func load(
    _ place: SpecPlace, called name: String, namedBy reference: JSONNode?, chain: [String] = []
  ) {
    let file = URL(fileURLWithPath: place.path).resolvingSymlinksInPath().path
    if let reference {
      guard take(name, for: (file, place.path), at: reference) else { return }
    }
    guard let root = files.document(at: place, namedBy: reference) else { return }
    add(StatedRecipe.read(root, log: files.log), root, called: name, chain: chain)
  }

  /// Reads a recipe that stands in a table.
  private mutating func load(_ node: JSONNode, called name: String) {
    let position = node.position
    let shown = "the one in line \(position.line) of \(position.file)"
    guard take(name, for: ("\(shown), column \(position.column)", shown), at: node) else { return }
    add(InlineRecipe.read(node, log: files.log), node, called: name, chain: [])
  }

  private mutating func add(
    _ stated: some RecipeStatement, _ root: JSONNode, called name: String, chain: [String]
  ) {
    let log = files.log
    if let node = root.member("name"), let other = stated.name, other != name {
      log.add(node, "the recipe's name must be that of its file", accepted: [name])
    }
    let recipe = ModelRecipe(
      version: ResolvedExperiment.schemaVersion, name: name, label: stated.label,
      architecture: stated.architecture,
      initialWeights: stated.initialWeights, training: stated.training)
    if let start = root.member("initialWeights"), case .recipe(let base) = recipe.initialWeights {
      load(start, chain: chain + [name])
      checkArchitecture(of: recipe, against: base, at: start)
    }
    recipes.append(recipe)
    documents[name] = root
  }

  /// Returns whether a name is free, and notes whose it is where it is another recipe's.
  private mutating func take(
    _ name: String, for owner: (identity: String, shown: String), at node: JSONNode
  ) -> Bool {
    guard let other = owners.updateValue(owner, forKey: name) else { return true }
    owners[name] = other
    if other.identity != owner.identity {
      files.log.add(
        node,
        "two networks would be called \"\(name)\": \(owner.shown), and \(other.shown); give one "
          + "another name")
    }
    return false
  }

  /// Returns whether a document looks like a recipe rather than a table.
  static func isRecipe(_ root: JSONNode) -> Bool {
    ["architecture", "initialWeights", "training"].contains { root.member($0) != nil }
      && ["rows", "datasets", "metrics"].allSatisfy { root.member($0) == nil }
  }

  /// Notes a recipe whose network is not that of the recipe that it starts from.
  func checkArchitecture(of recipe: ModelRecipe, against base: String, at node: JSONNode) {
    guard let problem = misfit(of: recipe, with: base) else { return }
    files.log.add(node, problem)
  }

  /// Returns why a recipe cannot start from another, or nil where it can.
  func misfit(of recipe: ModelRecipe, with base: String) -> String? {
    guard let start = recipes.first(where: { $0.name == base }),
      start.architecture != recipe.architecture
    else { return nil }
    return
      "\(base) is a \(start.architecture.label), \(recipe.name) a \(recipe.architecture.label); "
      + "weights fit one layout only"
  }
}
