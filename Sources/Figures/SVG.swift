/// A drawing in Scalable Vector Graphics 1.1, made of the few shapes that figures need.
///
/// Lengths are pixels, x to the right and y downwards. Lines and words have colours that can be read on white
/// paper and, where the viewer says that it is dark, on a dark screen; nothing is drawn behind them.
public struct SVG: Sendable {
  /// The width of the drawing.
  let width: Double

  /// The height of the drawing.
  var height: Double

  private let title: String
  private let description: String
  private var body: [String] = []

  /// Where a text stands with regard to its position.
  enum Anchor: String {
    case start, middle, end
  }

  /// The colours of what is told apart, which people with any colour vision can (Okabe and Ito 2008, "Color
  /// universal design").
  static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7b6fd0", "#8a8a8a",
  ]

  /// Creates an empty drawing.
  ///
  /// - Parameters:
  ///   - width: its width.
  ///   - height: its height.
  ///   - title: what it shows, for those who cannot see it and as a tip.
  ///   - description: the same at length.
  init(width: Double, height: Double, title: String, description: String) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
  }

  /// The height of small letters' lines.
  static let textSize = 12.0

  private static let style = """
    text{font:12px sans-serif;fill:#737373}.head{font-weight:bold}.axis{stroke:#808080;fill:none}\
    .grid{stroke:#808080;stroke-opacity:.3;fill:none}\
    @media (prefers-color-scheme:dark){text{fill:#c8c8c8}}
    """

  /// The document.
  public var text: String {
    let (width, height) = (Self.number(self.width), Self.number(self.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="title description">
      <title id="title">\(escapedForXML(title))</title>
      <desc id="description">\(escapedForXML(description))</desc>
      <style>\(Self.style)</style>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }

  /// Returns the drawing as a part of an HTML document, which brings its style along.
  ///
  /// The document has to style `text`, `.head`, `.axis`, `.grid`, and the classes that a figure names.
  ///
  /// - Parameter id: what no other drawing of the document is called; made of letters, digits and "-".
  /// - Returns: the element, well-formed XML.
  package func inline(id: String) -> String {
    let (width, height) = (Self.number(self.width), Self.number(self.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
      <title id="\(id)-t">\(escapedForXML(title))</title>\
      <desc id="\(id)-d">\(escapedForXML(description))</desc>\
      \(body.joined(separator: "\n"))</svg>
      """
  }

  /// Adds an element as it is written.
  mutating func add(element: String) { body.append(element) }

  /// Adds a text on one line.
  mutating func add(
    text: String, x: Double, y: Double, anchor: Anchor = .start, isHeading: Bool = false,
    isUpright: Bool = false
  ) {
    let (x, y) = (Self.number(x), Self.number(y))
    let turn = isUpright ? " transform=\"rotate(-90 \(x) \(y))\"" : ""
    body.append(
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor.rawValue)\""
        + (isHeading ? " class=\"head\"" : "") + "\(turn)>\(escapedForXML(text))</text>")
  }

  /// Adds lines through points, one line a list.
  ///
  /// - Parameters:
  ///   - lines: the points of each.
  ///   - colour: a colour, or nil for that of a class.
  ///   - name: "axis" or "grid", for one without a colour.
  ///   - width: how wide they are.
  ///   - dash: lengths of dashes and gaps; none for a whole line.
  mutating func add(
    lines: [[(x: Double, y: Double)]], colour: String? = nil, as name: String = "axis",
    width: Double = 1, dash: String? = nil
  ) {
    let path = lines.map { line in
      line.enumerated().map { place, point in
        "\(place == 0 ? "M" : "L")\(Self.number(point.x)) \(Self.number(point.y))"
      }.joined()
    }.joined()
    guard !path.isEmpty else { return }
    let look = colour.map { "fill=\"none\" stroke=\"\($0)\"" } ?? "class=\"\(name)\""
    body.append(
      "<path d=\"\(path)\" \(look)" + (width == 1 ? "" : " stroke-width=\"\(Self.number(width))\"")
        + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>")
  }

  /// Adds a mark of one of four shapes.
  ///
  /// - Parameters:
  ///   - x: where it stands.
  ///   - y: where it stands.
  ///   - shape: circle, square, triangle or diamond.
  ///   - colour: a colour.
  ///   - size: half its width.
  ///   - tip: what a viewer tells of it; nil for nothing.
  mutating func add(
    markAt x: Double, _ y: Double, shape: Int, colour: String, size: Double = 3.5,
    tip: String? = nil
  ) {
    let corners: [(Double, Double)] =
      switch shape % 4 {
      case 1: [(-1, -1), (1, -1), (1, 1), (-1, 1)]
      case 2: [(0, -1.2), (1.2, 1), (-1.2, 1)]
      case 3: [(0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)]
      default: []
      }
    func end(_ element: String) -> String {
      tip.map { "><title>\(escapedForXML($0))</title></\(element)>" } ?? "/>"
    }
    guard !corners.isEmpty else {
      body.append(
        "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(size))\" "
          + "fill=\"\(colour)\"" + end("circle"))
      return
    }
    let points = corners.map { "\(Self.number(x + $0.0 * size)),\(Self.number(y + $0.1 * size))" }
    body.append(
      "<polygon points=\"\(points.joined(separator: " "))\" fill=\"\(colour)\"" + end("polygon"))
  }

  /// Returns about how wide a text is.
  static func width(of text: String) -> Double { Double(text.count) * textSize * 0.56 }

  /// Returns a number with two decimals at most.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, part) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let decimals =
      part == 0 ? "" : part % 10 == 0 ? ".\(part / 10)" : part < 10 ? ".0\(part)" : ".\(part)"
    return (hundredths < 0 ? "-" : "") + "\(whole)" + decimals
  }
}
