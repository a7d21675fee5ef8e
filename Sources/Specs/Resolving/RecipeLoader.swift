import JSON

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
    var reader = ObjectReader(root, log: log)
    let recipe = Self.read(&reader, name: name)
    reader.finish()
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

  private static func read(_ reader: inout ObjectReader, name: String) -> ModelRecipe {
    let log = reader.log
    _ = reader.value("version")
    _ = reader.value("extends")
    if let node = reader.value("name"), let stated = log.fileName(node), stated != name {
      log.add(node, "the recipe's name must be that of its file", accepted: [name])
    }
    let architecture = reader.value("architecture").map { ArchitectureSettings.read($0, log: log) }
    return ModelRecipe(
      version: 1, name: name, label: reader.string("label", isRequired: true),
      architecture: architecture ?? ArchitectureSettings(name: .resNet18, width: 32),
      initialWeights: reader.value("initialWeights").flatMap { .read($0, log: log) } ?? .random,
      training: training(&reader))
  }

  private static func training(_ reader: inout ObjectReader) -> TrainingSettings? {
    guard let node = reader.value("training") else { return nil }
    if case .null = node.value { return nil }
    return .read(node, log: reader.log)
  }
}
