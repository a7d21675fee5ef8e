/// The shapes of characters, as strokes of a pen.
///
/// A stroke is written as its points, x and y one character each: 0…9, then a…g. Capitals stand from y = 0 to the
/// baseline, 12 (c); small letters from 4; what hangs below ends at 16 (g). A stroke that begins with "~" is a
/// quadratic B-spline from its first point to its last, others are polylines, and one point is a dot.
package enum Glyphs {
  /// The height of capitals.
  static let capHeight = 12.0

  /// The height of the line that a text takes, from the top of capitals to the end of what hangs below.
  package static let lineHeight = 16.0

  /// The space between characters.
  static let spacing = 3.5

  /// The width of a space, without that between characters.
  static let space = 2.0

  /// What stands for a character that has no shape of its own.
  package static let unknown: Character = "\u{FFFD}"

  /// The strokes of each character.
  package static let strokes: [Character: String] = [
    " ": "", "\u{FFFD}": "00707c0c00",
    "A": "0c408c 1878", "B": "000c ~004070764606 ~0646868c4c0c", "C": "~8280000c8c8a",
    "D": "000c ~0040808c4c0c", "E": "70000c7c 0656", "F": "70000c 0656",
    "G": "~8280000c8c87 8757", "H": "000c 808c 0686", "I": "000c", "J": "5059 ~595c0c09",
    "K": "000c 7007 347c", "L": "000c7c", "M": "0c0048808c", "N": "0c008c80",
    "O": "~40808c0c0040", "P": "000c ~004080874707", "Q": "~40808c0c0040 598d",
    "R": "000c ~004080874707 478c", "S": "~82800006868c0c0a", "T": "0080 404c",
    "U": "0007 ~070c8c87 8780", "V": "004c80", "W": "002c538ca0", "X": "008c 800c",
    "Y": "004680 464c", "Z": "00800c8c",
    "a": "646c ~6864040c6c68", "b": "000c ~0804646c0c08", "c": "~6664040c6c6a",
    "d": "606c ~6864040c6c68", "e": "0868 ~6864040c6c6a", "f": "~502024 242c 0454",
    "g": "~6864040c6c68 646d ~6d6g0g0e", "h": "000c ~07046467 676c", "i": "040c 00",
    "j": "343d ~3d3g0g 30", "k": "000c 6409 276c", "l": "0009 ~090c3c",
    "m": "040c ~07045457 575c ~5754a4a7 a7ac", "n": "040c ~07046467 676c",
    "o": "~34646c0c0434", "p": "040g ~0804646c0c08", "q": "646g ~6864040c6c68",
    "r": "040c ~070444", "s": "~66640408686c0c0a", "t": "2129 ~292c5c 0454",
    "u": "0409 ~090c6c69 646c", "v": "043c64", "w": "042c456c84", "x": "046c 640c",
    "y": "043c 641g", "z": "04640c6c",
    "0": "~30606c0c0030", "1": "03303c 0c6c", "2": "~030060650c 0c6c",
    "3": "~0200606626 ~26666c0c0a", "4": "5c500868", "5": "600006 ~0604646c0c0a",
    "6": "~500008 ~0805656c0c08", "7": "00602c", "8": "~306065050030 ~35656c0c0535",
    "9": "~1c6c64 ~646000076764",
    ".": "0c", ",": "1c0f", ":": "05 0c", ";": "15 1c0f", "!": "0008 0c",
    "?": "~0200606536 3638 3c", "-": "0747", "–": "0787", "—": "07c7", "_": "0e8e",
    "+": "0868 353b", "=": "0666 0a6a", "/": "0d50", "\\": "005d", "|": "000e",
    "(": "~30030b3e", ")": "~00333b0e", "[": "30000e3e", "]": "00303e0e",
    "{": "~40202607 ~07282e4e", "}": "~00202647 ~47282e0e", "<": "64086c", ">": "04680c",
    "%": "~204044040020 2c70 ~78989c5c5878", "'": "0003", "\"": "0003 3033", "`": "0012",
    "^": "033063", "~": "~09264a67", "#": "302c 706c 0484 0888", "$": "~82800006868c0c0a 404c",
    "&": "8c13 ~13105053060c6c87", "*": "3137 0266 0662", "@": "~8e0e00a0aa7a75 ~7774343a7a77",
    "…": "0c 3c 6c", "×": "056b 650b", "·": "08", "°": "~204044040020",
    "✓": "074c80", "✗": "008c 800c",
  ]

  /// Returns the points of each stroke, and whether it is a dot.
  ///
  /// - Parameter character: a character; one without a shape has that of `unknown`.
  /// - Returns: polylines in the units above, curves flattened.
  package static func lines(of character: Character) -> [[(x: Double, y: Double)]] {
    let text = strokes[character] ?? strokes[unknown] ?? ""
    return text.split(separator: " ").map { stroke in
      let isCurve = stroke.first == "~"
      let numbers = stroke.dropFirst(isCurve ? 1 : 0).map { Double($0.hexDigitValue ?? 16) }
      let points = stride(from: 0, to: numbers.count - 1, by: 2).map {
        (x: numbers[$0], y: numbers[$0 + 1])
      }
      return isCurve ? flattened(points) : points
    }
  }

  /// Returns a quadratic B-spline as a polyline, four pieces a span.
  private static func flattened(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard var start = points.first, points.count > 2 else { return points }
    var line = [start]
    for i in 1..<points.count - 1 {
      let (control, next) = (points[i], points[i + 1])
      let isLast = i == points.count - 2
      let end = isLast ? next : (x: (control.x + next.x) / 2, y: (control.y + next.y) / 2)
      for piece in 1...4 {
        let t = Double(piece) / 4
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        line.append(
          (
            x: a * start.x + b * control.x + c * end.x,
            y: a * start.y + b * control.y + c * end.y
          ))
      }
      start = end
    }
    return line
  }

  /// Returns the width of a character without the space behind it.
  static func width(of character: Character) -> Double {
    if character == " " { return space }
    return lines(of: character).flatMap { $0.map(\.x) }.max() ?? 0
  }
}
