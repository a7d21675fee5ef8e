public import Experiments
public import Foundation

/// The accepted values of one table: a small document that is committed.
public struct Baseline: Sendable, Hashable, Codable {
  /// The version of the schema, 1.
  public let version: Int

  /// The table's name.
  public let table: String

  /// The hash of the spec that gave the values.
  public let specHash: String

  /// The seeds that gave the values.
  public let seeds: [UInt64]

  /// How the tolerances were made, in words.
  public internal(set) var tolerancePolicy: String

  /// The accepted values.
  public internal(set) var cells: [Cell]

  /// The accepted verdicts.
  public let claims: [Claim]

  /// The names of each dataset's queries, in the order of `queryPrecisions`.
  public let queries: [String: [String]]

  /// The average precision of each query.
  public let queryPrecisions: [QueryPrecisions]

  /// One accepted value.
  public struct Cell: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The mean over seeds as a fraction, to six decimals.
    public let value: Double

    /// How far the value may move, as a fraction.
    public let tolerance: Double

    /// What the tolerance rests on.
    public let toleranceSource: TolerancePolicy.Source
  }

  /// One accepted verdict.
  public struct Claim: Sendable, Hashable, Codable {
    /// The claim's name.
    public let claim: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// What the numbers said.
    public let verdict: ClaimVerdict
  }

  /// The average precisions of one row's queries, averaged over seeds.
  public struct QueryPrecisions: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric that the precisions contribute to.
    public let metric: MetricName

    /// The precisions in ten-thousandths, between spaces; "-" for a dropped query.
    ///
    /// One text keeps the file small, and a changed row one changed line.
    public let tenThousandths: String

    /// The precisions as fractions, to four decimals.
    public var values: [Double?] {
      tenThousandths.split(separator: " ").map { Int($0).map { Double($0) / 10_000 } }
    }

    init(row: String, dataset: DatasetName, metric: MetricName, values: [Double?]) {
      self.row = row
      self.dataset = dataset
      self.metric = metric
      tenThousandths = values.map { value in
        value.map { "\(Int(($0 * 10_000).rounded()))" } ?? "-"
      }.joined(separator: " ")
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
  /// - Throws: `RecordError` when the bytes are no baseline.
  public init(_ data: Data, path: String) throws(RecordError) {
    self = try CanonicalEncoding.value(Self.self, from: data, path: path)
    guard version == 1 else {
      throw RecordError(path: path, reason: "/version: \(version) is not 1")
    }
  }
}
