import QueryPictures
import Testing

/// The shapes that text is drawn with.
@Suite struct GlyphTests {
  @Test func everyCharacterOfASCIIHasAShape() {
    for code in UInt8(0x21)...0x7E {
      #expect(Glyphs.strokes[Character(Unicode.Scalar(code))] != nil, "\(code)")
    }
  }

  /// A typing error in the table shows as a point outside of the line, or as half a point.
  @Test func everyStrokeStaysInItsLine() {
    for (character, text) in Glyphs.strokes {
      for stroke in text.split(separator: " ") {
        #expect(stroke.drop { $0 == "~" }.count % 2 == 0, "\(character)")
      }
      for (x, y) in Glyphs.lines(of: character).flatMap(\.self) {
        #expect((0...12).contains(x) && (0...Glyphs.lineHeight).contains(y), "\(character)")
      }
    }
  }

  @Test func noTwoCharactersLookAlike() {
    let shapes = Dictionary(grouping: Glyphs.strokes, by: \.value)
    // A cross is drawn as the letter, in another pen.
    let alike = shapes.values.filter { $0.count > 1 }.map { Set($0.map(\.key)) }
    #expect(alike == [["X", "✗"]])
  }
}
