/// A specification curve: sorted effects with their intervals above, and below which settings each has.
///
/// Simonsohn, Simmons and Nelson 2020, "Specification curve analysis", Nature Human Behaviour 4, figure 2.
public struct SpecificationFigure: Sendable {
  private let title: String
  private let curves: [Curve]

  /// What an interval says of an effect.
  public enum Kind: Int, Sendable, CaseIterable {
    /// The whole interval is above 0.
    case above
    /// 0 is within it.
    case around
    /// The whole interval is at or below 0.
    case below
  }

  /// One effect.
  public struct Point: Sendable {
    let value: Double
    let lower: Double
    let upper: Double
    let kind: Kind

    /// Creates an effect with its interval.
    public init(value: Double, lower: Double, upper: Double, kind: Kind) {
      (self.value, self.lower, self.upper, self.kind) = (value, lower, upper, kind)
    }
  }

  /// One field of the settings.
  public struct Field: Sendable {
    let name: String
    let levels: [(name: String, points: [Int])]

    /// Creates a field.
    ///
    /// - Parameters:
    ///   - name: what it is called.
    ///   - levels: its levels, each with the places of the points that have it.
    public init(name: String, levels: [(name: String, points: [Int])]) {
      self.name = name
      self.levels = levels
    }
  }

  /// One claim: its effects, sorted, and their settings.
  public struct Curve: Sendable {
    let heading: String
    let points: [Point]
    let fields: [Field]

    /// Creates a curve.
    ///
    /// - Parameters:
    ///   - heading: the claim.
    ///   - points: its effects, the smallest first.
    ///   - fields: the settings.
    public init(heading: String, points: [Point], fields: [Field]) {
      self.heading = heading
      self.points = points
      self.fields = fields
    }
  }

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - words: what each kind of interval is called.
  ///   - curves: the claims, one below the other.
  public init(title: String, words: [Kind: String], curves: [Curve]) {
    self.title = title
    self.words = words
    self.curves = curves
  }

  private let words: [Kind: String]

  private static let (width, left, right) = (980.0, 230.0, 20.0)
  private static let (plotHeight, lineHeight) = (240.0, 15.0)

  /// The drawing.
  public var svg: SVG {
    var drawing = SVG(
      width: Self.width, height: 0, title: title,
      description: curves.map { curve in
        "\(curve.heading): \(curve.points.count) points, "
          + Kind.allCases.map { kind in
            "\(words[kind, default: ""]) \(curve.points.count { $0.kind == kind })"
          }.joined(separator: ", ")
      }.joined(separator: ". ")
        + ". Above, effects in ascending order with their intervals; below, the settings of each.")
    var y = 0.0
    for curve in curves { y = draw(curve, below: y, into: &drawing) }
    drawing.height = max(y, 1)
    return drawing
  }

  /// Draws one claim, and returns where it ends.
  private func draw(_ curve: Curve, below y: Double, into drawing: inout SVG) -> Double {
    let (top, bottom) = (y + 58, y + 58 + Self.plotHeight)
    let (left, right) = (Self.left, Self.width - Self.right)
    drawing.add(text: curve.heading, x: 12, y: y + 20, isHeading: true)
    legend(of: curve, y: y + 42, into: &drawing)
    guard !curve.points.isEmpty else { return top }
    let across = Axis(
      0...Double(max(curve.points.count - 1, 1)), start: left + 6, end: right - 6)
    let lowest = min(curve.points.map(\.lower).min() ?? 0, 0)
    let highest = max(curve.points.map(\.upper).max() ?? 0, 0)
    let margin = max((highest - lowest) * 0.03, 1e-9)
    let vertical = Axis((lowest - margin)...(highest + margin), start: bottom, end: top)
    for tick in vertical.ticks {
      let level = vertical.position(tick)
      drawing.add(lines: [[(left, level), (right, level)]], as: "grid")
      drawing.add(text: SVG.number(tick), x: left - 8, y: level + 4, anchor: .end)
    }
    drawing.add(
      text: "points", x: left - 48, y: (top + bottom) / 2, anchor: .middle, isUpright: true)
    for kind in Kind.allCases {
      let places = curve.points.indices.filter { curve.points[$0].kind == kind }
      drawing.add(
        lines: places.map { place in
          let (x, point) = (across.position(Double(place)), curve.points[place])
          return [(x, vertical.position(point.lower)), (x, vertical.position(point.upper))]
        }, colour: Self.colour(of: kind), width: 0.75)
      for place in places {
        drawing.add(
          markAt: across.position(Double(place)), vertical.position(curve.points[place].value),
          shape: 0, colour: Self.colour(of: kind), size: 1.6)
      }
    }
    let zero = vertical.position(0)
    drawing.add(lines: [[(left, zero), (right, zero)], [(left, top), (left, bottom)]])
    return dashboard(of: curve, below: bottom + 14, across, into: &drawing)
  }

  private func dashboard(
    of curve: Curve, below y: Double, _ across: Axis, into drawing: inout SVG
  ) -> Double {
    var y = y
    for field in curve.fields {
      y += Self.lineHeight
      drawing.add(text: field.name, x: 12, y: y, isHeading: true)
      for level in field.levels {
        y += Self.lineHeight
        drawing.add(text: level.name, x: Self.left - 8, y: y, anchor: .end)
        for kind in Kind.allCases {
          let places = level.points.filter { curve.points[$0].kind == kind }
          drawing.add(
            lines: places.map { place in
              let x = across.position(Double(place))
              return [(x, y - 9), (x, y)]
            }, colour: Self.colour(of: kind))
        }
      }
      y += 4
    }
    return y + 28
  }

  private func legend(of curve: Curve, y: Double, into drawing: inout SVG) {
    var x = Self.left
    for kind in Kind.allCases {
      let count = curve.points.count { $0.kind == kind }
      let text = "\(words[kind, default: ""]) \(count)"
      drawing.add(lines: [[(x, y - 9), (x, y + 1)]], colour: Self.colour(of: kind))
      drawing.add(markAt: x, y - 4, shape: 0, colour: Self.colour(of: kind), size: 2.5)
      drawing.add(text: text, x: x + 10, y: y)
      x += 40 + SVG.width(of: text)
    }
  }

  private static func colour(of kind: Kind) -> String {
    switch kind {
    case .above: SVG.colours[0]
    case .around: SVG.colours[7]
    case .below: SVG.colours[1]
    }
  }
}
