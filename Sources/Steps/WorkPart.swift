/// One of several parts of equal size, to one unit, that work is divided into.
package struct WorkPart: Sendable, Hashable, CustomStringConvertible {
  /// Which part it is, 1 to `count`.
  package let number: Int

  /// The number of parts, 1 to `mostParts`.
  package let count: Int

  /// The most parts: more than any scheduler counts, and few enough to multiply with.
  package static let mostParts = 10_000_000

  /// The only part.
  package static let whole = WorkPart(number: 1, of: 1)

  /// Creates a part.
  ///
  /// - Parameters:
  ///   - number: which one, 1 to `count`.
  ///   - count: the number of parts, 1 to `mostParts`.
  package init(number: Int, of count: Int) {
    precondition(
      (1...Self.mostParts).contains(count), "expected 1 to \(Self.mostParts) parts, found \(count)")
    precondition((1...count).contains(number), "expected part 1 to \(count), found \(number)")
    self.number = number
    self.count = count
  }

  /// Returns the positions of the part among some units.
  ///
  /// The parts of one count hold every position once, in order, and differ in length by one at most; where
  /// there are more parts than units, some are empty, and the first is not.
  ///
  /// - Parameter total: the number of units, at least 0.
  /// - Returns: a range within 0..<total.
  package func positions(among total: Int) -> Range<Int> {
    let bounds = [number - 1, number].map { (total * $0 + count - 1) / count }
    return bounds[0]..<bounds[1]
  }

  /// The part as it is typed: "2/3".
  package var description: String { "\(number)/\(count)" }
}
