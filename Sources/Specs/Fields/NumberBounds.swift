/// The numbers that a field accepts.
package struct NumberBounds: Sendable {
  package let lower: Double
  package let includesLower: Bool
  package let upper: Double

  /// From one number to another, both included.
  package static func within(_ range: ClosedRange<Double>) -> NumberBounds {
    NumberBounds(lower: range.lowerBound, includesLower: true, upper: range.upperBound)
  }

  /// Above zero, up to a limit.
  package static func positive(to upper: Double) -> NumberBounds {
    NumberBounds(lower: 0, includesLower: false, upper: upper)
  }

  /// Whether a number is within the bounds.
  ///
  /// A bound that is left out counts in single precision too, in which most numbers are computed with:
  /// what is rounded to it there is not above it, and neither is what loses digits.
  package func contains(_ value: Double) -> Bool {
    guard value <= upper else { return false }
    return includesLower ? value >= lower : value - lower >= Double(Float.leastNormalMagnitude)
  }

  /// The bounds in words, such as "0...1" or "above 0, at most 10".
  package var words: String {
    includesLower
      ? "\(Self.short(lower))...\(Self.short(upper))"
      : "above \(Self.short(lower)), at most \(Self.short(upper))"
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
