import Records
import Specs

extension MarkdownRenderer {
  /// The number of interactions that a table shows of each row; the CSV file has all.
  private static let shownInteractions = 3

  /// Returns how the places of positives depend on covariates: a table a set, and the strongest interactions.
  func sections(ofCovariates table: ResultTable) -> [String] {
    let outcomes = table.covariates
    guard let first = outcomes.first else { return [] }
    let confidence = Int((first.confidence * 100).rounded())
    var sections = [
      "## Covariates",
      "Standardised effects on the share of wrong images behind each positive: by how many standard "
        + "deviations of its ranks it moves with one of the covariate's, the others held. Below 0, "
        + "positives are found later the larger the covariate is. In parentheses \(confidence) % "
        + "intervals over clusters; R² is the share that all covariates explain.",
    ]
    for dataset in outcomes.map(\.dataset.rawValue).unique {
      let rows = outcomes.filter { $0.dataset.rawValue == dataset }
      let names = rows.flatMap { $0.effects.flatMap(\.covariates) }.unique
      sections.append("### \(dataset), \(rows[0].setting)")
      sections.append(
        Self.grid(
          ["row", "pairs", "R²"] + names,
          rows.map { outcome in
            [outcome.row, "\(outcome.pairs)", Rounded.hundredths(outcome.explained)]
              + names.map { name in
                outcome.effects.first { $0.covariates == [name] }.map(text) ?? "–"
              }
          }, leading: 1))
      let interactions = rows.flatMap { outcome in
        outcome.interactions.prefix(Self.shownInteractions).map { effect in
          [outcome.row, effect.covariates.joined(separator: " × "), text(of: effect)]
        }
      }
      guard !interactions.isEmpty else { continue }
      sections.append(
        "The strongest interactions of each row: by how much one effect grows with a deviation of the "
          + "other covariate.")
      sections.append(
        Self.grid(["row", "covariates", "effect"], interactions, leading: 2))
    }
    return sections
  }

  private func text(of effect: CovariateOutcome.Effect) -> String {
    guard let estimate = effect.estimate else { return "–" }
    guard let lower = effect.lower, let upper = effect.upper else {
      return Rounded.signedHundredths(estimate)
    }
    return Rounded.signedHundredths(estimate)
      + " (\(Rounded.signedHundredths(lower)) … \(Rounded.signedHundredths(upper)))"
  }
}
