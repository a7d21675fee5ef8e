/// Brings a square of vectors to another number of rows and columns, by bicubic interpolation as PyTorch does
/// it.
///
/// Products and sums are in double precision, rows first, so that results are the same bits everywhere.
public struct GridResampling: Sendable {
  /// Where the results lie in the square, and how many vectors each is made from.
  public enum Method: Sendable, Hashable, CaseIterable {
    /// By four vectors an axis; result i lies at (i + ½) · (side / count) − ½. `interpolate` with a size.
    case size

    /// The same with a step of side / (count + 0.1), for which `interpolate` is given a factor.
    case offsetFactor

    /// The same as `size`, by as many vectors as the step spans where there are fewer results, each weighted by
    /// a cubic of parameter −0.5. `interpolate` with a size and `antialias`.
    case antialiased

    /// By four vectors an axis, from corner to corner: result i lies at i · (side − 1) / (count − 1).
    case alignedCorners
  }

  /// How many rows and columns there are.
  public let side: Int

  /// How many rows are wanted.
  public let rows: Int

  /// How many columns are wanted.
  public let columns: Int

  /// The length of a vector.
  public let channels: Int

  /// How it is done; nil leaves the square as it is.
  public let method: Method?

  /// Plans a change of size.
  ///
  /// - Parameters:
  ///   - side: how many rows and columns there are, at least 1.
  ///   - rows: how many rows are wanted.
  ///   - columns: how many columns are wanted.
  ///   - channels: the length of a vector.
  ///   - method: how it is done; nil for a square that is to stay as it is.
  public init(side: Int, rows: Int, columns: Int, channels: Int, method: Method?) {
    precondition(
      method != nil || rows == side && columns == side,
      "expected \(side)×\(side) results without a method, found \(rows)×\(columns)")
    self.side = side
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.method = method
  }

  /// Returns the vectors of the other size.
  ///
  /// - Parameter grid: (row, column, channel).
  /// - Returns: (row, column, channel).
  public func callAsFunction(_ grid: ArraySlice<Float>) -> [Float] {
    precondition(
      grid.count == side * side * channels,
      "expected \(side)×\(side)×\(channels) elements, found \(grid.count)")
    guard let method else { return Array(grid) }
    let values = grid.map(Double.init)
    let across = method.taps(from: side, to: columns)
    var wide = [Double](repeating: 0, count: side * columns * channels)
    for row in 0..<side {
      for (column, taps) in across.enumerated() {
        let sources = taps.map { ((row * side + $0.place) * channels, $0.weight) }
        Self.add(sources, of: values, to: &wide, at: (row * columns + column) * channels, channels)
      }
    }
    let line = columns * channels
    var result = [Double](repeating: 0, count: rows * line)
    for (row, taps) in method.taps(from: side, to: rows).enumerated() {
      Self.add(
        taps.map { ($0.place * line, $0.weight) }, of: wide, to: &result, at: row * line, line)
    }
    return result.map { Float($0) }
  }

  private static func add(
    _ sources: [(first: Int, weight: Double)], of values: [Double], to result: inout [Double],
    at place: Int, _ length: Int
  ) {
    let values = values.span
    var result = result.mutableSpan
    for source in sources {
      for index in 0..<length {
        result[place + index] += source.weight * values[source.first + index]
      }
    }
  }
}

extension GridResampling.Method {
  /// A vector and its share in a result.
  typealias Tap = (place: Int, weight: Double)

  /// Returns what each result along an axis is made from.
  func taps(from side: Int, to count: Int) -> [[Tap]] {
    let step =
      switch self {
      case .size, .antialiased: Double(side) / Double(count)
      case .offsetFactor: Double(side) / (Double(count) + 0.1)
      case .alignedCorners: count > 1 ? Double(side - 1) / Double(count - 1) : 0
      }
    return (0..<count).map { index in
      switch self {
      case .antialiased: Self.window(around: (Double(index) + 0.5) * step, step: step, side)
      case .alignedCorners: Self.four(around: Double(index) * step, side)
      case .size, .offsetFactor: Self.four(around: (Double(index) + 0.5) * step - 0.5, side)
      }
    }
  }

  /// The four vectors around a place, the outermost ones repeated beyond the border.
  private static func four(around place: Double, _ side: Int) -> [Tap] {
    let low = place.rounded(.down)
    return (-1...2).map { offset in
      let neighbour = Int(low) + offset
      return (
        min(max(neighbour, 0), side - 1), cubic(place - Double(neighbour), parameter: -0.75)
      )
    }
  }

  /// The vectors within a window around a centre, whose weights add up to 1.
  private static func window(around centre: Double, step: Double, _ side: Int) -> [Tap] {
    let stretch = max(step, 1)
    let first = max(Int(centre - 2 * stretch + 0.5), 0)
    let end = min(Int(centre + 2 * stretch + 0.5), side)
    let weights = (first..<end).map {
      cubic((Double($0) - centre + 0.5) / stretch, parameter: -0.5)
    }
    let sum = weights.reduce(0, +)
    return zip(first..<end, weights).map { ($0, $1 / sum) }
  }

  /// Returns the weight of a vector at a distance.
  ///
  /// Keys 1981, eq. 4 for the parameter −½.
  private static func cubic(_ distance: Double, parameter a: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return 0
  }
}
