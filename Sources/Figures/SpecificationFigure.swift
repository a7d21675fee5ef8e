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

  /// The most columns that points are drawn in, each two pixels wide; of more points several share one.
  private static let columns = 360

  /// Returns the points of each column, in their order.
  private static func columns(of curve: Curve) -> [Range<Int>] {
    let (count, columns) = (curve.points.count, min(Self.columns, curve.points.count))
    return (0..<columns).map { $0 * count / columns..<($0 + 1) * count / columns }
  }

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
        + ". Above, effects in ascending order with their intervals; below, the settings of each. Of "
        + "more than \(Self.columns) points the middle one of each \(Self.columns)th part is drawn, and the "
        + "height of a setting's bar is the share of the part that has it.")
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
    let columns = Self.columns(of: curve)
    let across = Axis(0...Double(max(columns.count - 1, 1)), start: left + 6, end: right - 6)
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
      let shown = columns.enumerated().map { place, column in
        (
          x: across.position(Double(place)),
          point: curve.points[(column.lowerBound + column.upperBound) / 2]
        )
      }.filter { $0.point.kind == kind }
      drawing.add(
        lines: shown.map { x, point in
          [(x, vertical.position(point.lower)), (x, vertical.position(point.upper))]
        }, colour: Self.colour(of: kind), width: 0.75)
      for (x, point) in shown {
        drawing.add(
          markAt: x, vertical.position(point.value), shape: 0, colour: Self.colour(of: kind),
          size: 1.6)
      }
    }
    let zero = vertical.position(0)
    drawing.add(lines: [[(left, zero), (right, zero)], [(left, top), (left, bottom)]])
    return dashboard(of: curve, in: columns, below: bottom + 14, across, into: &drawing)
  }

  /// Draws which settings the points of each column have: a bar as high as the share that has the setting, made
  /// up of the verdicts.
  private func dashboard(
    of curve: Curve, in columns: [Range<Int>], below y: Double, _ across: Axis,
    into drawing: inout SVG
  ) -> Double {
    let width = columns.count < curve.points.count ? 2.0 : 1
    var y = y
    for field in curve.fields {
      y += Self.lineHeight
      drawing.add(text: field.name, x: 12, y: y, isHeading: true)
      for level in field.levels {
        y += Self.lineHeight
        drawing.add(text: level.name, x: Self.left - 8, y: y, anchor: .end)
        var bases = [Double](repeating: y, count: columns.count)
        var next = level.points.sorted()[...]
        let members = columns.map { column in
          let own = next.prefix { $0 < column.upperBound }
          next = next.dropFirst(own.count)
          return own
        }
        for kind in Kind.allCases {
          let lines = columns.indices.compactMap { place -> [(x: Double, y: Double)]? in
            let count = members[place].count { curve.points[$0].kind == kind }
            guard count > 0 else { return nil }
            let (x, base) = (across.position(Double(place)), bases[place])
            bases[place] -= 11 * Double(count) / Double(columns[place].count)
            return [(x, base), (x, bases[place])]
          }
          drawing.add(lines: lines, colour: Self.colour(of: kind), width: width)
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
