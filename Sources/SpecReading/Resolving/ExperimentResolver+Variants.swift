import JSON
import Specs

extension ExperimentResolver {
  /// Returns what a row changes in the training of its recipe, an object.
  func readTraining(_ node: JSONNode?) -> JSONNode? {
    guard let node else { return nil }
    guard case .object = node.value else {
      log.add(node, "expected an object of settings to change, found \(node.summary)")
      return nil
    }
    return node
  }

  /// Returns the recipe of a row under some swept values, or nil where its file could not be read.
  func recipe(
    of row: StatedRow, under sweeps: [(axis: MatrixAxis, value: JSONNode)],
    _ variants: inout RecipeVariants
  ) -> ModelRecipe? {
    let swept = sweeps.filter { $0.axis.root == "training" }.map { axis, value in
      TrainingDifference(
        origin: "the sweep of \(axis.path)",
        settings: .nesting(value, under: axis.keys, origin: axis.member))
    }
    return variants.recipe(
      row.model.text, of: row.name,
      called: { settings in row.words(settings) + swept.flatMap { $0.words(settings) } },
      row.levelDifferences + row.ownDifferences + swept,
      at: row.node.member("levels") ?? row.training ?? swept.first?.settings ?? row.node)
  }

  /// Returns the name that tables show for a row; the swept values stand beside it.
  func label(of row: StatedRow, _ recipe: ModelRecipe?, _ variants: RecipeVariants) -> String {
    if let label = row.label { return label }
    guard let recipe, let base = variants.file(row.model.text) else { return row.name }
    return ([base.label] + row.words(SettingWords(recipe))).joined(separator: ", ")
  }

  /// Returns the rows with what each has of every field that the rows of its model vary.
  func choosing(
    _ rows: [ResolvedRow], _ stated: [StatedRow], _ models: [ModelRecipe]
  ) -> [ResolvedRow] {
    rows.map { row in
      guard let own = stated.first(where: { $0.name == row.baseName }),
        let recipe = models.first(where: { $0.name == row.model })
      else { return row }
      let family = stated.filter { $0.model.text == own.model.text }
      let factors = family.flatMap { $0.levels.map(\.factor) }.unique.map { factor in
        RowChoice(
          field: factor,
          level: own.levels.first { $0.factor == factor }?.level.name ?? "as in the recipe")
      }
      let settings = SettingWords(recipe, row)
      let fields = family.flatMap(\.statedPaths).unique.map {
        RowChoice(field: $0, level: settings[$0])
      }
      var row = row
      row.choices = factors.isEmpty && fields.isEmpty ? nil : factors + fields
      return row
    }
  }
}

extension TrainingSettings {
  /// The settings as words, by their paths from "training" on.
  var inWords: SettingWords { SettingWords(["training": self]) }
}

extension SettingWords {
  /// Writes what a row may change of a recipe, and of the row itself, in words.
  fileprivate init(_ recipe: ModelRecipe, _ row: ResolvedRow? = nil) {
    self.init([
      "training": recipe.training, "descriptor": row?.descriptor, "search": row?.search,
    ])
  }
}

extension ExperimentResolver.StatedRow {
  /// What the levels of the row change.
  var levelDifferences: [TrainingDifference] {
    levels.map {
      TrainingDifference(
        origin: "the level \($0.level.name) of \($0.factor)", settings: $0.level.settings)
    }
  }

  /// What the row itself changes.
  var ownDifferences: [TrainingDifference] {
    training.map { [TrainingDifference(origin: "the row's training", settings: $0)] } ?? []
  }

  /// The path of each field that the row states: "descriptor.pooling".
  var statedPaths: [String] {
    MatrixAxis.roots.flatMap { root in
      stated(root)?.paths.map { "\(root).\($0)" } ?? []
    }
  }

  /// Returns what the row has, as "rate slow" and "batch 64".
  ///
  /// - Parameter settings: the settings of its recipe.
  /// - Returns: the levels, and what the row itself changes.
  func words(_ settings: SettingWords) -> [String] {
    levels.map { "\($0.factor) \($0.level.name)" } + ownDifferences.flatMap { $0.words(settings) }
  }
}

extension TrainingDifference {
  /// Returns what is changed, and to what, as "batch 64".
  ///
  /// - Parameter settings: the settings after the change.
  /// - Returns: each setting with its name.
  func words(_ settings: SettingWords) -> [String] {
    paths.map { path in
      let heading = path.split(separator: ".").last { $0 != "kind" }.map(String.init) ?? path
      return "\(heading) \(settings["training.\(path)"])"
    }
  }
}
