import JSON
import Specs

/// Reads recipes by name, each with the recipe that it starts from.
struct RecipeLoader {
  let files: SpecFiles

  /// The recipes so far, each after the one it starts from.
  private(set) var recipes: [ModelRecipe] = []

  /// The document of each recipe, merged with what it extends, by name.
  private(set) var documents: [String: JSONNode] = [:]

  /// The names that were looked for, so that each file is read once.
  private var known: Set<String> = []

  init(files: SpecFiles) {
    self.files = files
  }

  /// Reads a recipe and what it starts from, unless it is known.
  ///
  /// - Parameters:
  ///   - reference: the value that names the recipe.
  ///   - chain: the recipes that start from this one, outermost first.
  mutating func load(_ reference: JSONNode, chain: [String] = []) {
    let log = files.log
    guard let name = log.fileName(reference) else { return }
    guard !chain.contains(name) else {
      let names = (chain + [name]).joined(separator: " → ")
      log.add(reference, "the recipes start from one another in a circle: \(names)")
      return
    }
    guard known.insert(name).inserted,
      let place = files.find("models/\(name).json", namedBy: reference, from: nil),
      let root = files.document(at: place, namedBy: reference)
    else { return }
    let recipe = Self.read(root, name: name, log: log)
    if let start = root.member("initialWeights"), case .recipe(let base) = recipe.initialWeights {
      load(start, chain: chain + [name])
      checkArchitecture(of: recipe, against: base, at: start)
    }
    recipes.append(recipe)
    documents[name] = root
  }

  /// Returns whether a document looks like a recipe rather than a table.
  static func isRecipe(_ root: JSONNode) -> Bool {
    ["architecture", "initialWeights", "training"].contains { root.member($0) != nil }
      && ["rows", "datasets", "metrics"].allSatisfy { root.member($0) == nil }
  }

  private func checkArchitecture(of recipe: ModelRecipe, against base: String, at node: JSONNode) {
    guard let start = recipes.first(where: { $0.name == base }),
      start.architecture != recipe.architecture
    else { return }
    files.log.add(
      node,
      "\(base) is a \(start.architecture.label), \(recipe.name) a \(recipe.architecture.label); "
        + "weights fit one layout only")
  }

  private static func read(_ root: JSONNode, name: String, log: DiagnosticLog) -> ModelRecipe {
    let stated = StatedRecipe.read(root, log: log)
    if let node = root.member("name"), let other = stated.name, other != name {
      log.add(node, "the recipe's name must be that of its file", accepted: [name])
    }
    return ModelRecipe(
      version: 1, name: name, label: stated.label, architecture: stated.architecture,
      initialWeights: stated.initialWeights, training: stated.training)
  }
}

/// The recipe of a network, as its file states it.
struct StatedRecipe: NamedObject {
  private var version: JSONNode?
  private var extends: JSONNode?
  private var schema: JSONNode?
  var name: String?
  var label = ""
  var architecture = ArchitectureSettings()
  var initialWeights = InitialWeights.random
  var training: TrainingSettings?

  static let formName = "recipe"
  static let meaning = "A recipe: how one network comes to its weights. It is a file of `models/`."
  static let fields: [Field<Self>] = [
    .version(\.version), .extends(\.extends),
    Field(
      "name", \.name, FieldType.plainName.optional,
      meaning: "The file's name without \".json\"; may be left out."),
    Field(
      "architecture", \.architecture, .object,
      meaning: "The layout of the network."),
    Field("label", \.label, .text, .mandatory, meaning: "The name that tables show."),
    Field(
      "initialWeights", \.initialWeights,
      FieldType(form: InitialWeights.form) { InitialWeights.read($0, log: $1) },
      standard: { _ in "random" },
      meaning: "Where training begins: \"random\", the name of another recipe, or a file."),
    Field(
      "training", \.training, FieldType.object.nullable, standard: { _ in .null },
      meaning: "The training; null for a network that keeps its initial weights."),
    .schema(\.schema),
  ]
}
