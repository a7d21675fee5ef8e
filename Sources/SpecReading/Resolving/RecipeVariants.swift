import JSON
import Specs

/// The recipes of a table: those that it names, and what its rows make of them.
struct RecipeVariants {
  private var loader: RecipeLoader
  private let log: DiagnosticLog

  /// Whether the recipes and factors have no mistakes, so that those of variants are their own.
  private let isSound: Bool

  private var made: [ModelRecipe] = []
  private var mistakes = RowMistakes()

  /// The paths of the settings from outside that some recipe has taken.
  private(set) var applied: Set<String> = []

  /// What a row makes of its recipe.
  struct Change {
    /// The row's name without swept values.
    let row: String

    /// The recipe.
    let model: StatedModel

    /// What the row has, as "rate slow", and what it changes; the network is called after it.
    var parts: [Part]

    /// What is set from outside the spec where the recipe has the field, after everything else.
    var settings: [SpecSettings.RowSetting] = []

    /// The row, for mistakes that concern what it changes as a whole.
    let place: JSONNode

    /// One difference, with the word for it where it has one of its own, such as "rate slow".
    struct Part {
      let difference: RecipeDifference
      var word: String?
    }

    /// Returns what the row has in words, such as "rate slow" and "batch 64".
    ///
    /// - Parameters:
    ///   - settings: the recipe after the change.
    ///   - isOfLabel: whether the words stand behind the label, which may tell of some already.
    /// - Returns: the words, each once.
    func words(_ settings: SettingWords, isOfLabel: Bool = false) -> [String] {
      let words = parts.flatMap { part -> [String] in
        if isOfLabel, model.label != nil, part.difference.isOfRow { return [] }
        return part.word.map { [$0] } ?? part.difference.words(settings)
      }
      return words.unique
    }
  }

  init(_ loader: RecipeLoader, isSound: Bool, log: DiagnosticLog) {
    self.loader = loader
    self.isSound = isSound
    self.log = log
  }

  /// Returns the recipe that rows start from, or nil where it could not be read.
  func recipe(called name: String) -> ModelRecipe? { loader.recipes.first { $0.name == name } }

  /// Returns the recipe of a row, or nil where the one that it starts from could not be read.
  ///
  /// A row that changes nothing has the recipe itself, and one that changes what an earlier one changes
  /// has the earlier one's, since they are the same network.
  mutating func recipe(of change: Change) -> ModelRecipe? {
    guard let base = recipe(called: change.model.base), isSound,
      let document = loader.documents[base.name]
    else { return recipe(called: change.model.base) }
    guard
      let stated = RecipeDifference.joined(
        change.parts.map(\.difference),
        report: { mistakes.add(change.place, $0, row: change.row) }),
      !lacksField(base, document.merged(with: stated), change)
    else { return base }
    var change = change
    var difference = stated
    for setting in change.settings {
      guard
        FieldPath.form(of: setting.field.root)
          .has(setting.field.keys, in: document.merged(with: difference))
      else { continue }
      applied.insert(setting.field.text)
      difference = difference.merged(with: setting.difference)
      change.parts.append(
        Change.Part(
          difference: RecipeDifference(
            origin: "the setting of \(setting.field.text)", settings: setting.difference)))
    }
    guard !change.parts.isEmpty,
      let recipe = recipe(document.merged(with: difference), base, difference, change)
    else { return base }
    return variant(of: base, recipe, change)
  }

  /// Returns the recipes that rows rest on, each after the one it starts from.
  func recipes(of rows: [ResolvedRow]) -> [ModelRecipe] {
    let all = loader.recipes.flatMap { base in
      [base] + made.filter { $0.fileName == base.name }
    }
    var sorted: [ModelRecipe] = []
    // Recipes that start from one another in a circle are a mistake, and no reason to go round.
    var met: Set<String> = []
    func add(_ recipe: ModelRecipe) {
      guard met.insert(recipe.name).inserted else { return }
      if case .recipe(let name) = recipe.initialWeights,
        let start = all.first(where: { $0.name == name })
      {
        add(start)
      }
      sorted.append(recipe)
    }
    for recipe in all { add(recipe) }
    var needed = Set(rows.compactMap(\.model))
    for recipe in sorted.reversed() where needed.contains(recipe.name) {
      if case .recipe(let start) = recipe.initialWeights { needed.insert(start) }
    }
    return sorted.filter { needed.contains($0.name) }
  }

