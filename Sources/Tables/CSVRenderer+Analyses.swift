import Evaluation
public import Records
import Specs

extension CSVRenderer {
  /// What the columns of the values of queries are called, behind the swept fields.
  static let queryColumns = ["dataset", "metric", "seed", "query", "value"]

  /// Returns the value of every query, a line for each row, set, metric, seed and query.
  ///
  /// The mean of a row's values in a column is the value of its table. A query that a metric drops has no line.
  public func text(ofQueries result: ExperimentResult) -> String {
    let experiment = result.experiment
    let axes = ResultTable.headings(of: experiment.axes)
    var text = line(Self.leadingColumns + axes + Self.queryColumns)
    for row in experiment.rows {
      let label = ResultTable.label(of: row, in: experiment)
      for (dataset, metric) in experiment.columns {
        for seed in result.record(row: row.name, dataset: dataset)?.seeds ?? [] {
          let start = fields(
            [experiment.name, row.name, label] + row.axisValues
              + [dataset.rawValue, metric.description, "\(seed.seed)"])
          for query in seed.queries {
            guard let value = query.value(of: metric) else { continue }
            text += "\(start),\(field(query.query)),\(value)\r\n"
          }
        }
      }
    }
    return text
  }

  /// Returns every effect and interaction of covariates, a line each, or nil for a table without covariates.
  package func covariates(of table: ResultTable) -> String? {
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
  package func points(of table: ResultTable) -> String? {
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
