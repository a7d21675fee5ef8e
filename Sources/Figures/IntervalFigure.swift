/// A difference with its interval, drawn as a dot and a whisker on a scale that several share.
///
/// Each is a drawing of its own, so that a table can have one a line; the scale is drawn once, above them.
package struct IntervalScale: Sendable {
  /// What a dot looks like, which tells of the verdict without colour.
  package enum Mark: Sendable {
    /// A filled triangle that points upwards.
    case above
    /// An empty diamond.
    case around
    /// A filled triangle that points downwards.
    case below

    fileprivate var look: (name: String, path: String) {
      switch self {
      case .above: ("above", "M0 -6L6 5L-6 5Z")
      case .around: ("around", "M0 -6L6 0L0 6L-6 0Z")
      case .below: ("below", "M0 6L6 -5L-6 -5Z")
      }
    }
  }

  private static let (width, height, margin) = (240.0, 30.0, 16.0)

  private let axis: Axis
  private let unit: String
  private let ticks: [Axis.Tick]

  /// Creates a scale that holds some intervals, and 0.
  ///
  /// - Parameters:
  ///   - ends: the ends of the intervals; those that are not finite have no say.
  ///   - unit: what is counted, such as "points".
  package init(holding ends: [Double], unit: String) {
    let known = ends.filter(\.isFinite) + [0]
    let (lowest, highest) = (known.min() ?? 0, known.max() ?? 0)
    let room = max((highest - lowest) * 0.04, 1e-9)
    let numbers = lowest == highest ? -1...1 : (lowest - room)...(highest + room)
    axis = Axis(numbers, start: Self.margin, end: Self.width - Self.margin)
    self.unit = unit
    ticks = axis.roundTicks(most: 5)
  }

  /// The numbers of the scale, for the head of a column.
  package var ruler: SVG {
    var drawing = SVG(
      width: Self.width, height: 34, title: "Scale, \(unit)",
      description: "From \(ticks.first?.label ?? "0") to \(ticks.last?.label ?? "0") \(unit).")
    drawing.add(text: unit, x: Self.width / 2, y: 11, anchor: .middle)
    for tick in ticks {
      let x = axis.position(tick.value)
      drawing.add(text: tick.label, x: x, y: 26, anchor: .middle)
      drawing.add(lines: [[(x, 29), (x, 34)]])
    }
    return drawing
  }

  /// Returns one interval on the scale.
  ///
  /// - Parameters:
  ///   - value: where the dot stands.
  ///   - ends: the ends of the whisker; one beyond the scale is drawn to its edge, without a cap.
  ///   - mark: what the dot looks like.
  ///   - title: the same in words.
  /// - Returns: the drawing.
  package func drawing(
    of value: Double, _ ends: (lower: Double, upper: Double), mark: Mark, title: String
  ) -> SVG {
    let middle = Self.height / 2
    var drawing = SVG(width: Self.width, height: Self.height, title: title, description: title)
    for tick in ticks {
      let x = axis.position(tick.value)
      drawing.add(lines: [[(x, 0), (x, Self.height)]], as: "grid")
    }
    let zero = axis.position(0)
    drawing.add(lines: [[(zero, 0), (zero, Self.height)]], as: "zero", width: 1.5)
    func edge(_ end: Double) -> Double {
      axis.position(min(max(end, axis.lower), axis.upper))
    }
    let (left, right) = (edge(ends.lower), edge(ends.upper))
    let caps = [(ends.lower, left), (ends.upper, right)]
      .filter { axis.lower...axis.upper ~= $0.0 }
      .map { [($0.1, middle - 4), ($0.1, middle + 4)] }
    let look = mark.look
    drawing.add(
      lines: [[(left, middle), (right, middle)]] + caps, as: "whisker \(look.name)", width: 2)
    if axis.lower...axis.upper ~= value {
      drawing.add(
        element: "<path d=\"\(look.path)\" class=\"dot \(look.name)\" "
          + "transform=\"translate(\(SVG.number(axis.position(value))) \(SVG.number(middle)))\"/>")
    }
    return drawing
  }
}
