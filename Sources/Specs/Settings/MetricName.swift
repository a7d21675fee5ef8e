public import Evaluation
import Files
package import JSON

/// One number that a table shows: a ground truth and a measure, such as "medium.mAP".
///
/// A measure of the first images has any k: "medium.recall@4", "hard.mAP@100", "manifest.nDCG@20". Between the
/// two may stand another reading of where positives are: "medium.with-junk.MRR", "hard.best-ties.mAP". Where images
/// are divided into strata, "medium.within.mAP" is measured with the database cut to the query's own stratum,
/// and "strata.mP@10" tells how many of the first images of other objects are of it.
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
  public typealias Measure = Evaluation.Measure

  /// Which images count as found.
  public let groundTruth: GroundTruth

  /// What is averaged over queries.
  public let measure: Measure

  /// Whether the database is cut to the query's own stratum.
  public let isWithinStratum: Bool

  /// Another reading of where positives stand than the usual one; nil for that.
  public let reading: PlaceReading?

  /// Whether images have to be divided into strata.
  public var needsStrata: Bool { isWithinStratum || groundTruth == .strata }

  /// Creates a metric; one within strata is of the usual reading.
  public init(
    _ groundTruth: GroundTruth, _ measure: Measure, isWithinStratum: Bool = false,
    reading: PlaceReading? = nil
  ) {
    precondition(
      !isWithinStratum || reading == nil, "expected no other reading within strata, found one")
    self.groundTruth = groundTruth
    self.measure = measure
    self.isWithinStratum = isWithinStratum
    self.reading = reading
  }

  /// Creates the metric of a name such as "hard.mP@10", or returns nil when there is none.
  public init?(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 3, let truth = GroundTruth(rawValue: parts[0]),
      let measure = Measure(meanName: parts[parts.count - 1])
    else { return nil }
    let isWithin = parts.count == 3 && parts[1] == Self.within
    let reading = parts.count == 3 ? PlaceReading(rawValue: parts[1]) : nil
    guard parts.count == 2 || isWithin || reading != nil else { return nil }
    // The images of a stratum are many, and none of them is looked for.
    guard truth != .strata || parts.count == 2 && measure.isOfStrata else { return nil }
    self.init(truth, measure, isWithinStratum: isWithin, reading: reading)
  }

  private static let within = "within"

  /// The metrics that results tell of in any case, and that messages name where any would do.
  public static let standard: [MetricName] = metrics(of: Measure.standard)

  /// Returns the metrics of some measures: those of the whole database first, those of strata last.
  private static func metrics(of measures: [Measure]) -> [MetricName] {
    let whole = whole(of: measures)
    return whole + whole.map { MetricName($0.groundTruth, $0.measure, isWithinStratum: true) }
      + measures.filter(\.isOfStrata).map { MetricName(.strata, $0) }
  }

  /// Returns the metrics of some measures of the whole database.
  private static func whole(of measures: [Measure]) -> [MetricName] {
    GroundTruth.allCases.filter { $0 != .strata }.flatMap { truth in
      measures.map { MetricName(truth, $0) }
    }
  }

  /// The name of the mean over queries, such as "medium.mAP".
  public var description: String { "\(scoredKey).\(measure.meanName)" }

  /// What the values of queries are kept under: "medium", "medium.within" or "medium.with-junk".
  public var scoredKey: String {
    ([groundTruth.rawValue] + [isWithinStratum ? Self.within : reading?.rawValue].compactMap(\.self))
      .joined(separator: ".")
  }

  /// The name of one query's value, such as "AP" or "P@10".
  public var measureName: String { measure.name }

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
  package static var form: FieldForm { .pattern(pattern, words: forms.joined(separator: "; or ")) }

  /// The names as a regular expression, k of at most eighteen digits.
  private static let pattern =
    "^((\(truths))(\\.(\(within)|\(readings)))?\\.(\(uncut)|(mAP|mAP-cut|mP|nDCG|recall)\(cut))"
    + "|strata\\.(mAP|mP|recall)\(cut))$"

  private static let cut = "@[1-9][0-9]{0,17}"

  private static let truths = GroundTruth.allCases.filter { $0 != .strata }.map(\.rawValue)
    .joined(separator: "|")

  private static let readings = PlaceReading.allCases.map(\.rawValue).joined(separator: "|")

  private static let uncut = Measure.withoutCutoff.map(\.meanName).joined(separator: "|")

  /// The names in words, for messages and for the reference.
  private static let forms = [
    "easy, medium, hard, classic or manifest followed by .mAP, .mAP-rectangular, .MAP@R, .MRR, .R-precision, "
      + ".mAP@k, .mAP-cut@k, .mP@k, .nDCG@k or .recall@k, with k from 1",
    "the same with .within, .with-junk, .best-ties or .worst-ties between the two",
    "strata followed by .mAP@k, .mP@k or .recall@k",
  ]

  /// Returns the metric that a value names, or nil after noting which there are.
  package static func read(_ node: JSONNode, log: DiagnosticLog) -> MetricName? {
    guard case .string(let text) = node.value else {
      log.add(node, "expected a name, found \(node.summary)", accepted: forms)
      return nil
    }
    if let metric = MetricName(text) { return metric }
    log.add(
      node, "unknown name \"\(text)\"", accepted: forms,
      suggestion: nearestName(to: text, among: candidates(for: text)))
    return nil
  }

  /// Returns the names that may have been meant: the standard ones, and those with the k that is written.
  private static func candidates(for text: String) -> [String] {
    let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    let cutoff = min(max(Int(String(digits)) ?? 1, 1), Measure.largestCutoff)
    let measures = Measure.everyMeasure(at: cutoff) + Measure.withoutCutoff
    let read = PlaceReading.allCases.flatMap { reading in
      whole(of: measures).map { MetricName($0.groundTruth, $0.measure, reading: reading) }
    }
    return (standard + metrics(of: measures) + read).map(\.description)
  }
}

extension Measure {
  /// Whether it is measured of strata as well, whose images are many.
  fileprivate var isOfStrata: Bool {
    switch self {
    case .truncatedAveragePrecision, .precision, .recall: true
    case .averagePrecision, .rectangularAveragePrecision, .cutAveragePrecision,
      .averagePrecisionAtR, .reciprocalRank, .rPrecision, .discountedGain:
      false
    }
  }
}

extension FieldType where Value == MetricName {
  package static var metric: FieldType {
    FieldType(form: MetricName.form) { MetricName.read($0, log: $1) }
  }
}
