import Datasets
import Files
import Specs

/// The values of queries in the long form: a line for each row, dataset, metric, seed and query.
struct ValueTable {
  private static let columns = ["row", "dataset", "metric", "query", "value"]

  private let path: String
  private let lines: [Line]

  private struct Line {
    let row: String
    let dataset: String
    let metric: String
    let query: String
    let value: Double
  }

  /// Reads a file.
  ///
  /// - Parameter path: a CSV file with the columns `row`, `dataset`, `metric`, `query` and `value`, any others
  ///   beside them.
  /// - Throws: `DatasetError` for a file that is no such table, with the line.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    let records = try CSV.records(in: DatasetFiles.text(of: path), path: path)
    let header = records.first?.fields ?? []
    let places = Self.columns.compactMap { header.firstIndex(of: $0) }
    guard places.count == Self.columns.count else {
      throw Self.malformed(
        path, records.first?.line ?? 1, "the header lacks one of \(Self.columns.listed)")
    }
    var lines: [Line] = []
    for record in records.dropFirst() {
      guard record.fields.count == header.count, let value = Double(record.fields[places[4]]),
        value.isFinite
      else {
        throw Self.malformed(
          path, record.line, "\(header.count) fields with a number as value are expected")
      }
      let fields = places.map { record.fields[$0] }
      lines.append(
        Line(row: fields[0], dataset: fields[1], metric: fields[2], query: fields[3], value: value))
    }
    guard !lines.isEmpty else { throw Self.malformed(path, 1, "the file has no values") }
    self.lines = lines
  }

  /// Returns the values of one row on one set, seeds averaged.
  ///
  /// - Parameters:
  ///   - row: the row; nil where there is one only.
  ///   - dataset: the set; nil where there is one only.
  /// - Returns: the values of its queries by each metric.
  /// - Throws: `ComparisonRefusal` for a name that is not there, or where there are several.
  func values(row: String?, dataset: String?) throws(ComparisonRefusal) -> QueryValues {
    let row = try choice(
      row, among: lines.map(\.row).unique, "row", advice: "Name one behind the file: \(path)#ROW.")
    let found = lines.filter { $0.row == row }
    let dataset = try choice(
      dataset, among: found.map(\.dataset).unique, "dataset", advice: "Name one by --dataset.")
    let chosen = found.filter { $0.dataset == dataset }
    return QueryValues(
      chosen.map(\.metric).unique.map { metric in
        var sums: [String: (sum: Double, count: Int)] = [:]
        let ofMetric = chosen.filter { $0.metric == metric }
        for line in ofMetric {
          let (sum, count) = sums[line.query] ?? (0, 0)
          sums[line.query] = (sum + line.value, count + 1)
        }
        return (
          metric,
          ofMetric.map(\.query).unique.compactMap { query in
            sums[query].map { (query, $0.sum / Double($0.count)) }
          }
        )
      })
  }

  private func choice(
    _ wanted: String?, among known: [String], _ noun: String, advice: String
  ) throws(ComparisonRefusal) -> String {
    if let wanted {
      guard known.contains(wanted) else {
        let nearest = nearestName(to: wanted, among: known).map { " Did you mean \($0)?" }
        throw .choice(
          path, "it has no \(noun) \(wanted)",
          advice: nearest ?? "There are \(known.listed).")
      }
      return wanted
    }
    guard known.count == 1 else {
      throw .choice(
        path, "it has \(known.count) \(noun)s: \(known.listed)", advice: advice)
    }
    return known[0]
  }

  private static func malformed(_ path: String, _ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "Give a table such as Results/table1.queries.csv.")
  }
}
