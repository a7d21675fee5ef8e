import Evaluation
import Failures
import Figures
import Records
import Specs
import Tables

/// Precision against recall of the rows of one table, and how the values of their queries are spread.
struct CurveSection {
  let id: String
  let title: String
  let rows: [Row]
  let panels: [String]
  let hasPanels: Bool
  let lacksPlaces: Bool
  let histograms: [Histograms]
  let hasHistograms: Bool
  let command: String

  /// The rows that are drawn unless others are chosen.
  private static let shownRows = 6

  /// One row that has curves, as the list names it.
  struct Row {
    let number: Int
    let title: String
    let name: String

    /// Its place among the looks of lines: the rows that are shown come first, and are told apart best.
    let place: Int
    let look: String
    let isShown: Bool
  }

  /// The histograms of one column, a row each.
  struct Histograms {
    let number: Int
    let title: String
    let isHidden: Bool
    let figures: [Figure]

    /// The rows that are in no claim.
    let others: [Figure]
    let hasOthers: Bool
  }

  /// The histogram of one row.
  struct Figure {
    let title: String
    let drawing: String
  }

  /// Creates the section of a table, or returns nil where neither places nor values of queries are known.
  init?(_ part: ReportTable, id: String) {
    self.id = id
    title = part.table.title
    command = "iir run \(part.spec.shellWord)"
    let curves = part.findings.curves
    let known = Set(curves.keys.map(\.row))
    let numbers = part.experiment.rows.indices.filter {
      known.contains(part.experiment.rows[$0].name)
    }
    let compared = Set(part.table.claims.flatMap { [$0.better, $0.worse] })
    let preferred = numbers.filter { compared.contains(part.experiment.rows[$0].name) }
    let shown = Set((preferred.isEmpty ? numbers : preferred).prefix(Self.shownRows))
    let looks = numbers.filter(shown.contains) + numbers.filter { !shown.contains($0) }
    rows = numbers.enumerated().map { place, number in
      let row = part.experiment.rows[number]
      let look = looks.firstIndex(of: number) ?? 0
      return Row(
        number: place, title: part.title(of: row), name: row.name, place: look,
        look: LineFigure.look(of: look), isShown: shown.contains(number))
    }
    let names = rows
    panels = Self.columns(of: part.experiment).enumerated().compactMap { place, column in
      Self.panel(
        column, names, curves, strata: part.experiment.strata, id: "\(id)-p\(place + 1)")
    }
    hasPanels = !panels.isEmpty
    lacksPlaces = part.findings.lacksPlaces
    histograms = Self.histograms(
      of: part, id: id, first: compared.isEmpty ? nil : compared)
    hasHistograms = !histograms.isEmpty
    guard hasPanels || hasHistograms else { return nil }
  }

  /// A set and a ground truth that places are known under.
  private struct Column: Hashable {
    let dataset: DatasetName
    let truth: MetricName.GroundTruth
    let isWithin: Bool

    /// What the values of queries are kept under.
    var key: String { truth.rawValue + (isWithin ? ".within" : "") }
  }

  private static func columns(of experiment: ResolvedExperiment) -> [Column] {
    experiment.columns.filter { $0.metric.groundTruth != .strata && $0.metric.reading == nil }
      .map {
        Column(
          dataset: $0.dataset, truth: $0.metric.groundTruth, isWithin: $0.metric.isWithinStratum)
      }.unique
  }

  private static func panel(
    _ column: Column, _ rows: [Row], _ curves: [CachedFindings.CurveName: PrecisionRecall],
    strata: String?, id: String
  ) -> String? {
    let lines = rows.flatMap { row -> [LineFigure.Line] in
      guard
        let curve = curves[.init(row: row.name, dataset: column.dataset, key: column.key)]
      else { return [] }
      let kinds = [("i", curve.interpolated), ("m", curve.measured)]
      return kinds.map { kind, values in
        LineFigure.Line(
          name: row.title, number: row.place,
          classes: "k\(kind) r\(row.number)" + (row.isShown ? " on" : ""),
          points: values.enumerated().map { (x: Double($0), y: 100 * $1) })
      }
    }
    guard !lines.isEmpty else { return nil }
    let within = column.isWithin ? " within \(strata ?? "stratum")" : ""
    return LineFigure(
      title: "\(column.dataset.rawValue) \(column.truth.rawValue)\(within)",
      horizontal: .init("recall, percent", 0...100), vertical: .init("precision, percent", 0...100),
      lines: lines, size: (width: 250, height: 190)
    ).svg.inline(id: id)
  }

  private static func histograms(
    of part: ReportTable, id: String, first: Set<String>?
  ) -> [Histograms] {
    let experiment = part.experiment
    let columns = experiment.columns.enumerated().filter {
      $0.element.metric.measure == .averagePrecision
    }
    var found: [Histograms] = []
    for (place, column) in columns {
      let rows = experiment.rows.compactMap { row -> (ResolvedRow, [Double])? in
        let values = part.result.record(row: row.name, dataset: column.dataset)?
          .queryValues(of: column.metric).compactMap(\.value)
        return values.flatMap { $0.isEmpty ? nil : (row, $0) }
      }
      guard !rows.isEmpty else { continue }
      let counts = rows.map { HistogramFigure.counts(of: $0.1) }
      let highest = counts.flatMap(\.self).max() ?? 1
      let number = found.count
      let figures = zip(rows, counts).enumerated().map { place, row in
        let title = part.title(of: row.0.0)
        return Figure(
          title: title,
          drawing: HistogramFigure(
            title: title, counts: row.1, mean: mean(row.0.1), highest: highest
          ).svg.inline(id: "\(id)-h\(number)-\(place + 1)"))
      }
      let isFirst = rows.map { first?.contains($0.0.name) ?? true }
      let others = zip(figures, isFirst).filter { !$0.1 }.map(\.0)
      found.append(
        Histograms(
          number: number, title: part.title(of: part.table.columns[place]), isHidden: number > 0,
          figures: zip(figures, isFirst).filter(\.1).map(\.0), others: others,
          hasOthers: !others.isEmpty))
    }
    return found
  }
}
