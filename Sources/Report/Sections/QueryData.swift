import Foundation
import JSON
import Records
import Specs
import Tables

/// The value of every query of every row, packed for the script of the page.
///
/// A value is a whole number of hundredths of a percent, as tables round; those of one row and column are the
/// two bytes of each, the lower one first, in base 64. 65535 stands for a query that the metric drops.
struct QueryData: Sendable {
  /// The document of the table.
  private let document: CanonicalJSON

  /// Whether any row has values of queries.
  let hasValues: Bool

  /// Returns the data of some tables, in JSON that may stand in any element of HTML.
  static func json(of tables: [QueryData]) -> String {
    CanonicalJSON.array(tables.map(\.document)).compactInHTML
  }

  /// Packs the data of a table.
  init(_ part: ReportTable) {
    let experiment = part.experiment
    // Other worlds have other queries, whatever their names.
    var worlds: [WorldSet] = []
    var sets: [[String]] = []
    var pictures: [CanonicalJSON] = []
    var values: [CanonicalJSON] = []
    for row in experiment.rows {
      var cells: [CanonicalJSON] = []
      for (dataset, metric) in experiment.columns {
        guard let record = part.result.record(row: row.name, dataset: dataset),
          let names = record.seeds.first?.queries.map(\.query), !names.isEmpty
        else {
          cells.append(.null)
          continue
        }
        let found = record.queryValues(of: metric).map(\.value)
        let world = experiment.set(dataset, of: row)
        let set =
          sets.indices.first { worlds[$0] == world && sets[$0] == names } ?? sets.count
        if set == sets.count {
          worlds.append(world)
          sets.append(names)
          let images = part.findings.queryImages[world] ?? [:]
          let symbols = names.map { name in images[name].flatMap { part.pictures[$0] } }
          pictures.append(
            symbols.allSatisfy { $0 == nil }
              ? [] : .array(symbols.map { $0.map(CanonicalJSON.string) ?? .null }))
        }
        cells.append([.integer(set), .string(Self.packed(found))])
      }
      values.append(.array(cells))
    }
    let compared = part.table.claims.first { !$0.verdicts.isEmpty }
    func place(_ name: String?) -> Int? {
      name.flatMap { name in experiment.rows.firstIndex { $0.name == name } }
    }
    let column = compared.flatMap { claim in
      part.table.columns.firstIndex {
        $0.metric == claim.metric && $0.dataset == claim.verdicts.first?.dataset
      }
    }
    document = .object([
      "name": .string(part.table.name), "title": .string(part.table.title),
      "spec": .string(part.spec),
      "rows": .array(
        experiment.rows.map { [.string($0.name), .string(part.title(of: $0))] }),
      "columns": .array(part.table.columns.map { .string(part.title(of: $0)) }),
      "sets": .array(sets.map { .array($0.map(CanonicalJSON.string)) }),
      "pictures": .array(pictures), "values": .array(values),
      "start": .array(
        [column, place(compared?.better), place(compared?.worse)].map { place in
          place.map(CanonicalJSON.integer) ?? .null
        }),
    ])
    hasValues = !sets.isEmpty
  }

  private static func packed(_ values: [Double?]) -> String {
    var bytes = Data(capacity: 2 * values.count)
    for value in values {
      let number = value.map { UInt16((min(max($0, 0), 1) * 10_000).rounded()) } ?? .max
      bytes.append(UInt8(truncatingIfNeeded: number))
      bytes.append(UInt8(truncatingIfNeeded: number >> 8))
    }
    return bytes.base64EncodedString()
  }
}

extension CanonicalJSON {
  /// The one-line form without a character that could end an element of HTML, or begin another.
  var compactInHTML: String {
    var text = ""
    for scalar in compact.unicodeScalars {
      switch scalar {
      case "<", ">", "&", "'", "\u{2028}", "\u{2029}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
