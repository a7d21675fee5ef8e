import Evaluation
import Figures
import Records
import Specs
import Tables

/// The claims of one table with their verdicts, on one scale.
struct ClaimSection {
  let id: String
  let title: String
  let claims: [Claim]

  /// Whether the verdicts are those of every combination of settings.
  let isCurve: Bool

  let curves: [Curve]

  /// One claim.
  struct Claim {
    let name: String
    let statement: String
    let scope: String?
    let source: String
    let better: Side
    let worse: Side
    let metric: String

    /// How sure the intervals are, such as "95 %".
    let confidence: String

    /// The head of the column of intervals.
    let ruler: String
    let verdicts: [Line]
    let hasVerdicts: Bool

    /// Whether verdicts are over several seeds.
    let hasSeeds: Bool
    let strata: [Strata]
    let hasStrata: Bool
    let unjudged: String?
  }

  /// One of the two rows of a claim.
  struct Side {
    let name: String
    let title: String
  }

  /// The verdict on one set.
  struct Line {
    let dataset: String
    let word: String
    let kind: String
    let better: String
    let worse: String
    let difference: String
    let interval: String
    let drawing: String
    let queries: String

    /// The difference of each seed, where there are several.
    let seeds: String
  }

  /// The differences of one verdict by stratum.
  struct Strata {
    let dataset: String
    let text: String
  }

  /// The claim of a specification curve.
  struct Curve {
    let name: String
    let statement: String
    let scope: String?
    let source: String
    let points: Int
    let holds: String
    let inconclusive: String
    let fails: String
    let smallest: String
    let median: String
    let largest: String
  }

  /// Creates the section of a table, or returns nil for one without claims.
  init?(_ part: ReportTable, id: String) {
    let table = part.table
    guard !table.claims.isEmpty || table.curve != nil else { return nil }
    self.id = id
    title = table.title
    let ends = table.claims.flatMap(\.verdicts).flatMap { [$0.lower, $0.upper, $0.difference] }
      // An interval of everything that is possible says nothing of where the others are.
      .filter { abs($0) < 1 }
    let scale = IntervalScale(holding: ends.map { 100 * $0 }, unit: "points")
    claims = table.claims.enumerated().map { place, claim in
      Self.claim(claim, of: part, on: scale, id: "\(id)-\(place + 1)")
    }
    curves = (table.curve?.outcomes ?? []).map { outcome in
      Self.curve(outcome, table.curve?.claims.first { $0.name == outcome.claim })
    }
    isCurve = !curves.isEmpty
  }

  private static func claim(
    _ claim: ResultTable.Claim, of part: ReportTable, on scale: IntervalScale, id: String
  ) -> Claim {
    func side(_ name: String) -> Side {
      let row = part.experiment.rows.first { $0.name == name }
      return Side(name: name, title: row.map(part.title) ?? name)
    }
    func value(_ name: String, _ dataset: String) -> String {
      let column = part.table.columns.firstIndex {
        $0.dataset == dataset && $0.metric == claim.metric
      }
      let row = part.table.rows.first { $0.name == name }
      guard let column, let mean = row?.cells[column].mean else { return "–" }
      return Rounded.percent(mean)
    }
    let lines = claim.verdicts.enumerated().map { place, verdict in
      let interval =
        "\(Rounded.typographicPoints(verdict.lower)) … \(Rounded.typographicPoints(verdict.upper))"
      return Line(
        dataset: verdict.dataset, word: verdict.word, kind: verdict.word.lowercased(),
        better: value(claim.better, verdict.dataset), worse: value(claim.worse, verdict.dataset),
        difference: Rounded.typographicPoints(verdict.difference), interval: interval,
        drawing: scale.drawing(
          of: 100 * verdict.difference, (100 * verdict.lower, 100 * verdict.upper),
          mark: mark(of: verdict.word),
          title:
            "\(claim.name) on \(verdict.dataset): \(Rounded.typographicPoints(verdict.difference)) "
            + "points, \(interval)"
        ).inline(id: "\(id)-\(place + 1)"),
        queries: "\(verdict.queries)",
        seeds: verdict.seedDifferences.map(Rounded.typographicPoints).joined(separator: ", "))
    }
    let strata = claim.verdicts.filter { !$0.strata.isEmpty }.map { verdict in
      Strata(
        dataset: verdict.dataset,
        text: verdict.strata.map { "\($0.name) \(Rounded.typographicPoints($0.difference))" }
          .joined(separator: ", "))
    }
    return Claim(
      name: claim.name, statement: claim.statement, scope: claim.scope, source: claim.source,
      better: side(claim.better), worse: side(claim.worse), metric: claim.metric,
      confidence: claim.verdicts.first.map { "\(Int(($0.confidence * 100).rounded())) %" } ?? "",
      ruler: scale.ruler.inline(id: "\(id)-ruler"), verdicts: lines, hasVerdicts: !lines.isEmpty,
      hasSeeds: claim.verdicts.contains { $0.seedDifferences.count > 1 }, strata: strata,
      hasStrata: !strata.isEmpty,
      unjudged: lines.isEmpty ? reason(claim) : nil)
  }

  private static func reason(_ claim: ResultTable.Claim) -> String {
    claim.absentDatasets.isEmpty
      ? "Not judged, since its rows are not available."
      : "Not judged without \(claim.absentDatasets.joined(separator: ", "))."
  }

  private static func mark(of word: String) -> IntervalScale.Mark {
    switch word {
    case Evaluation.Verdict.holds.word: .above
    case Evaluation.Verdict.fails.word: .below
    default: .around
    }
  }

  private static func curve(
    _ outcome: SpecificationOutcome, _ claim: SpecificationClaim?
  ) -> Curve {
    let points = outcome.points
    func share(_ count: Int) -> String {
      points.isEmpty
        ? "0" : "\(count) (\(Rounded.percent(Double(count) / Double(points.count))) %)"
    }
    func effect(_ difference: Double?) -> String {
      difference.map(Rounded.typographicPoints) ?? "–"
    }
    return Curve(
      name: outcome.claim, statement: claim?.statement ?? "", scope: claim?.scope,
      source: claim?.source ?? "", points: points.count, holds: share(outcome.verdicts.holds),
      inconclusive: share(outcome.verdicts.inconclusive), fails: share(outcome.verdicts.fails),
      smallest: effect(points.first?.difference), median: effect(outcome.medianDifference),
      largest: effect(points.last?.difference))
  }

  /// How many verdicts bear a word.
  func count(of verdict: Evaluation.Verdict) -> Int {
    claims.reduce(0) { $0 + $1.verdicts.count { $0.word == verdict.word } }
  }
}
