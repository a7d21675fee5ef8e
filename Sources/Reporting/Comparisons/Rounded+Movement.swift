import Foundation
import Tables

extension Rounded {
  /// A value before and now in percent, with as many decimals as tell them apart, at least two.
  struct Movement {
    /// The value before.
    let old: String

    /// The value now.
    let new: String

    /// The movement in points, with its sign.
    let points: String

    /// Writes two fractions.
    init(from old: Double, to new: Double) {
      func text(_ fraction: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", fraction * 100)
      }
      // A double has 16 or 17 digits, of which percent of a fraction has two before its point.
      let decimals =
        stride(from: 2, to: 16, by: 2)
        .first { old == new || text(old, $0) != text(new, $0) } ?? 16
      self.old = text(old, decimals)
      self.new = text(new, decimals)
      points = String(format: "%+.\(decimals)f", (new - old) * 100)
    }
  }
}
