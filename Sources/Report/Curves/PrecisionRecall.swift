package import Evaluation

/// Precision at 101 levels of recall, the mean over queries.
///
/// The levels are 0, 0.01 … 1 as in TREC's interpolated recall-precision averages, of which eleven are every
/// tenth.
package struct PrecisionRecall: Sendable, Hashable {
  /// The number of levels.
  package static let levels = 101

  /// At each level the highest precision at that recall or beyond, a fraction; it never rises.
  package let interpolated: [Double]

  /// At each level the precision where that recall is first reached, a fraction; 0 where it never is.
  package let measured: [Double]

  /// Creates the curve of one query.
  ///
  /// At the first level stands what the first positive has: without an image there is no precision.
  ///
  /// - Parameters:
  ///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
  ///   - positiveCount: the number of positives, found or not; at least 1.
  package init(positiveRanks: [Int], positiveCount: Int) {
    precondition(
      positiveCount >= max(1, positiveRanks.count),
      "expected at least \(max(1, positiveRanks.count)) positives, found \(positiveCount)")
    let precisions = positiveRanks.enumerated().map { found, rank in
      Double(found + 1) / Double(rank + 1)
    }
    var highest = precisions
    for place in highest.indices.dropLast().reversed() {
      highest[place] = max(highest[place], highest[place + 1])
    }
    // The positive at which a level is reached, in whole numbers: a hundredth has no exact fraction.
    let places = (0..<Self.levels).map { max(($0 * positiveCount + 99) / 100, 1) - 1 }
    interpolated = places.map { $0 < highest.count ? highest[$0] : 0 }
    measured = places.map { $0 < precisions.count ? precisions[$0] : 0 }
  }

  /// Creates the mean of some curves, each counting alike, or returns nil for none.
  package init?(meanOf curves: [PrecisionRecall]) {
    guard !curves.isEmpty else { return nil }
    func mean(_ part: (PrecisionRecall) -> [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: Self.levels)
      for curve in curves {
        let values = part(curve)
        for level in sums.indices { sums[level] += values[level] }
      }
      return sums.map { $0 / Double(curves.count) }
    }
    interpolated = mean(\.interpolated)
    measured = mean(\.measured)
  }

  /// Creates the mean over the queries that count, or returns nil where there is none, or where chance decides
  /// the order: expected values have no ranks.
  package init?(of result: SettingResult) {
    var curves: [PrecisionRecall] = []
    for score in result.scores {
      guard let score else { continue }
      guard case .ranked(let ranks, let count) = score.places else { return nil }
      curves.append(PrecisionRecall(positiveRanks: ranks, positiveCount: count))
    }
    self.init(meanOf: curves)
  }
}