  /// Notes the mistakes of all rows, each with the rows that it is in.
  func report() { mistakes.report(to: log) }

  /// Returns whether something is to change that the recipe does not have, after noting it.
  private mutating func lacksField(
    _ base: ModelRecipe, _ document: JSONNode, _ change: Change
  ) -> Bool {
    if base.training == nil, !change.parts.contains(where: \.difference.isWholeTraining),
      let part = change.parts.map(\.difference).first(where: \.isOfTraining)
    {
      let advice =
        part.field == nil
        ? "leave the row out, or name a recipe with \"training\"" : Self.sweepAdvice
      mistakes.add(
        part.field == nil ? change.place : part.settings,
        "\(base.name) is not trained, so \(part.origin) has nothing to change; \(advice)",
        row: change.row)
      return true
    }
    let lacking = change.parts.map(\.difference).filter { difference in
      difference.field.map { !FieldPath.form(of: $0.root).has($0.keys, in: document) } ?? false
    }
    for difference in lacking {
      mistakes.add(
        difference.settings,
        "\(base.name) has no \(difference.field?.keys.joined(separator: ".") ?? "") to sweep; "
          + Self.sweepAdvice, row: change.row)
    }
    return !lacking.isEmpty
  }

  private static let sweepAdvice = "let the row say what it is swept over, or \"sweeps\": false"

  /// Returns the changed recipe, or nil after noting mistakes.
  private mutating func recipe(
    _ document: JSONNode, _ base: ModelRecipe, _ difference: JSONNode, _ change: Change
  ) -> StatedRecipe? {
    let own = DiagnosticLog(partOf: log)
    let stated = StatedRecipe.read(document, log: own)
    let places = difference.places
    for mistake in own.diagnostics {
      if places.contains(mistake.position) {
        mistakes.add(mistake, row: change.row)
      } else {
        // What stands in the recipe itself is wrong only together with what the row changes.
        let part = ["training", "architecture", "initialWeights"].first {
          mistake.pointer.contains("/\($0)")
        }
        mistakes.add(
          change.place, "\(part.map { "\($0) of " } ?? "")\(base.name): \(mistake.message)",
          row: change.row)
      }
    }
    if let start = difference.member("initialWeights"), case .recipe = stated.initialWeights {
      loader.load(start)
    }
    return own.count == 0 ? stated : nil
  }

  private mutating func variant(
    of base: ModelRecipe, _ stated: StatedRecipe, _ change: Change
  ) -> ModelRecipe {
    let siblings = [base] + made.filter { $0.fileName == base.name }
    if let same = siblings.first(where: {
      $0.training == stated.training && $0.architecture == stated.architecture
        && $0.initialWeights == stated.initialWeights
    }) {
      return same
    }
    func recipe(called name: String, label: String, _ changes: [String: String]) -> ModelRecipe {
      ModelRecipe(
        version: base.version, name: name, label: label, architecture: stated.architecture,
        initialWeights: stated.initialWeights, training: stated.training,
        variant: RecipeVariant(of: base.name, changes: changes))
    }
    let settings = SettingWords(recipe(called: base.name, label: base.label, [:]))
    let label = [change.model.label ?? base.label] + change.words(settings, isOfLabel: true)
    let variant = recipe(
      called: freeName(base.name, change.words(settings), row: change.row),
      label: label.joined(separator: ", "), settings.changes(from: SettingWords(base)))
    if case .recipe(let start) = variant.initialWeights,
      let problem = loader.misfit(of: variant, with: start)
    {
      mistakes.add(change.place, problem, row: change.row)
    }
    made.append(variant)
    return variant
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
