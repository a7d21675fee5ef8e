/// Pairs of values of the same things, one a point, beside the line of equal values.
public struct ScatterFigure: Sendable {
  private let title: String
  private let horizontal: String
  private let vertical: String
  private let points: [Point]

  /// One thing with its two values.
  public struct Point: Sendable {
    let name: String
    let x: Double
    let y: Double

    /// Creates a point.
    ///
    /// - Parameters:
    ///   - name: what it is, which stands in its tip.
    ///   - x: the value of the horizontal axis, in percent.
    ///   - y: the value of the vertical axis, in percent.
    public init(name: String, x: Double, y: Double) {
      (self.name, self.x, self.y) = (name, x, y)
    }
  }

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - horizontal: whose values the horizontal axis has.
  ///   - vertical: whose values the vertical axis has.
  ///   - points: the points; values from 0 to 100.
  public init(title: String, horizontal: String, vertical: String, points: [Point]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.points = points
  }

  private static let side = 400.0
  private static let (left, right, top, bottom) = (64.0, 20.0, 40.0, 56.0)

  /// The drawing; both axes run from 0 to the same end, so that the line of equal values is the diagonal.
  public var svg: SVG {
    let (left, top) = (Self.left, Self.top)
    let (right, bottom) = (left + Self.side, top + Self.side)
    var drawing = SVG(
      width: right + Self.right, height: bottom + Self.bottom, title: title,
      description: "A point for each of \(points.count) queries. Horizontal axis: \(horizontal). "
        + "Vertical axis: \(vertical). Above the diagonal \(points.count { $0.y > $0.x }), below it "
        + "\(points.count { $0.y < $0.x }), on it \(points.count { $0.y == $0.x }).")
    let end = min(100, max(points.flatMap { [$0.x, $0.y] }.max() ?? 0, 1) * 1.05)
    let across = Axis(0...end, start: left, end: right)
    let upwards = Axis(0...end, start: bottom, end: top)
    drawing.add(text: title, x: left, y: top - 16, isHeading: true)
    for tick in across.ticks {
      let (x, y) = (across.position(tick), upwards.position(tick))
      drawing.add(lines: [[(left, y), (right, y)], [(x, top), (x, bottom)]], as: "grid")
      drawing.add(text: SVG.number(tick), x: left - 8, y: y + 4, anchor: .end)
      drawing.add(text: SVG.number(tick), x: x, y: bottom + 18, anchor: .middle)
    }
    drawing.add(lines: [[(left, top), (left, bottom), (right, bottom)]])
    drawing.add(lines: [[(left, bottom), (right, top)]], width: 1.25, dash: "5 4")
    for point in points {
      drawing.add(
        markAt: across.position(point.x), upwards.position(point.y), shape: 0,
        colour: SVG.colours[0], tip: point.name)
    }
    drawing.add(
      text: "\(horizontal), percent", x: (left + right) / 2, y: bottom + 42, anchor: .middle)
    drawing.add(
      text: "\(vertical), percent", x: 18, y: (top + bottom) / 2, anchor: .middle, isUpright: true)
    return drawing
  }
}
