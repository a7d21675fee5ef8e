public import Evaluation
public import JSON
public import Records
public import Specs

/// The accepted values of one table, and what they were made from: a small document that is committed.
///
/// A run in the same form is its current counterpart, so that two of these are compared.
public struct Baseline: Sendable, Hashable, Codable {
  /// How the document is read.
  public static let format = RecordFormat(
    version: 3, advice: "restore it from version control")

  /// The version of the schema.
  public let version: Int

  /// The table's name.
  public let table: String

  /// The evaluation sets; those of the optional ones that have accepted values are the last.
  public internal(set) var datasets: [DatasetName]

  /// The sets whose columns only come with them.
  public internal(set) var optionalDatasets: [DatasetName]

  /// The metrics of each optional set that has accepted values, by its name; nil for none.
  public internal(set) var presentMetrics: [String: [MetricName]]?

  /// The metrics.
  public let metrics: [MetricName]

  /// What all rows share beside the columns: "seeds", "world" and "onDamaged", as in a resolved spec.
  public let shared: CanonicalJSON

  /// How claims are judged, as in a resolved spec.
  public let statistics: CanonicalJSON

  /// The recipes that the rows rest on, by name, as in a resolved spec but without their labels.
  public internal(set) var models: [String: CanonicalJSON]

  /// The rows, in the order of the table.
  public internal(set) var rows: [Row]

  /// The claims with their verdicts.
  public internal(set) var claims: [Claim]

  /// What analyses of the table found; nil for a table without any.
  public internal(set) var findings: [Finding]?

  /// The queries of each set that was there, by its name; of one of another world than the table's, by a
  /// name that tells of it.
  public internal(set) var queries: [String: QueryList]

  /// The runs that made the values; each row is of one of them.
  public let runs: [Run]

  /// One row and its values.
  public struct Row: Sendable, Hashable, Codable {
    /// The full name.
    public let name: String

    /// The name that tables show.
    public let label: String

    /// Whether any training stands behind the weights.
    public let isTrained: Bool

    /// Whether the values are the same bits on every machine.
    public let isExact: Bool

    /// The names of the recipes that lead to the weights, the first to train first.
    public let recipes: [String]

    /// The "model", the "descriptor" and the "search", or the "reference" and how it reads "images", as in a
    /// resolved spec; and the "world" where it is another than the table's.
    public let settings: CanonicalJSON

    /// The names under which `queries` has those of the row's sets that are others than in the table's
    /// world, by set; nil for none.
    public let ownSets: [String: String]?

    /// The values; none for a column that was not available.
    public internal(set) var cells: [Cell]
  }

  /// One accepted value.
  public struct Cell: Sendable, Hashable, Codable {
    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The means over queries as fractions in full precision, one a seed.
    public let values: [Double]

    /// The value of each query, averaged over seeds.
    public let queries: QueryValues

    /// The mean over seeds, as a fraction.
    public var mean: Double { Sample(values).mean }
  }

  /// One statement with its accepted verdicts.
  public struct Claim: Sendable, Hashable, Codable {
    /// The short name.
    public let name: String

    /// The full name of the row that should have the higher value.
    public let better: String

    /// The full name of the row that should have the lower value.
    public let worse: String

    /// The metric.
    public let metric: MetricName

    /// What the numbers said, by evaluation set.
    public internal(set) var verdicts: [String: Verdict]
  }

  /// Where and how values were made.
  public struct Run: Sendable, Hashable, Codable {
    /// The commit of the working tree, or nil outside of a repository.
    public let gitCommit: String?

    /// Whether the working tree differed from the commit, or nil outside of a repository.
    public let gitIsDirty: Bool?

    /// When the run ended, in ISO 8601 and UTC.
    public let date: String

    /// The processor's model name.
    public let processor: String

    /// The versions of the libraries that computed, by name.
    public let libraries: [String: String]

    /// The full names of the rows whose values are of this run.
    public let rows: [String]
  }

  /// The columns: for each set, each metric that it may have.
  public var columns: [Column] {
    datasets.flatMap { dataset in metrics(of: dataset).map { Column(dataset, $0) } }
  }

  /// Returns the metrics that a set may have; of an optional one, those it has.
  func metrics(of dataset: DatasetName) -> [MetricName] {
    presentMetrics?[dataset.rawValue] ?? metrics.filter { dataset.mayHave($0.groundTruth) }
  }

  /// Returns the row of a name, or nil when there is none.
  public func row(_ name: String) -> Row? {
    rows.first { $0.name == name }
  }

  /// Returns the queries of a row on a set; nil where the set was not there.
  func queryList(of dataset: DatasetName, for row: Row) -> QueryList? {
    queries[row.queryListName(of: dataset)]
  }

  /// Returns everything that a row's values were made from but names and labels.
  ///
  /// Two rows of equal substance are computed in the same way.
  func substance(of row: Row) -> CanonicalJSON {
    let chain = row.recipes.enumerated().map { position, name -> CanonicalJSON in
      var members = models[name]?.members ?? [:]
      members["name"] = nil
      // A later recipe starts from the one before it, whatever that is called.
      if position > 0 { members["initialWeights"] = nil }
      return .object(members)
    }
    var settings = row.settings.members ?? [:]
    settings["model"] = nil
    return .object(["recipes": .array(chain), "settings": .object(settings)])
  }
}

extension Baseline.Row {
  /// Returns the name under which a baseline has the row's queries on a set.
  func queryListName(of dataset: DatasetName) -> String {
    ownSets?[dataset.rawValue] ?? dataset.rawValue
  }

  /// Returns the value of a column, or nil when it was not available.
  func cell(_ column: Column) -> Baseline.Cell? {
    cells.first { $0.dataset == column.dataset && $0.metric == column.metric }
  }
}

/// One column of a table.
public struct Column: Sendable, Hashable, CustomStringConvertible {
  /// The evaluation set.
  public let dataset: DatasetName

  /// The metric.
  public let metric: MetricName

  /// Creates a column.
  public init(_ dataset: DatasetName, _ metric: MetricName) {
    self.dataset = dataset
    self.metric = metric
  }

  /// The heading: "mini-oxford medium.mAP".
  public var description: String { "\(dataset.rawValue) \(metric)" }
}
