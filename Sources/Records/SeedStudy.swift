public import Failures
public import Foundation
import JSON
public import Specs

/// How far each cell of the tables moves from seed to seed: the document `seed-study.json`.
public struct SeedStudy: Sendable, Hashable, Codable {
  /// The fewest seeds that a study may rest on.
  public static let fewestSeeds = 5

  /// How the document is read.
  public static let format = RecordFormat(
    version: 1, advice: "restore it from version control")

  /// The version of the schema, 1.
  public let version: Int

  /// The spread of each cell, sorted by table, row, dataset and metric.
  public private(set) var cells: [Cell]

  /// The spread of one cell.
  public struct Cell: Sendable, Hashable, Codable {
    /// The table's name.
    public let table: String

    /// The full name of the row.
    public let row: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The mean over seeds, as a fraction.
    public let mean: Double

    /// The sample standard deviation over seeds (divisor n − 1), as a fraction.
    public let deviation: Double

    /// The number of seeds.
    public let seeds: Int
  }

  /// Creates the study of a run over at least five seeds.
  ///
  /// - Parameter result: the run; its `seedStudyOf` names the table, or else its own name.
  /// - Throws: `SeedStudyError` when a cell has fewer seeds.
  public init(of result: ExperimentResult) throws(SeedStudyError) {
    let experiment = result.experiment
    let table = experiment.seedStudyOf ?? experiment.name
    version = Self.format.version
    cells = []
    let references = Set(experiment.rows.filter { $0.reference != nil }.map(\.name))
    for record in result.records {
      for metric in experiment.metrics(of: record.dataset) {
        let values = record.values(of: metric)
        guard values.count >= Self.fewestSeeds else {
          throw SeedStudyError(table: table, row: record.row, seeds: values.count)
        }
        // A reference depends on no seed: a mean of equal values would be off by its rounding.
        let sample = Sample(references.contains(record.row) ? Array(values.prefix(1)) : values)
        cells.append(
          Cell(
            table: table, row: record.row, dataset: record.dataset, metric: metric,
            mean: sample.mean, deviation: sample.deviation, seeds: values.count))
      }
    }
    sort()
  }

  /// Adds another study; its tables replace those that both have.
  ///
  /// - Parameters:
  ///   - other: the study.
  ///   - absent: the optional sets that were not there for it; their cells are kept in rows whose other
  ///     cells are the same.
  public mutating func merge(_ other: SeedStudy, without absent: [DatasetName] = []) {
    let tables = Set(other.cells.map(\.table))
    let changed = Set(cells.map(RowName.init)).filter { row in
      let known = cells.filter { RowName($0) == row && !absent.contains($0.dataset) }
      return known != other.cells.filter { RowName($0) == row }
    }
    let kept = cells.filter { cell in
      !tables.contains(cell.table)
        || absent.contains(cell.dataset) && !changed.contains(RowName(cell))
    }
    cells = kept + other.cells
    sort()
  }

  /// What tells a row from those of its table and of others.
  private struct RowName: Hashable {
    let table: String
    let row: String

    init(_ cell: Cell) {
      table = cell.table
      row = cell.row
    }
  }

  /// Returns the document's bytes.
  public func encoded() throws -> Data {
    try CanonicalEncoding.data(of: self)
  }

  /// Reads a document that `encoded()` wrote.
  ///
  /// - Parameters:
  ///   - data: the file's bytes.
  ///   - path: the file, for the error.
  /// - Throws: `RecordError` when the bytes are no study.
  public init(_ data: Data, path: String) throws(RecordError) {
    self = try Self.format.read(Self.self, from: data, path: path)
  }

  private mutating func sort() {
    cells.sort {
      ($0.table, $0.row, $0.dataset.rawValue, $0.metric.description)
        < ($1.table, $1.row, $1.dataset.rawValue, $1.metric.description)
    }
  }
}

/// A run with too few seeds to tell how far its cells move.
public struct SeedStudyError: Failure, Hashable {
  /// The table.
  public let table: String

  /// The row that has too few seeds.
  public let row: String

  /// The number of seeds found.
  public let seeds: Int

  package init(table: String, row: String, seeds: Int) {
    self.table = table
    self.row = row
    self.seeds = seeds
  }

  /// The spec asks for what its seeds cannot give.
  public var kind: FailureKind { .usage }

  /// The table and its row.
  public var subject: String { "\(table): row \(row)" }

  /// What was found, and how many seeds are needed, as the predicate of the row.
  public var reason: String {
    "was run with \(seeds) seeds, and a study needs \(SeedStudy.fewestSeeds) or more"
  }

  /// What to try.
  public var advice: String { "add them to \"seeds\" of the spec" }

  /// The row with its predicate.
  public var statement: String { "\(subject) \(reason)" }
}
