/// What a file tells of a run: ranked lists, values of queries, or both.
public struct RunContents: Sendable, Equatable {
  /// The file, and behind a "#" the row of it.
  public let path: String

  /// The ranked lists; nil where the file has none.
  public let lists: RankedLists?

  /// The values of queries; nil where there are none.
  public let values: QueryValues?

  /// Why there are no values of queries; empty where there are.
  let reason: String

  /// Creates what is told of a run.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - lists: the ranked lists; nil where the file has none.
  ///   - values: the values of queries; nil where there are none.
  ///   - reason: why there are no values, a clause.
  public init(
    path: String, lists: RankedLists?, values: QueryValues?, reason: String = ""
  ) {
    (self.path, self.lists, self.values, self.reason) = (path, lists, values, reason)
  }
}

/// What a run found, query by query.
public struct RankedLists: Sendable, Equatable {
  /// The name of each query.
  public let queries: [String]

  /// The names of the images that were found for each query, best first, none twice.
  public let images: [[String]]

  /// Whether the names are those of the file; else they are numbers of rows.
  public let isNamed: Bool

  /// Creates lists.
  ///
  /// - Parameters:
  ///   - queries: the name of each query.
  ///   - images: the names of the images of each, best first, none twice in a list.
  ///   - isNamed: whether the names are those of the file.
  public init(queries: [String], images: [[String]], isNamed: Bool = true) {
    precondition(
      queries.count == images.count, "expected \(queries.count) lists, found \(images.count)")
    (self.queries, self.images, self.isNamed) = (queries, images, isNamed)
  }
}

/// The values of queries by some metrics.
public struct QueryValues: Sendable, Equatable {
  /// The metrics, such as "medium.mAP", in the order of the file.
  public let metrics: [String]

  /// One query and its value, a fraction.
  public typealias Value = (query: String, value: Double)

  private let values: [String: [Value]]

  /// Creates values.
  ///
  /// - Parameter values: each metric with the queries that have a value, in order; a metric once.
  public init(_ values: [(metric: String, values: [Value])]) {
    metrics = values.map(\.metric)
    self.values = Dictionary(uniqueKeysWithValues: values.map { ($0.metric, $0.values) })
  }

  /// Returns the queries that have a value by a metric.
  public subscript(metric: String) -> [Value] { values[metric] ?? [] }

  /// Whether two have the same queries and values.
  public static func == (one: QueryValues, other: QueryValues) -> Bool {
    one.metrics == other.metrics
      && one.metrics.allSatisfy { one[$0].elementsEqual(other[$0], by: ==) }
  }
}
