/// The mean and the spread of some values.
public struct Sample: Sendable, Hashable {
  /// The arithmetic mean, 0 for no values.
  public let mean: Double

  /// The sample standard deviation (divisor n − 1), 0 for fewer than two values.
  public let deviation: Double

  /// Creates the summary of some values.
  public init(_ values: [Double]) {
    guard !values.isEmpty else {
      (mean, deviation) = (0, 0)
      return
    }
    let centre = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    mean = centre
    deviation = values.count < 2 ? 0 : (squares / Double(values.count - 1)).squareRoot()
  }
}
