import Evaluation
package import Figures
package import Records
package import Specs

/// The figure of a result, as SVG.
package enum ResultFigure {
  /// Returns the text of a result's figure, or nil for a result without any.
  package static func text(of result: ExperimentResult) -> String? {
    if let curves = result.specification {
      return specification(curves, of: result.experiment).svg.text
    }
    return curve(of: result)?.svg.text
  }

  package static func specification(
    _ outcomes: [SpecificationOutcome], of experiment: ResolvedExperiment
  ) -> SpecificationFigure {
    let headings = ResultTable.fieldHeadings(of: experiment)
    return SpecificationFigure(
      title: experiment.title,
      words: [
        .above: Verdict.holds.word, .around: Verdict.inconclusive.word, .below: Verdict.fails.word,
      ],
      curves: outcomes.map { outcome in
        SpecificationFigure.Curve(
          heading: outcome.claim,
          points: outcome.points.map { point in
            SpecificationFigure.Point(
              value: 100 * point.difference, lower: 100 * point.lower, upper: 100 * point.upper,
              kind: point.verdict.kind)
          },
          fields: outcome.fields.map { field in
            let all = outcome.points.map { $0.level(of: field.name) }
            return SpecificationFigure.Field(
              name: headings[field.name] ?? field.name,
              levels: field.levels.map { level in
                (name: level.name, points: all.indices.filter { all[$0] == level.name })
              })
          })
      })
  }

  package static func curve(of result: ExperimentResult) -> CurveFigure? {
    let experiment = result.experiment
    guard let settings = experiment.figure, let points = result.figure,
      let axis = experiment.axes.firstIndex(of: settings.horizontal)
    else { return nil }
    // Rows that differ in the horizontal axis alone are one series.
    func series(_ row: ResolvedRow) -> String {
      let others = row.axisValues.enumerated()
        .filter { $0.offset != axis && $0.element != ResolvedRow.unswept }.map(\.element)
      return ([row.label] + others).joined(separator: ", ")
    }
    let names = experiment.rows.map(series).unique
    let rows = Dictionary(experiment.rows.map { ($0.name, $0) }) { first, _ in first }
    return CurveFigure(
      title: experiment.title,
      horizontal: ResultTable.fieldHeadings(of: experiment)[settings.horizontal]
        ?? settings.horizontal,
      isLogarithmic: settings.scale == .logarithmic, series: names,
      panels: settings.metrics.map { metric in
        experiment.datasets.filter { experiment.metrics(of: $0).contains(metric) }.map { dataset in
          CurveFigure.Panel(
            heading: "\(dataset.rawValue), \(metric.heading(strata: experiment.strata))",
            points: points.filter { $0.dataset == dataset && $0.metric == metric }
              .compactMap { point in
                rows[point.row].flatMap { row in
                  names.firstIndex(of: series(row)).map { number in
                    CurveFigure.Point(
                      series: number, place: Double(row.axisValues[axis]),
                      value: 100 * point.mean, lower: 100 * point.lower,
                      upper: 100 * point.upper)
                  }
                }
              })
        }
      }.filter { !$0.isEmpty })
  }
}

extension Verdict {
  /// The word for it in tables.
  package var word: String { rawValue.uppercased() }

  fileprivate var kind: SpecificationFigure.Kind {
    switch self {
    case .holds: .above
    case .inconclusive: .around
    case .fails: .below
    }
  }
}
