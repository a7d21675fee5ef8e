import Evaluation
import Records
import Specs

extension MarkdownRenderer {
  /// How many points of a curve are shown, from the smallest effect to the largest; the CSV file has all.
  private static let shownPoints = 11

  /// Returns the curves of a specification curve: for each claim its verdicts, what decides, and points.
  func sections(of curve: ResultTable.Curve) -> [String] {
    [
      "Each claim at every combination of what is left open. Effects and intervals are points; shares of "
        + "variance are η² of main effects."
    ]
      + (curve.outcomes.isEmpty
        ? [] : ["![\(Self.oneLine(curve.alternative))](\(curve.figureFile))"])
      + curve.outcomes.flatMap { sections(of: $0, in: curve) }
  }

  private func sections(
    of outcome: SpecificationOutcome, in curve: ResultTable.Curve
  ) -> [String] {
    let claim = curve.claims.first { $0.name == outcome.claim }
    var sections = ["## \(outcome.claim)"]
    if let claim {
      sections.append(
        Self.escape(claim.statement) + " "
          + (claim.scope.map { "Scope: \(Self.escape($0)). " } ?? "")
          + "(\(Self.escape(claim.source)))")
    }
    let points = outcome.points
    guard let smallest = points.first, let largest = points.last,
      let median = outcome.medianDifference
    else {
      return sections + ["Not judged, since no point is available."]
    }
    let verdicts = outcome.verdicts
    sections.append(
      Self.grid(
        ["points", "HOLDS", "INCONCLUSIVE", "FAILS", "smallest", "median", "largest"],
        [
          ["\(points.count)"] + shares(verdicts, of: points.count)
            + [smallest.difference, median, largest.difference].map(Rounded.points)
        ], leading: 0))
    if outcome.absentPoints > 0 {
      sections.append(
        "Not available, so in no share: \(outcome.absentPoints) further points.")
    }
    if !outcome.fields.isEmpty { sections.append(levels(of: outcome, in: curve)) }
    if !outcome.isBalanced {
      sections.append(
        "The levels of some fields do not occur together in proportion: what two fields explain together "
          + "is in neither share.")
    }
    return sections + [self.points(of: outcome, in: curve)]
  }

  private func shares(_ verdicts: VerdictCounts, of count: Int) -> [String] {
    [verdicts.holds, verdicts.inconclusive, verdicts.fails].map {
      "\($0) (\(Rounded.percent(Double($0) / Double(count))) %)"
    }
  }

  /// Returns what each field decides, and what became of the points of each level.
  private func levels(
    of outcome: SpecificationOutcome, in curve: ResultTable.Curve
  ) -> String {
    let rows = outcome.fields.flatMap { field in
      field.levels.enumerated().map { place, level in
        [
          place == 0 ? curve.headings[field.name] ?? field.name : "",
          place == 0 ? "\(Rounded.percent(field.share)) %" : "", level.name, "\(level.points)",
          Rounded.points(level.meanDifference),
        ] + shares(level.verdicts, of: level.points)
      }
    }
    let rest = [
      "interactions", "\(Rounded.percent(outcome.remainder)) %", "", "", "", "", "", "",
    ]
    return Self.grid(
      [
        "field", "share of variance", "level", "points", "mean", "HOLDS", "INCONCLUSIVE", "FAILS",
      ],
      rows + [rest], leading: 3)
  }

  /// Returns points of the curve, evenly spread.
  private func points(
    of outcome: SpecificationOutcome, in curve: ResultTable.Curve
  ) -> String {
    let last = outcome.points.count - 1
    let shown = min(Self.shownPoints, outcome.points.count)
    let places = (0..<shown).map { shown == 1 ? 0 : $0 * last / (shown - 1) }
    return Self.grid(
      ["place", "effect", "interval", "verdict"]
        + outcome.fields.map { curve.headings[$0.name] ?? $0.name },
      places.map { place in
        let point = outcome.points[place]
        return [
          "\(place + 1)", Rounded.points(point.difference),
          "\(Rounded.points(point.lower)) … \(Rounded.points(point.upper))", point.verdict.word,
        ] + outcome.fields.map { point.level(of: $0.name) }
      }, leading: 0)
  }
}
