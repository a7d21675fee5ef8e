package import JSON

/// One number that a table shows: a ground truth and a measure, such as "medium.mAP".
///
/// Where images are divided into strata, "medium.within.mAP" is measured with the database cut to the
/// query's own stratum, and "strata.mP@10" tells how many of the first images of other objects are of it.
public struct MetricName: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Which images count as found.
  public enum GroundTruth: String, CaseIterable, Sendable {
    /// The revisited protocol: easy positives; hard ones are ignored.
    case easy
    /// The revisited protocol: easy and hard positives.
    case medium
    /// The revisited protocol: hard positives; easy ones are ignored.
    case hard
    /// The classic protocol: good and ok positives.
    case classic
    /// Images that share the query's instance: folders, manifests, Holidays, UKBench.
    case manifest
    /// Images of the query's stratum, those of its own object left out.
    case strata
  }

  /// What is averaged over queries.
  public enum Measure: Sendable, Hashable {
    /// The average precision of the whole ranking.
    case averagePrecision
    /// The precision among the first images.
    case precision(at: Int)
  }

  /// Which images count as found.
  public let groundTruth: GroundTruth

  /// What is averaged over queries.
  public let measure: Measure

  /// Whether the database is cut to the query's own stratum.
  public let isWithinStratum: Bool

  /// Whether images have to be divided into strata.
  public var needsStrata: Bool { isWithinStratum || groundTruth == .strata }

  /// Creates a metric.
  public init(_ groundTruth: GroundTruth, _ measure: Measure, isWithinStratum: Bool = false) {
    self.groundTruth = groundTruth
    self.measure = measure
    self.isWithinStratum = isWithinStratum
  }

  /// Creates the metric of a name such as "hard.mP@10", or returns nil when there is none.
  public init?(_ name: String) {
    guard let metric = Self.all.first(where: { $0.description == name }) else { return nil }
    self = metric
  }

  /// Every metric there is.
  public static let all: [MetricName] = whole + within + strata

  private static let measures: [Measure] = [
    .averagePrecision, .precision(at: 1), .precision(at: 5), .precision(at: 10),
  ]

  private static let whole = GroundTruth.allCases.filter { $0 != .strata }.flatMap { truth in
    measures.map { MetricName(truth, $0) }
  }

  private static let within = whole.map {
    MetricName($0.groundTruth, $0.measure, isWithinStratum: true)
  }

  private static let strata = measures.dropFirst().map { MetricName(.strata, $0) }

  /// The name of the mean over queries, such as "medium.mAP".
  public var description: String { "\(scoredKey).m\(measureName)" }

  /// What the values of queries are kept under: "medium", or "medium.within".
  public var scoredKey: String { groundTruth.rawValue + (isWithinStratum ? ".within" : "") }

  /// The name of one query's value, such as "AP" or "P@10".
  public var measureName: String {
    switch measure {
    case .averagePrecision: "AP"
    case .precision(let count): "P@\(count)"
    }
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let metric = MetricName(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(name)\" is no metric")
    }
    self = metric
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// What may stand in a spec.
  package static var form: FieldForm { .names(all.map(\.description)) }

  package static func read(_ node: JSONNode, log: DiagnosticLog) -> MetricName? {
    log.choice(node, of: all.map(\.description)).flatMap { MetricName($0) }
  }
}

extension FieldType where Value == MetricName {
  package static var metric: FieldType {
    FieldType(form: MetricName.form) { MetricName.read($0, log: $1) }
  }
}
