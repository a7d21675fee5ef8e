/// Lines over a number in one small plot: a training, or precision against recall.
package struct LineFigure: Sendable {
  /// One line.
  package struct Line: Sendable {
    let name: String
    let number: Int
    let classes: String
    let points: [(x: Double, y: Double)]

    /// Creates a line.
    ///
    /// - Parameters:
    ///   - name: what it is, for its tip.
    ///   - number: its place among the lines of all plots that are looked at together: its colour, then its
    ///     dashes follow from it.
    ///   - classes: further classes of the element, words of letters and digits.
    ///   - points: its points, from left to right.
    package init(
      name: String, number: Int, classes: String = "", points: [(x: Double, y: Double)]
    ) {
      (self.name, self.number, self.classes, self.points) = (name, number, classes, points)
    }
  }

  /// What one axis counts.
  package struct Scale: Sendable {
    let name: String
    let numbers: ClosedRange<Double>?

    /// Creates a scale.
    ///
    /// - Parameters:
    ///   - name: what is counted, with its unit.
    ///   - numbers: its ends; nil for those of the points.
    package init(_ name: String, _ numbers: ClosedRange<Double>? = nil) {
      (self.name, self.numbers) = (name, numbers)
    }
  }

  private let title: String
  private let horizontal: Scale
  private let vertical: Scale
  private let lines: [Line]
  private let size: (width: Double, height: Double)

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - horizontal: the axis to the right.
  ///   - vertical: the axis upwards.
  ///   - lines: the lines; points that are not finite are left out.
  ///   - size: how large the plot is within its axes, in pixels.
  package init(
    title: String, horizontal: Scale, vertical: Scale, lines: [Line],
    size: (width: Double, height: Double)
  ) {
    self.title = title
    (self.horizontal, self.vertical) = (horizontal, vertical)
    self.lines = lines.map { line in
      Line(
        name: line.name, number: line.number, classes: line.classes,
        points: line.points.filter { $0.x.isFinite && $0.y.isFinite })
    }
    self.size = size
  }

  /// The class of the elements of a line, by its number: one of eight colours, then one of four dashes.
  package static func look(of number: Int) -> String {
    "c\(number % SVG.colours.count) d\(number / SVG.colours.count % 4)"
  }

  private static let (left, right, top, bottom) = (56.0, 14.0, 28.0, 42.0)

  private static func ends(_ scale: Scale, _ found: [Double]) -> ClosedRange<Double> {
    if let numbers = scale.numbers { return numbers }
    guard let lowest = found.min(), let highest = found.max() else { return 0...1 }
    // An axis that could as well begin at 0 does.
    if lowest >= 0, lowest < 0.5 * highest { return 0...(highest * 1.04) }
    let room = max((highest - lowest) * 0.05, abs(highest) * 1e-6)
    return (lowest - room)...(highest + room)
  }

  /// The drawing.
  package var svg: SVG {
    let points = lines.flatMap(\.points)
    let (left, top) = (Self.left, Self.top)
    let (right, bottom) = (left + size.width, top + size.height)
    let across = Axis(Self.ends(horizontal, points.map(\.x)), start: left, end: right)
    let upwards = Axis(Self.ends(vertical, points.map(\.y)), start: bottom, end: top)
    var drawing = SVG(
      width: right + Self.right, height: bottom + Self.bottom, title: title,
      description: "Lines: \(lines.map(\.name).joined(separator: "; ")). Horizontal axis: "
        + "\(horizontal.name). Vertical axis: \(vertical.name).")
    drawing.add(text: title, x: 4, y: 14, isHeading: true)
    for tick in upwards.roundTicks(most: 6) {
      let y = upwards.position(tick.value)
      drawing.add(lines: [[(left, y), (right, y)]], as: "grid")
      drawing.add(text: tick.label, x: left - 6, y: y + 4, anchor: .end)
    }
    for tick in across.roundTicks(most: size.width > 200 ? 6 : 4) {
      let x = across.position(tick.value)
      drawing.add(lines: [[(x, bottom), (x, bottom + 4)]])
      drawing.add(text: tick.label, x: x, y: bottom + 17, anchor: .middle)
    }
    drawing.add(lines: [[(left, top), (left, bottom), (right, bottom)]])
    drawing.add(text: horizontal.name, x: (left + right) / 2, y: bottom + 34, anchor: .middle)
    if vertical.name != title {
      drawing.add(
        text: vertical.name, x: 14, y: (top + bottom) / 2, anchor: .middle, isUpright: true)
    }
    for line in lines where !line.points.isEmpty {
      let path = Self.path(
        through: line.points.map { (across.position($0.x), upwards.position($0.y)) })
      let classes = ["line", Self.look(of: line.number), line.classes].filter { !$0.isEmpty }
      drawing.add(
        element: "<path d=\"\(path)\" class=\"\(classes.joined(separator: " "))\">"
          + "<title>\(escapedForXML(line.name))</title></path>")
    }
    return drawing
  }

  /// Returns the line through some points, in tenths of a pixel; within a level stretch only its ends are named.
  private static func path(through points: [(x: Double, y: Double)]) -> String {
    let tenths = points.map { (x: Int(($0.x * 10).rounded()), y: Int(($0.y * 10).rounded())) }
    var path = ""
    for (place, point) in tenths.enumerated() {
      let isWithin =
        place > 0 && place < tenths.count - 1 && tenths[place - 1].y == point.y
        && tenths[place + 1].y == point.y
      if isWithin { continue }
      path += place == 0 ? "M" : "L"
      path += pixel(point.x)
      path += " "
      path += pixel(point.y)
    }
    return path
  }

  private static func pixel(_ tenths: Int) -> String {
    let (whole, part) = tenths.quotientAndRemainder(dividingBy: 10)
    return part == 0 ? "\(whole)" : "\(whole).\(abs(part))"
  }
}
