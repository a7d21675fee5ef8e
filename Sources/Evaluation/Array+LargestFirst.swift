extension Array {
  /// Returns the elements, those of the largest numbers first, whatever the signs; equal ones in their order.
  ///
  /// - Parameter number: the number of an element.
  /// - Returns: all elements.
  package func largestFirst(_ number: (Element) -> Double) -> [Element] {
    map { ($0, Swift.abs(number($0))) }.enumerated().sorted { one, other in
      one.element.1 == other.element.1
        ? one.offset < other.offset : one.element.1 > other.element.1
    }.map(\.element.0)
  }
}
