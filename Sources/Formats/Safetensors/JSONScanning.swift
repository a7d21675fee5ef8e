internal import OrderedCollections

/// JSON beside weights, of which only some members count.
extension SafetensorsHeaderScanner {
  /// The deepest nesting that is read.
  private static let depthLimit = 64

  /// Returns the `weight_map` of an index, or nil when there is none.
  ///
  /// - Throws: `SafetensorsError.header` for what is no JSON, or when a name stands twice in an object.
  mutating func weightMap() throws(SafetensorsError) -> OrderedDictionary<String, String>? {
    var map: OrderedDictionary<String, String>?
    var seen: Set<String> = []
    try members { scanner, name throws(SafetensorsError) in
      guard seen.insert(name).inserted else { return false }
      guard name == "weight_map" else {
        try scanner.skip { _, _ in }
        return true
      }
      map = try scanner.orderedTexts()
      return true
    }
    guard peek() == nil else { throw error("more follows the closing brace") }
    return map
  }

  private mutating func orderedTexts() throws(SafetensorsError) -> OrderedDictionary<String, String>
  {
    var texts: OrderedDictionary<String, String> = [:]
    try members { scanner, name throws(SafetensorsError) in
      texts.updateValue(try scanner.string(), forKey: name) == nil
    }
    return texts
  }

  /// Passes a value, and tells the texts, numbers and words in it with the names of their members.
  package mutating func skip(
    depth: Int = 0, _ visit: (_ name: String, _ value: String) -> Void
  ) throws(SafetensorsError) {
    guard depth < Self.depthLimit else { throw error("it is nested too deep") }
    switch peek() {
    case UInt8(ascii: "{"):
      try members { scanner, name throws(SafetensorsError) in
        if let value = try scanner.scalar() {
          visit(name, value)
        } else {
          try scanner.skip(depth: depth + 1, visit)
        }
        return true
      }
    case UInt8(ascii: "["):
      try pass("[")
      while peek() != UInt8(ascii: "]") {
        try skip(depth: depth + 1, visit)
        guard peek() == UInt8(ascii: ",") else { break }
        try pass(",")
      }
      try pass("]")
    default:
      guard try scalar() != nil else { throw error("expected a value") }
    }
  }

  /// Passes a text, a number or a word and returns it; nil before an object, a list or anything else.
  private mutating func scalar() throws(SafetensorsError) -> String? {
    guard let first = peek() else { return nil }
    if first == UInt8(ascii: "\"") { return try string() }
    let word = rest.prefix {
      ("a"..."z").contains(Unicode.Scalar($0)) || ("A"..."Z").contains(Unicode.Scalar($0))
        || ("0"..."9").contains(Unicode.Scalar($0)) || [0x2B, 0x2D, 0x2E].contains($0)
    }
    guard !word.isEmpty else { return nil }
    let text = String(decoding: word, as: UTF8.self)
    pass(byteCount: word.count)
    return text
  }
}
