extension String {
  /// The text as one line that any terminal shows and anyone reads to its end.
  ///
  /// Messages quote names out of files, which may be of strangers. Characters that end a line, drive
  /// a terminal or turn the direction of text are spelt out, such as `\u{1B}`, and of a text of more
  /// than 3,000 bytes the middle is left out, so that its advice at the end stays.
  package var legible: String {
    let (limit, head, tail) = (3_000, 2_000, 600)
    let line =
      unicodeScalars.contains(where: Self.isControl)
      ? unicodeScalars.reduce(into: "") { line, scalar in
        line +=
          Self.isControl(scalar)
          ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
      } : self
    guard line.utf8.count > limit else { return line }
    let ends = (line.utf8.prefix(head), line.utf8.suffix(tail))
    return String(decoding: ends.0, as: UTF8.self) + " … " + String(decoding: ends.1, as: UTF8.self)
  }

  /// Whether a character ends a line, drives a terminal or turns the direction of text.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
