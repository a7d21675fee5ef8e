/// One number that a table shows: a ground truth and a measure, such as "medium.mAP".
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

  /// Creates a metric.
  public init(_ groundTruth: GroundTruth, _ measure: Measure) {
    self.groundTruth = groundTruth
    self.measure = measure
  }

  /// Creates the metric of a name such as "hard.mP@10", or returns nil when there is none.
  public init?(_ name: String) {
    guard let metric = Self.all.first(where: { $0.description == name }) else { return nil }
    self = metric
  }

  /// Every metric there is.
  public static let all: [MetricName] = GroundTruth.allCases.flatMap { truth in
    [
      MetricName(truth, .averagePrecision), MetricName(truth, .precision(at: 1)),
      MetricName(truth, .precision(at: 5)), MetricName(truth, .precision(at: 10)),
    ]
  }

  /// The name of the mean over queries, such as "medium.mAP".
  public var description: String { "\(groundTruth.rawValue).m\(measureName)" }

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

  static func read(_ node: JSONNode, log: DiagnosticLog) -> MetricName? {
    log.choice(node, of: all.map(\.description)).flatMap { MetricName($0) }
  }
}
