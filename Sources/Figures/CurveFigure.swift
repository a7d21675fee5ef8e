/// Values against a number, a line a series, with intervals: a grid of panels under one legend.
public struct CurveFigure: Sendable {
  private let title: String
  private let horizontal: String
  private let isLogarithmic: Bool
  private let series: [String]
  private let panels: [[Panel]]

  /// One plot.
  public struct Panel: Sendable {
    let heading: String
    let points: [Point]

    /// Creates a plot.
    ///
    /// - Parameters:
    ///   - heading: what it shows, such as a set and a metric.
    ///   - points: its points, in any order.
    public init(heading: String, points: [Point]) {
      self.heading = heading
      self.points = points
    }
  }

  /// One value of one series, with its interval.
  public struct Point: Sendable {
    let series: Int
    let place: Double?
    let value: Double
    let lower: Double
    let upper: Double

    /// Creates a point.
    ///
    /// - Parameters:
    ///   - series: the place of its series among all.
    ///   - place: the number that it stands at; nil for a value that does not depend on it, a level line.
    ///   - value: the value.
    ///   - lower: the lower end of its interval.
    ///   - upper: the upper end of its interval.
    public init(series: Int, place: Double?, value: Double, lower: Double, upper: Double) {
      (self.series, self.place) = (series, place)
      (self.value, self.lower, self.upper) = (value, lower, upper)
    }
  }

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - horizontal: what the horizontal axes count.
  ///   - isLogarithmic: whether they are logarithmic; all places are above 0 then.
  ///   - series: the names of the series.
  ///   - panels: the plots, row by row.
  public init(
    title: String, horizontal: String, isLogarithmic: Bool, series: [String], panels: [[Panel]]
  ) {
    self.title = title
    self.horizontal = horizontal
    self.isLogarithmic = isLogarithmic
    self.series = series
    self.panels = panels
  }

  private static let (plotWidth, plotHeight) = (330.0, 220.0)
  private static let (left, right, top, bottom) = (58.0, 22.0, 34.0, 52.0)

  /// The drawing.
  public var svg: SVG {
    let columns = panels.map(\.count).max() ?? 1
    let cell = (
      width: Self.left + Self.plotWidth + Self.right,
      height: Self.top + Self.plotHeight + Self.bottom
    )
    var drawing = SVG(
      width: cell.width * Double(max(columns, 1)), height: 0, title: title,
      description: "Panels: "
        + panels.flatMap { $0.map(\.heading) }.joined(separator: "; ")
        + ". Horizontal axis: \(horizontal). Series: \(series.joined(separator: "; ")). "
        + "Bars are intervals.")
    for (row, line) in panels.enumerated() {
      for (column, panel) in line.enumerated() {
        draw(panel, x: Double(column) * cell.width, y: Double(row) * cell.height, into: &drawing)
      }
    }
    let end = legend(below: Double(panels.count) * cell.height, into: &drawing)
    drawing.height = end
    return drawing
  }

  private func draw(_ panel: Panel, x: Double, y: Double, into drawing: inout SVG) {
    let places = panel.points.compactMap(\.place)
    let highest = max(panel.points.map(\.upper).max() ?? 1, 1e-9)
    let lowest = min(panel.points.map(\.lower).min() ?? 0, 0)
    let (left, top) = (x + Self.left, y + Self.top)
    let (right, bottom) = (left + Self.plotWidth, top + Self.plotHeight)
    let vertical = Axis(lowest...(highest * 1.04), start: bottom, end: top)
    // Half a step of room at both ends, where marks of several series stand side by side.
    let across = Axis(
      (places.min() ?? 1)...(places.max() ?? 1), start: left + 26, end: right - 26,
      isLogarithmic: isLogarithmic)
    drawing.add(text: panel.heading, x: left, y: top - 12, isHeading: true)
    for tick in vertical.ticks {
      let level = vertical.position(tick)
      drawing.add(lines: [[(left, level), (right, level)]], as: "grid")
      drawing.add(text: SVG.number(tick), x: left - 8, y: level + 4, anchor: .end)
    }
    for place in Set(places).sorted() {
      let position = across.position(place)
      drawing.add(lines: [[(position, bottom), (position, bottom + 5)]])
      drawing.add(text: groupedThousands(place), x: position, y: bottom + 19, anchor: .middle)
    }
    drawing.add(lines: [[(left, top), (left, bottom), (right, bottom)]])
    drawing.add(text: horizontal, x: (left + right) / 2, y: bottom + 38, anchor: .middle)
    drawing.add(
      text: "percent", x: x + 14, y: (top + bottom) / 2, anchor: .middle, isUpright: true)
    for number in series.indices {
      draw(
        panel.points.filter { $0.series == number }, number: number, across, vertical,
        left...right, into: &drawing)
    }
  }

