package import Evaluation

/// What of a table has rankings.
extension ResolvedExperiment {
  /// The rows that rank images: all but those whose order chance decides.
  package var rankingRows: [ResolvedRow] { rows.filter(\.hasDescriptors) }

  /// Returns the settings whose positives are looked for on a set, that of all positives of a ground truth
  /// before its others.
  package func rankedSettings(of dataset: DatasetName) -> [EvaluationSetting] {
    let truths = Set(metrics(of: dataset).map(\.groundTruth.rawValue))
    return EvaluationProtocol.allCases.map(\.settings)
      .filter { $0.contains { truths.contains($0.rawValue) } }
      .flatMap { settings in
        settings.filter { $0 == .medium } + settings.filter { $0 != .medium }
      }
  }
}
