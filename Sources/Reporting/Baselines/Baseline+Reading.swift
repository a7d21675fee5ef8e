public import Foundation
import JSON
public import Records
import Specs

extension Baseline {
  /// Returns the document's bytes.
  public func encoded() throws -> Data {
    try CanonicalEncoding.data(of: self)
  }

  /// Reads a document that `encoded()` wrote, without the settings that specs no longer have.
  ///
  /// - Parameters:
  ///   - data: the file's bytes.
  ///   - path: the file, for the error.
  /// - Throws: `RecordError` when the bytes are no baseline.
  public init(_ data: Data, path: String) throws(RecordError) {
    self = try Self.format.read(Self.self, from: data, path: path)
    models = models.mapValues(RemovedField.removed)
    if let reason = contradiction {
      throw RecordError(path: path, reason: reason, advice: Self.format.advice)
    }
  }

  /// Where the parts of the document do not belong together, with the JSON pointer, or nil.
  private var contradiction: String? {
    let names = rows.map(\.name)
    if Set(names).count != names.count { return "/rows: two rows have one name" }
    if runs.flatMap(\.rows).sorted() != names.sorted() {
      return "/runs: they do not name each row once"
    }
    guard let stated = shared.members?["seeds"], case .array(let seeds) = stated else {
      return "/shared/seeds: expected a list"
    }
    for (index, row) in rows.enumerated() {
      if let missing = row.recipes.first(where: { models[$0] == nil }) {
        return "/rows/\(index)/recipes: there is no model \(missing)"
      }
      for (place, cell) in row.cells.enumerated() {
        if cell.values.count != seeds.count {
          return "/rows/\(index)/cells/\(place)/values: \(cell.values.count) values are not those "
            + "of \(seeds.count) seeds"
        }
        let expected = queryList(of: cell.dataset, for: row)?.names.count
        let found = cell.queries.tenThousandths.split(separator: " ").count
        if found != expected {
          return "/rows/\(index)/cells/\(place)/queries: \(found) values are not those of "
            + "\(expected ?? 0) queries"
        }
      }
    }
    for (name, list) in queries where list.clusters.count != list.names.count {
      return "/queries/\(name)/landmarks: \(list.clusters.count) are not those of "
        + "\(list.names.count) queries"
    }
    return nil
  }
}
