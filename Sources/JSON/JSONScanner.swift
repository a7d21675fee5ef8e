/// A strict reader of JSON text (RFC 8259), front to back, that knows where it stands.
///
/// What is made of the values is the caller's: a tree with positions, a `CanonicalJSON`, or the header of a
/// file of tensors. It refuses what the RFC leaves to choice: a byte order mark, bytes that are not UTF-8,
/// lone surrogates, numbers beyond the range of a double, and more than `maximumDepth` levels.
package struct JSONScanner {
  /// The deepest nesting that is read.
  package static let maximumDepth = 64

  /// One step of the way from the root to a value.
  private enum Step {
    case key(String)
    case place(Int)
  }

  /// A place, and its line and column.
  private struct Mark {
    var index: Int
    var line = 1
    var column = 1
  }

  let bytes: [UInt8]

  /// The next byte, counted from the first byte of the array.
  package internal(set) var index: Int

  private let start: Int
  private let end: Int
  private let file: String
  private var path: [Step] = []
  private var depth = 0
  private var mark: Mark

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - range: the part of the bytes that is the text; nil for all.
  ///   - file: the name that messages give to the text.
  package init(_ bytes: [UInt8], in range: Range<Int>? = nil, file: String) {
    self.bytes = bytes
    self.file = file
    (start, end) = (range?.lowerBound ?? 0, range?.upperBound ?? bytes.count)
    index = start
    mark = Mark(index: start)
  }

  /// Reads the one value of the text.
  ///
  /// - Parameter value: reads a value, which begins at the next byte.
  /// - Returns: what `value` returns.
  /// - Throws: `JSONDiagnostic` for the first place that is no JSON.
  package mutating func document<Value>(
    _ value: (inout JSONScanner) throws(JSONDiagnostic) -> Value
  ) throws(JSONDiagnostic) -> Value {
    if bytes[start..<end].starts(with: [0xEF, 0xBB, 0xBF]) {
      throw problem("the file begins with a byte order mark; save it as plain UTF-8")
    }
    skipSpace()
    let root = try value(&self)
    skipSpace()
    if peek != nil { throw problem("nothing may follow the document's one value\(hint)") }
    return root
  }

  /// Reads an object, which begins at the next byte.
  ///
  /// - Parameters:
  ///   - isDone: returns whether nothing behind the last value is wanted; then the text is read no further.
  ///   - each: reads the value of one key, which begins at the next byte, and returns false when the key may
  ///     not stand twice and did.
  /// - Throws: `JSONDiagnostic`, and what `each` throws.
  package mutating func members(
    until isDone: () -> Bool = { false },
    _ each: (inout JSONScanner, _ key: String) throws(JSONDiagnostic) -> Bool
  ) throws(JSONDiagnostic) {
    guard take("{") else { throw problem("expected an object, found \(found)\(hint)") }
    skipSpace()
    if take("}") { return }
    depth += 1
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else {
        throw problem("expected a key in double quotes, found \(found)\(keyHint)")
      }
      let place = index
      let key = try string()
      path.append(.key(key))
      skipSpace()
      guard take(":") else { throw problem("expected \":\", found \(found)") }
      skipSpace()
      try checkDepth()
      keyIndex = place
      guard try each(&self, key) else {
        index = place
        throw problem("'\(key)' stands twice in one object")
      }
      path.removeLast()
      if isDone() { return }
      skipSpace()
    } while take(",")
    guard take("}") else { throw problem("expected \",\" or \"}\", found \(found)\(hint)") }
    depth -= 1
  }

  /// Where the key of the member that is read begins.
  private(set) var keyIndex = 0

  /// Reads an array, which begins at the next byte.
  ///
  /// - Parameter each: reads one element, which begins at the next byte.
  /// - Throws: `JSONDiagnostic`, and what `each` throws.
  package mutating func elements(
    _ each: (inout JSONScanner) throws(JSONDiagnostic) -> Void
  ) throws(JSONDiagnostic) {
    guard take("[") else { throw problem("expected an array, found \(found)\(hint)") }
    skipSpace()
    if take("]") { return }
    depth += 1
    var count = 0
    repeat {
      skipSpace()
      path.append(.place(count))
      try checkDepth()
      try each(&self)
      path.removeLast()
      count += 1
      skipSpace()
    } while take(",")
    guard take("]") else { throw problem("expected \",\" or \"]\", found \(found)\(hint)") }
    depth -= 1
  }

  private func checkDepth() throws(JSONDiagnostic) {
    guard depth <= Self.maximumDepth else {
      throw problem("more than \(Self.maximumDepth) levels of nesting")
    }
  }

  /// Passes a value, which begins at the next byte.
  package mutating func skip() throws(JSONDiagnostic) {
    switch try next() {
    case .object:
      try members { scanner, _ throws(JSONDiagnostic) in
        try scanner.skip()
        return true
      }
    case .array: try elements { scanner throws(JSONDiagnostic) in try scanner.skip() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .word: _ = try word()
    }
  }
}

extension JSONScanner {
  /// The next byte, or nil at the end.
  var peek: UInt8? { index < end ? bytes[index] : nil }

  /// The bytes that are left.
  var rest: ArraySlice<UInt8> { bytes[index..<end] }

  /// The JSON pointer of the value that is read (RFC 6901).
  var pointer: String {
    path.reduce("") { pointer, step in
      switch step {
      case .key(let key): JSONNode.pointer(pointer, key)
      case .place(let place): "\(pointer)/\(place)"
      }
    }
  }

  /// Returns a mistake in what is read.
  ///
  /// - Parameters:
  ///   - message: what is wrong.
  ///   - place: the byte where it is; nil for the next.
  /// - Returns: the mistake, with its place.
  package func problem(_ message: String, at place: Int? = nil) -> JSONDiagnostic {
    var mark = Mark(index: start)
    advance(&mark, to: place ?? index)
    return JSONDiagnostic(position: position(mark), pointer: pointer, message: message)
  }

  /// Returns where a byte stands; places are asked for from front to back.
  ///
  /// - Complexity: O(bytes since the last that was asked for).
  mutating func position(of place: Int) -> SourcePosition {
    if place < mark.index { mark = Mark(index: start) }
    advance(&mark, to: place)
    return position(mark)
  }

  private func position(_ mark: Mark) -> SourcePosition {
    SourcePosition(file: file, line: mark.line, column: mark.column)
  }

  /// Moves a mark; bytes within a character do not move the column.
  private func advance(_ mark: inout Mark, to place: Int) {
    while mark.index < place {
      let byte = bytes[mark.index]
      mark.index += 1
      if byte == 0x0A {
        mark.line += 1
        mark.column = 1
      } else if byte & 0xC0 != 0x80 {
        mark.column += 1
      }
    }
  }

  /// Steps over one character when it comes next, and says whether it did.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func skipSpace() {
    while let byte = peek, Self.isSpace(byte) { index += 1 }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
