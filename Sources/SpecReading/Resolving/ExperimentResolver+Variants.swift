import JSON
import Specs

extension ExperimentResolver {
  /// Returns the recipe of a cell, or nil where the one that it starts from could not be read.
  func recipe(of cell: Cell, _ variants: inout RecipeVariants) -> ModelRecipe? {
    let row = cell.row
    let swept = cell.choices.compactMap(\.self).filter { $0.axis.root == "model" }
    let place =
      row.node.member("levels") ?? row.model.change ?? swept.first.map(\.difference) ?? row.node
    return variants.recipe(
      of: RecipeVariants.Change(
        row: row.name, model: row.model,
        parts: row.levelParts + row.ownParts
          + swept.map {
            RecipeVariants.Change.Part(
              difference: RecipeDifference(
                origin: "the sweep of \($0.axis.path)", settings: $0.difference,
                field: $0.axis.field), word: $0.word)
          }, settings: settings.ofRows.filter { $0.field.root == "model" }, place: place))
  }

  /// Returns the name that tables show for a row; the swept values stand beside it.
  func label(of row: StatedRow, _ recipe: ModelRecipe?, _ variants: RecipeVariants) -> String {
    if let label = row.label { return label }
    guard let recipe, let base = variants.recipe(called: row.model.base) else { return row.name }
    let own = RecipeVariants.Change(
      row: row.name, model: row.model, parts: row.levelParts + row.ownParts, place: row.node)
    return ([row.model.label ?? base.label] + own.words(SettingWords(recipe), isOfLabel: true))
      .joined(separator: ", ")
  }

  /// Returns the rows with what each has of every field that the rows of its model vary.
  func choosing(
    _ rows: [ResolvedRow], _ stated: [StatedRow], _ models: [ModelRecipe]
  ) -> [ResolvedRow] {
    rows.map { row in
      guard let own = stated.first(where: { $0.name == row.baseName }),
        let recipe = models.first(where: { $0.name == row.model })
      else { return row }
      let family = stated.filter { $0.model.base == own.model.base }
      let factors = family.flatMap { $0.levels.map(\.factor) }.unique.map { factor in
        RowChoice(
          field: factor,
          level: own.levels.first { $0.factor == factor }?.level.name ?? "as in the recipe")
      }
      let settings = SettingWords(recipe, below: "model.", row: row)
      let fields = family.flatMap(\.statedPaths).unique.map {
        RowChoice(field: $0, level: settings[$0])
      }
      var row = row
      row.choices = factors.isEmpty && fields.isEmpty ? nil : factors + fields
      return row
    }
  }
}

extension ExperimentResolver.StatedRow {
  /// What the levels of the row change.
  fileprivate var levelParts: [RecipeVariants.Change.Part] {
    levels.map { choice in
      let settings = choice.level.settings
      let member = JSONNode.Member(
        key: "training", keyPosition: settings.position, node: settings)
      let difference = JSONNode(
        value: .object([member]), position: settings.position, pointer: settings.pointer)
      return RecipeVariants.Change.Part(
        difference: RecipeDifference(
          origin: "the level \(choice.level.name) of \(choice.factor)", settings: difference),
        word: "\(choice.factor) \(choice.level.name)")
    }
  }

  /// What the row itself changes.
  fileprivate var ownParts: [RecipeVariants.Change.Part] {
    model.change.map {
      [
        RecipeVariants.Change.Part(
          difference: RecipeDifference(origin: "the row's model", settings: $0, isOfRow: true))
      ]
    } ?? []
  }

  /// The path of each field that the row states: "descriptor.pooling".
  fileprivate var statedPaths: [String] {
    FieldPath.roots.flatMap { root in
      stated(root)?.paths.map { "\(root).\($0)" } ?? []
    }
  }
}
