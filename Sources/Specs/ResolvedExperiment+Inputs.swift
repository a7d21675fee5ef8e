extension ResolvedExperiment {
  /// Every set that is evaluated, fitted or trained on, each once, columns first.
  package var inputSets: [DatasetName] { inputSets(rows: rows, models: models) }

  /// Returns every set that some rows are evaluated and fitted on, and some recipes trained on.
  func inputSets(rows: [ResolvedRow], models: [ModelRecipe]) -> [DatasetName] {
    let whitenings = rows.compactMap(\.descriptor.whitening.fitOn).flatMap { source in
      datasets.compactMap(source.set)
    }
    return (datasets + whitenings + models.compactMap { $0.training?.dataset }).unique
  }

  /// The sets that are read with their queries and positives.
  package var evaluatedSets: [DatasetName] {
    let fitted = rows.contains { $0.descriptor.whitening.fitOn == .otherCity }
    return (datasets + (fitted ? datasets.compactMap(\.otherCity) : [])).unique
  }

  /// Every file of weights with the recipes that begin with it.
  package var weightsFiles: [(settings: WeightsFileSettings, models: [String])] {
    let files = models.compactMap { recipe in
      if case .file(let settings) = recipe.initialWeights { settings } else { nil }
    }
    return files.unique.map { file in
      (file, models.filter { $0.initialWeights == .file(file) }.map(\.name))
    }
  }
}
