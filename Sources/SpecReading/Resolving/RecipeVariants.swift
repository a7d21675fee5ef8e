import JSON
import Specs

/// The recipes of a table: those of files, and what its rows make of their training.
struct RecipeVariants {
  private let loader: RecipeLoader
  private let log: DiagnosticLog

  /// Whether the recipes and factors have no mistakes, so that those of variants are their own.
  private let isSound: Bool

  private var made: [ModelRecipe] = []
  private var mistakes = RowMistakes()

  init(_ loader: RecipeLoader, isSound: Bool, log: DiagnosticLog) {
    self.loader = loader
    self.isSound = isSound
    self.log = log
  }

  /// Returns the recipe of a file, or nil where it could not be read.
  func file(_ name: String) -> ModelRecipe? { loader.recipes.first { $0.name == name } }

  /// Returns the recipe of a row, or nil where its file could not be read.
  ///
  /// A row that changes nothing has the recipe of the file, and one that changes what an earlier one
  /// changes has the earlier one's, since they are the same network.
  ///
  /// - Parameters:
  ///   - model: the name of the file.
  ///   - row: the full name of the row.
  ///   - words: what the row has, as "rate slow", given the settings of its recipe; the recipe is named
  ///     after it.
  ///   - differences: what the row changes.
  ///   - place: the row, for mistakes that concern what it changes as a whole.
  /// - Returns: the recipe, that of the file after a mistake.
  mutating func recipe(
    _ model: String, of row: String, called words: (SettingWords) -> [String],
    _ differences: [TrainingDifference], at place: JSONNode
  ) -> ModelRecipe? {
    guard let base = file(model), isSound, let first = differences.first else {
      return file(model)
    }
    guard base.training != nil, let stated = loader.documents[model]?.member("training") else {
      mistakes.add(
        place,
        "\(model) is not trained, so \(first.origin) has nothing to change; leave the row out, or "
          + "name a recipe with \"training\"", row: row)
      return base
    }
    guard
      let difference = TrainingDifference.joined(
        differences, report: { mistakes.add(place, $0, row: row) }),
      let training = training(
        stated.merged(with: difference), changedBy: difference, of: row, base, at: place)
    else { return base }
    return variant(of: base, training, row: row, words)
  }

  /// Returns the recipes that rows rest on, each after the one it starts from.
  func recipes(of rows: [ResolvedRow]) -> [ModelRecipe] {
    guard !made.isEmpty else { return loader.recipes }
    let all = loader.recipes.flatMap { base in
      [base] + made.filter { $0.fileName == base.name }
    }
    var needed = Set(rows.compactMap(\.model))
    for recipe in all.reversed() where needed.contains(recipe.name) {
      if case .recipe(let start) = recipe.initialWeights { needed.insert(start) }
    }
    return all.filter { needed.contains($0.name) }
  }

  /// Notes the mistakes of all rows, each with the rows that it is in.
  func report() { mistakes.report(to: log) }

  /// Returns the training of a row, or nil after noting mistakes.
  private mutating func training(
    _ node: JSONNode, changedBy difference: JSONNode, of row: String, _ base: ModelRecipe,
    at place: JSONNode
  ) -> TrainingSettings? {
    let own = DiagnosticLog(partOf: log)
    let training = TrainingSettings.read(node, log: own)
    let places = difference.places
    for mistake in own.diagnostics {
      if places.contains(mistake.position) {
        mistakes.add(mistake, row: row)
      } else {
        // What stands in the recipe's file is wrong only together with what the row changes.
        mistakes.add(place, "training of \(base.name): \(mistake.message)", row: row)
      }
    }
    return own.count == 0 ? training : nil
  }

  private mutating func variant(
    of base: ModelRecipe, _ training: TrainingSettings, row: String,
    _ words: (SettingWords) -> [String]
  ) -> ModelRecipe {
    let siblings = [base] + made.filter { $0.fileName == base.name }
    if let same = siblings.first(where: { $0.training == training }) { return same }
    let settings = training.inWords
    let changes = base.training.map { settings.changes(from: $0.inWords) } ?? [:]
    let parts = words(settings)
    let recipe = ModelRecipe(
      version: base.version, name: freeName(base.name, parts, row: row),
      label: ([base.label] + parts).joined(separator: ", "), architecture: base.architecture,
      initialWeights: base.initialWeights, training: training,
      variant: RecipeVariant(of: base.name, changes: changes))
    made.append(recipe)
    return recipe
  }

  /// Returns a name that no other recipe has, not even as a file, where only letters and digits count.
  private func freeName(_ base: String, _ parts: [String], row: String) -> String {
    let taken = Set((loader.recipes + made).map { exportedFileName($0.name) })
    let full = ([base] + parts).joined(separator: ", ")
    let byRow = "\(base), as in row \(row)"
    let numbered = (2...(taken.count + 2)).lazy.map { "\(byRow), \($0)" }
    let names = (full.count <= Self.longestName ? [full] : []) + [byRow] + numbered
    return names.first { !taken.contains(exportedFileName($0)) } ?? byRow
  }

  /// The most characters of a name, which is also that of an exported file.
  private static let longestName = 120
}
