import Evaluation
import Records
import Specs

extension CSVRenderer {
  /// Returns every effect and interaction of covariates, a line each, or nil for a table without covariates.
  func covariates(of table: ResultTable) -> String? {
    guard !table.covariates.isEmpty else { return nil }
    let labels = Dictionary(table.rows.map { ($0.name, $0.label) }) { first, _ in first }
    let header = [
      "table", "row", "label", "dataset", "setting", "covariates", "estimate", "lower", "upper",
      "confidence", "pairs", "absentPairs", "clusters", "explained",
    ]
    let lines = table.covariates.flatMap { outcome in
      (outcome.effects + outcome.interactions).map { effect in
        [
          table.name, outcome.row, labels[outcome.row] ?? "", outcome.dataset.rawValue,
          outcome.setting, effect.covariates.joined(separator: " × "), number(effect.estimate),
          number(effect.lower), number(effect.upper), number(outcome.confidence),
          "\(outcome.pairs)", "\(outcome.absentPairs)", "\(outcome.clusters)",
          number(outcome.explained),
        ]
      }
    }
    return text([header] + lines)
  }

  /// Returns every point of every curve, a line each, or nil for a table that is no specification curve.
  func points(of table: ResultTable) -> String? {
    guard let curve = table.curve else { return nil }
    let fields = curve.outcomes.flatMap { $0.points.flatMap { $0.choices.map(\.field) } }.unique
    let header =
      ["table", "claim", "place", "dataset", "metric", "seed"]
      + fields.map { curve.headings[$0] ?? $0 }
      + ["better", "worse", "difference", "lower", "upper", "confidence", "verdict", "queries"]
    let lines = curve.outcomes.flatMap { outcome in
      outcome.points.enumerated().map { place, point in
        [
          table.name, outcome.claim, "\(place + 1)", point.dataset.rawValue,
          point.metric.description, "\(point.seed)",
        ] + fields.map(point.level(of:)) + [
          point.better, point.worse, number(point.difference), number(point.lower),
          number(point.upper), number(outcome.confidence), point.verdict.word, "\(point.queries)",
        ]
      }
    }
    return text([header] + lines)
  }
}
