import Foundation

/// Text of one size, drawn with a round pen.
package struct Lettering {
  /// The height of capitals, in pixels.
  package let height: Double

  /// The width of the pen, in pixels.
  package let pen: Double

  /// Creates a size.
  package init(height: Double, pen: Double) {
    self.height = height
    self.pen = pen
  }

  /// Pixels a unit of the shapes.
  var scale: Double { height / Glyphs.capHeight }

  /// The height of a line, in whole pixels.
  var lineHeight: Int { Int((Glyphs.lineHeight * scale + pen).rounded(.up)) }

  /// Returns what is drawn of a text: letters without their accents, and a box for each character that has no
  /// shape here; nothing that ends a line or turns its direction.
  package static func shaped(_ text: String) -> [Character] {
    let accents: Set<Unicode.GeneralCategory> = [.nonspacingMark, .enclosingMark, .format]
    return text.decomposedStringWithCanonicalMapping.unicodeScalars
      .filter { !accents.contains($0.properties.generalCategory) }
      .map { scalar in
        let character = Character(scalar)
        if character.isWhitespace { return " " }
        return Glyphs.strokes[character] == nil ? Glyphs.unknown : character
      }
  }

  /// Returns the width of a text, in pixels.
  package func width(of text: [Character]) -> Double {
    guard !text.isEmpty else { return 0 }
    let units = text.reduce(0) { $0 + Glyphs.width(of: $1) + Glyphs.spacing } - Glyphs.spacing
    return units * scale + pen
  }

  /// Returns as much of a text as a width holds, with dots in place of its middle where it is longer.
  package func fitting(_ text: [Character], in limit: Double) -> [Character] {
    guard width(of: text) > limit else { return text }
    // The end of a name mostly tells more than its middle.
    for kept in stride(from: min(text.count, 400) - 1, to: 0, by: -1) {
      let short = text.prefix((kept + 1) / 2) + ["…"] + text.suffix(kept / 2)
      if width(of: Array(short)) <= limit { return Array(short) }
    }
    return ["…"]
  }

  /// Returns a text broken at its spaces into lines of some width, at most so many.
  func lines(_ text: String, width limit: Double, most: Int) -> [[Character]] {
    var lines: [[Character]] = []
    for word in Self.shaped(text).split(separator: " ") {
      if let last = lines.last, width(of: last + [" "] + word) <= limit || lines.count == most {
        lines[lines.count - 1] = last + [" "] + word
      } else {
        lines.append(Array(word))
      }
    }
    return lines.map { fitting($0, in: limit) }
  }
}
