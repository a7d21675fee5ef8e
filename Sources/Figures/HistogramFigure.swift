/// How many values stand in each twentieth of 0 to 100 percent, with their mean.
package struct HistogramFigure: Sendable {
  /// The number of bars.
  package static let bars = 20

  private let title: String
  private let counts: [Int]
  private let mean: Double?
  private let highest: Int

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: whose values these are.
  ///   - counts: the number of values of each bar, from `counts(of:)`.
  ///   - mean: the mean of the values as a fraction; nil for no values.
  ///   - highest: the count at the top of the axis, for all figures that are compared.
  package init(title: String, counts: [Int], mean: Double?, highest: Int) {
    precondition(
      counts.count == Self.bars, "expected \(Self.bars) bars, found \(counts.count)")
    (self.title, self.counts, self.mean, self.highest) = (title, counts, mean, max(highest, 1))
  }

  /// Returns how many values stand in each bar; a value between two belongs to the upper one, 1 to the last.
  ///
  /// - Parameter values: fractions.
  /// - Returns: `bars` numbers, the lowest values first.
  package static func counts(of values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: bars)
    for value in values {
      counts[min(max(Int(value * Double(bars) + 1e-9), 0), bars - 1)] += 1
    }
    return counts
  }

  private static let (width, height) = (238.0, 120.0)
  private static let (left, right, top, bottom) = (56.0, 228.0, 16.0, 84.0)

  /// The drawing.
  package var svg: SVG {
    let total = counts.reduce(0, +)
    let low = counts.prefix(2).reduce(0, +)
    var drawing = SVG(
      width: Self.width, height: Self.height, title: title,
      description: "\(total) values"
        + (mean.map { ", mean \(SVG.number(100 * $0)) percent" } ?? "")
        + "; \(low) of them below 10 percent, \(counts.suffix(2).reduce(0, +)) from 90 percent on.")
    let across = Axis(0...100, start: Self.left, end: Self.right)
    let upwards = Axis(0...Double(highest), start: Self.bottom, end: Self.top)
    for tick in upwards.roundTicks(most: 3) where tick.value == tick.value.rounded() {
      let y = upwards.position(tick.value)
      drawing.add(lines: [[(Self.left, y), (Self.right, y)]], as: "grid")
      drawing.add(text: tick.label, x: Self.left - 6, y: y + 4, anchor: .end)
    }
    let width = (Self.right - Self.left) / Double(Self.bars)
    let bars = counts.enumerated().filter { $0.element > 0 }.map { place, count in
      let x = Self.left + Double(place) * width
      return "M\(SVG.number(x + 0.5)) \(SVG.number(Self.bottom))"
        + "V\(SVG.number(upwards.position(Double(count))))H\(SVG.number(x + width - 0.5))"
        + "V\(SVG.number(Self.bottom))Z"
    }
    drawing.add(element: "<path d=\"\(bars.joined())\" class=\"bar\"/>")
    for tick in across.roundTicks(most: 5) {
      let x = across.position(tick.value)
      drawing.add(lines: [[(x, Self.bottom), (x, Self.bottom + 4)]])
      drawing.add(text: tick.label, x: x, y: Self.bottom + 17, anchor: .middle)
    }
    drawing.add(lines: [
      [(Self.left, Self.top), (Self.left, Self.bottom), (Self.right, Self.bottom)]
    ])
    drawing.add(
      text: "percent", x: (Self.left + Self.right) / 2, y: Self.bottom + 32, anchor: .middle)
    drawing.add(
      text: "queries", x: 10, y: (Self.top + Self.bottom) / 2, anchor: .middle, isUpright: true)
    if let mean {
      let x = across.position(100 * mean)
      drawing.add(lines: [[(x, 6), (x, Self.bottom)]], as: "mean", width: 1.5, dash: "4 3")
    }
    return drawing
  }
}