  private func draw(
    _ points: [Point], number: Int, _ across: Axis, _ vertical: Axis, _ span: ClosedRange<Double>,
    into drawing: inout SVG
  ) {
    let look = Look(number)
    for level in points where level.place == nil {
      let y = vertical.position(level.value)
      drawing.add(
        lines: [[(span.lowerBound, y), (span.upperBound, y)]], colour: look.colour, width: 1.5,
        dash: "2 4")
      drawing.add(markAt: span.upperBound, y, shape: look.shape, colour: look.colour, size: 3)
    }
    let placedSeries = series.indices.filter { !isLevel($0) }
    let place = placedSeries.firstIndex(of: number) ?? 0
    let shift = (Double(place) - Double(placedSeries.count - 1) / 2) * 3
    let placed = points.compactMap { point in
      point.place.map {
        (
          x: across.position($0) + shift, y: vertical.position(point.value),
          ends: [vertical.position(point.lower), vertical.position(point.upper)]
        )
      }
    }.sorted { $0.x < $1.x }
    drawing.add(
      lines: placed.map { [($0.x, $0.ends[0]), ($0.x, $0.ends[1])] }, colour: look.colour)
    drawing.add(
      lines: placed.isEmpty ? [] : [placed.map { ($0.x, $0.y) }], colour: look.colour, width: 1.75,
      dash: look.dash)
    for mark in placed {
      drawing.add(markAt: mark.x, mark.y, shape: look.shape, colour: look.colour)
    }
  }

  /// Draws what each series looks like, and returns where the drawing ends.
  private func legend(below y: Double, into drawing: inout SVG) -> Double {
    var (x, line) = (Self.left, y + 12)
    for (number, name) in series.enumerated() {
      let length = 44 + SVG.width(of: name)
      if x + length > drawing.width, x > Self.left { (x, line) = (Self.left, line + 20) }
      let look = Look(number)
      drawing.add(
        lines: [[(x, line - 4), (x + 24, line - 4)]], colour: look.colour, width: 1.75,
        dash: isLevel(number) ? "2 4" : look.dash)
      drawing.add(markAt: x + 12, line - 4, shape: look.shape, colour: look.colour)
      drawing.add(text: name, x: x + 30, y: line)
      x += length
    }
    return line + 14
  }

  /// Returns whether a series is a level line: one of values that depend on no place.
  private func isLevel(_ number: Int) -> Bool {
    panels.contains { row in
      row.contains { panel in panel.points.contains { $0.series == number && $0.place == nil } }
    }
  }

  /// The colour, the mark and the dashes of a series, which no other of the first thirty-two has.
  private struct Look {
    let colour: String
    let shape: Int
    let dash: String?

    init(_ number: Int) {
      colour = SVG.colours[number % SVG.colours.count]
      shape = (number + number / SVG.colours.count) % 4
      dash = [nil, "7 3", "3 3", "9 3 2 3"][number / SVG.colours.count % 4]
    }
  }
}
