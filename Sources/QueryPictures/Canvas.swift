import Images

/// A colour, 8 bits a channel.
struct Ink: Equatable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  static let paper = Ink(red: 255, green: 255, blue: 255)
  static let black = Ink(red: 26, green: 26, blue: 26)
  static let grey = Ink(red: 110, green: 110, blue: 110)
  static let yellow = Ink(red: 250, green: 220, blue: 40)
}

/// A picture that is drawn on.
///
/// Every sum is of 64-bit numbers in a fixed order, so the same drawing is the same bytes everywhere.
struct Canvas {
  let width: Int
  let height: Int
  private var pixels: [UInt8]

  /// Creates a white picture.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: 3 * width * height)
  }

  /// What has been drawn.
  var image: PixelImage { PixelImage(width: width, height: height, pixels: pixels) }

  /// Lays a colour over a share of a pixel, 0...1; one outside the picture is left alone.
  mutating func cover(_ x: Int, _ y: Int, with ink: Ink, share: Double = 1) {
    guard (0..<width).contains(x), (0..<height).contains(y), share > 0 else { return }
    let start = 3 * (y * width + x)
    for (channel, level) in [ink.red, ink.green, ink.blue].enumerated() {
      let below = Double(pixels[start + channel])
      pixels[start + channel] = UInt8((below + (Double(level) - below) * share).rounded())
    }
  }

  /// Fills a rectangle.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, with ink: Ink) {
    for row in y..<y + max(0, height) {
      for column in x..<x + max(0, width) { cover(column, row, with: ink) }
    }
  }

  /// Draws a picture with its top left corner at a place.
  mutating func draw(_ image: PixelImage, x: Int, y: Int) {
    for row in 0..<image.height where (0..<height).contains(y + row) {
      let columns = min(image.width, width - x)
      guard columns > 0 else { return }
      let (from, to) = (3 * row * image.width, 3 * ((y + row) * width + x))
      pixels.replaceSubrange(to..<to + 3 * columns, with: image.pixels[from..<from + 3 * columns])
    }
  }

  /// Draws a frame around a rectangle, outside of it; its line has gaps where a dash is given.
  mutating func frame(
    x: Int, y: Int, width: Int, height: Int, thickness: Int, with ink: Ink,
    dash: (stroke: Int, gap: Int)? = nil
  ) {
    let (left, top) = (x - thickness, y - thickness)
    let (right, bottom) = (x + width, y + height)
    func isDrawn(_ place: Int) -> Bool {
      dash.map { place % ($0.stroke + $0.gap) < $0.stroke } ?? true
    }
    for step in 0..<thickness {
      for column in left..<right + thickness where isDrawn(column - left) {
        cover(column, top + step, with: ink)
        cover(column, bottom + step, with: ink)
      }
      for row in y..<bottom where isDrawn(row - top) {
        cover(left + step, row, with: ink)
        cover(right + step, row, with: ink)
      }
    }
  }

  /// Writes a text of characters that have shapes, the top left corner of its capitals at a place.
  mutating func write(_ text: [Character], x: Double, y: Double, _ size: Lettering, _ ink: Ink) {
    var left = x + size.pen / 2
    for character in text {
      for line in Glyphs.lines(of: character) {
        let points = line.map {
          (x: left + $0.x * size.scale, y: y + size.pen / 2 + $0.y * size.scale)
        }
        stroke(points, radius: points.count == 1 ? 0.65 * size.pen : size.pen / 2, ink)
      }
      left += (Glyphs.width(of: character) + Glyphs.spacing) * size.scale
    }
  }

  /// Draws a line through points with a round pen, each pixel as far as the pen covers it.
  private mutating func stroke(_ points: [(x: Double, y: Double)], radius: Double, _ ink: Ink) {
    guard let first = points.first else { return }
    let reach = radius + 1
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let columns = Int((xs.reduce(first.x, min) - reach).rounded(.down))
    let rows = Int((ys.reduce(first.y, min) - reach).rounded(.down))
    for row in rows...Int((ys.reduce(first.y, max) + reach).rounded(.up)) {
      for column in columns...Int((xs.reduce(first.x, max) + reach).rounded(.up)) {
        // The centre of a pixel.
        let place = (x: Double(column) + 0.5, y: Double(row) + 0.5)
        var distance = Self.distance(from: place, to: first, first)
        for (start, end) in zip(points, points.dropFirst()) {
          distance = min(distance, Self.distance(from: place, to: start, end))
        }
        cover(column, row, with: ink, share: min(1, max(0, radius + 0.5 - distance)))
      }
    }
  }

  /// Returns the distance of a place from a segment.
  private static func distance(
    from place: (x: Double, y: Double), to start: (x: Double, y: Double),
    _ end: (x: Double, y: Double)
  ) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let along =
      length == 0
      ? 0 : min(1, max(0, ((place.x - start.x) * dx + (place.y - start.y) * dy) / length))
    let (x, y) = (place.x - start.x - along * dx, place.y - start.y - along * dy)
    return (x * x + y * y).squareRoot()
  }
}
