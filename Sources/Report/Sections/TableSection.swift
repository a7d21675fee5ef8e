import Evaluation
import Failures
import Records
import Specs
import Tables

/// The values of one table, for sorting and for looking at single rows.
struct TableSection {
  let id: String
  let title: String
  let name: String
  let command: String
  let axes: [String]
  let groups: [Group]
  let columns: [Column]
  let rows: [Row]
  let hasRows: Bool

  /// What the marks of values mean; nil for none.
  let marks: String?
  let hasDeviations: Bool
  let seeds: Int
  let literature: [Literature]
  let hasLiterature: Bool

  /// The metric that a selection chooses by; nil for a report.
  let selects: String?
  let selection: [Selection]

  /// Neighbouring columns of one set.
  struct Group {
    let set: String
    let columns: Int
  }

  /// One column.
  struct Column {
    let heading: String

    /// Whether a set begins with it.
    let isFirst: Bool
  }

  /// One row.
  struct Row {
    let id: String
    let name: String
    let label: String
    let isReference: Bool
    let axisValues: [String]
    let cells: [Cell]

    /// What it is, in words.
    let settings: [String]

    let command: String
    let explanation: String
  }

  /// One value.
  struct Cell {
    let text: String

    /// What is sorted by; empty for no value.
    let sortKey: String
    let deviation: String?
    let isBest: Bool
    let mark: String?
    let published: String?
    let isFirst: Bool
  }

  /// One published result.
  struct Literature {
    let label: String

    /// The values, each with that of the row where the table has one.
    let values: [String]

    /// What it was compared with, and the fields that differ; else how it was evaluated.
    let comparison: String

    let isBeside: Bool
    let citation: String
  }

  /// What a selection says of one model.
  struct Selection {
    let model: String
    let row: String
    let value: String
    let choices: String
  }

  /// Creates the section of a table.
  init(_ part: ReportTable, id: String) {
    let table = part.table
    self.id = id
    title = table.title
    name = table.name
    command = "iir run \(part.spec.shellWord)"
    axes = table.axes
    groups = table.columnGroups.map { Group(set: $0.dataset, columns: $0.places.count) }
    let starts = Set(table.columnGroups.map(\.places.lowerBound))
    let firsts = table.columns.indices.map(starts.contains)
    columns = zip(table.columns, firsts).map { Column(heading: $0.heading, isFirst: $1) }
    // A specification curve has hundreds of rows, and its figure says what became of them.
    let shown = table.curve == nil ? table.rows : []
    rows = zip(shown, part.experiment.rows).enumerated().map { place, pair in
      Self.row(pair.0, pair.1, of: part, id: "\(id)-r\(place + 1)", firsts)
    }
    hasRows = !rows.isEmpty
    marks = hasRows ? table.separability.map(GroupLetters.legend) : nil
    hasDeviations = shown.contains { $0.cells.contains { $0.deviation != nil } }
    seeds = part.experiment.seeds.count
    literature = table.literature.map { row in
      Literature(
        label: row.label,
        values: row.values.map { value in
          "\(value.dataset) \(value.metric) \(Rounded.percent(value.value))"
            + (value.measured.map { " (here \(Rounded.percent($0)))" } ?? "")
        }, comparison: row.comparison ?? "not stated", isBeside: row.isBeside,
        citation: row.citation)
    }
    hasLiterature = !literature.isEmpty
    selects = table.selection?.metric.description
    selection = (table.selection?.models ?? []).map { model in
      let best = model.bestRow
      return Selection(
        model: model.model, row: best?.row ?? "no row is available on every set and seed",
        value: best?.value.map(Rounded.percent) ?? "–",
        choices: (best?.choices ?? []).map { "\($0.field) \($0.level)" }
          .joined(separator: ", "))
    }
  }

  private static func row(
    _ row: ResultTable.Row, _ resolved: ResolvedRow, of part: ReportTable, id: String,
    _ firsts: [Bool]
  ) -> Row {
    Row(
      id: id, name: row.name, label: row.label, isReference: resolved.reference != nil,
      axisValues: row.axisValues,
      cells: zip(row.cells, firsts).map(cell), settings: settings(of: resolved, part),
      command: "iir run \(part.spec.shellWord)",
      explanation: "iir why \(part.spec.shellWord) --row \(row.name.shellWord)")
  }

  private static func cell(_ cell: ResultTable.Cell, isFirst: Bool) -> Cell {
    Cell(
      text: cell.mean.map(Rounded.percent) ?? (cell.isAvailable ? "–" : "not available"),
      sortKey: cell.mean.map { "\($0)" } ?? "",
      deviation: cell.deviation.map(Rounded.percent), isBest: cell.isBest,
      mark: cell.groups.isEmpty ? nil : GroupLetters.superscript(cell.groups),
      published: cell.published.map(Rounded.percent), isFirst: isFirst)
  }

  /// Returns what a row is, in words: its network, how descriptors are made, and what is searched.
  private static func settings(of row: ResolvedRow, _ part: ReportTable) -> [String] {
    let experiment = part.experiment
    guard row.reference == nil else {
      // Its note says what stands behind it.
      return part.table.footnotes.filter { $0.subject == .reference(row.name) }.map(\.text)
    }
    let network = experiment.chain(of: row).map { Footnotes.budget(of: $0, in: experiment) }
    let world = row.world.flatMap { experiment.differenceInWords(of: $0) }.map { ["World: \($0)."] }
    let search = row.search == .plain ? [] : ["Search: \(row.search.words)."]
    return network + ["Descriptors: \(row.descriptor.words)."] + search + (world ?? [])
  }
}
