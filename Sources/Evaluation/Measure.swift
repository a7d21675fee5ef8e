/// What one query's ranking is worth, a fraction of 1, once junk is taken out.
public enum Measure: Sendable, Hashable {
  /// The average precision of the whole ranking, as `averagePrecision` has it.
  case averagePrecision

  /// The average precision of the first images, as `truncatedAveragePrecision` has it.
  case truncatedAveragePrecision(at: Int)

  /// The precision among the first images, as `precision` has it.
  case precision(at: Int)

  /// Whether a positive is among the first images, as `recall` has it.
  case recall(at: Int)

  /// The measures that results tell of in any case.
  public static let standard: [Measure] = [
    .averagePrecision, .precision(at: 1), .precision(at: 5), .precision(at: 10),
  ]

  /// The largest k that a name may have: eighteen digits.
  public static let largestCutoff = 999_999_999_999_999_999

  /// Returns every measure of the first images.
  ///
  /// - Parameter cutoff: the number of images, 1...`largestCutoff`.
  /// - Returns: precision, recall and average precision, in this order.
  public static func all(at cutoff: Int) -> [Measure] {
    [.precision(at: cutoff), .recall(at: cutoff), .truncatedAveragePrecision(at: cutoff)]
  }

  /// Creates the measure whose mean over queries has a name such as "mAP" or "recall@4", or returns nil
  /// when there is none.
  public init?(meanName: String) {
    if meanName == Self.averagePrecision.meanName {
      self = .averagePrecision
      return
    }
    guard let mark = meanName.firstIndex(of: "@"),
      let cutoff = Int(meanName[meanName.index(after: mark)...]),
      (1...Self.largestCutoff).contains(cutoff),
      // Names are compared, so that "04" and "+4" are none.
      let measure = Self.all(at: cutoff).first(where: { $0.meanName == meanName })
    else { return nil }
    self = measure
  }

  /// The name of one query's value: "AP", "AP@100", "P@10" or "recall@4".
  public var name: String {
    switch self {
    case .averagePrecision: "AP"
    case .truncatedAveragePrecision(let cutoff): "AP@\(cutoff)"
    case .precision(let cutoff): "P@\(cutoff)"
    case .recall(let cutoff): "recall@\(cutoff)"
    }
  }

  /// The name of the mean over queries: "mAP", "mAP@100", "mP@10" or "recall@4", which is a share of queries
  /// and so has no m.
  public var meanName: String {
    if case .recall = self { name } else { "m\(name)" }
  }
}
