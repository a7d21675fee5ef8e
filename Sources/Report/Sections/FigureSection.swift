import Figures
import Records
import Specs
import Tables

/// The figures that results have: specification curves, and values against a swept number.
struct FigureSection {
  let figures: [Figure]
  let hasFigures: Bool
  let covariates: [Covariates]
  let hasCovariates: Bool

  /// One figure.
  struct Figure {
    let title: String
    let drawing: String
  }

  /// The effects of covariates in one row on one set.
  struct Covariates {
    let title: String
    let row: String
    let dataset: String
    let setting: String
    let pairs: Int
    let explained: String
    let ruler: String
    let confidence: String
    let effects: [Effect]
  }

  /// One effect.
  struct Effect {
    let name: String
    let estimate: String
    let interval: String
    let drawing: String?
  }

  /// Creates the section of some tables.
  init(_ parts: [ReportTable]) {
    figures = parts.enumerated().flatMap { place, part in
      Self.drawing(of: part.result).map { drawing in
        [Figure(title: part.table.title, drawing: drawing.inline(id: "figure-\(place + 1)"))]
      } ?? []
    }
    hasFigures = !figures.isEmpty
    covariates = parts.enumerated().flatMap { Self.covariates(of: $1, id: "effects-\($0 + 1)") }
    hasCovariates = !covariates.isEmpty
  }

  private static func drawing(of result: ExperimentResult) -> SVG? {
    result.specification.map { ResultFigure.specification($0, of: result.experiment).svg }
      ?? ResultFigure.curve(of: result)?.svg
  }

  private static func covariates(of part: ReportTable, id: String) -> [Covariates] {
    let outcomes = part.table.covariates
    let ends = outcomes.flatMap { outcome in
      outcome.effects.flatMap { [$0.lower, $0.upper, $0.estimate].compactMap(\.self) }
    }
    let scale = IntervalScale(holding: ends, unit: "standardised effect")
    return outcomes.enumerated().map { place, outcome in
      Covariates(
        title: part.table.title, row: outcome.row, dataset: outcome.dataset.rawValue,
        setting: outcome.setting, pairs: outcome.pairs,
        explained: Rounded.hundredths(outcome.explained),
        ruler: scale.ruler.inline(id: "\(id)-\(place + 1)-ruler"),
        confidence: "\(Int((outcome.confidence * 100).rounded())) %",
        effects: outcome.effects.enumerated().map { number, effect in
          Self.effect(effect, on: scale, id: "\(id)-\(place + 1)-\(number + 1)")
        })
    }
  }

  private static func effect(
    _ effect: CovariateOutcome.Effect, on scale: IntervalScale, id: String
  ) -> Effect {
    let name = effect.covariates.joined(separator: " × ")
    guard let estimate = effect.estimate else {
      return Effect(name: name, estimate: "–", interval: "–", drawing: nil)
    }
    guard let lower = effect.lower, let upper = effect.upper else {
      return Effect(
        name: name, estimate: Rounded.typographicHundredths(estimate), interval: "–", drawing: nil)
    }
    let interval =
      "\(Rounded.typographicHundredths(lower)) … \(Rounded.typographicHundredths(upper))"
    return Effect(
      name: name, estimate: Rounded.typographicHundredths(estimate), interval: interval,
      drawing: scale.drawing(
        of: estimate, (lower, upper), mark: lower > 0 ? .above : upper < 0 ? .below : .around,
        title: "\(name): \(Rounded.typographicHundredths(estimate)), \(interval)"
      ).inline(id: id))
  }
}
