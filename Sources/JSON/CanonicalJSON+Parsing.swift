extension CanonicalJSON {
  /// Reads a value from JSON in any layout.
  ///
  /// A number with a fraction or an exponent is a double, any other an integer of 64 bits. A key that
  /// stands twice is refused.
  ///
  /// - Parameters:
  ///   - bytes: the UTF-8 text.
  ///   - file: the name that messages give to the text.
  /// - Throws: `JSONDiagnostic`.
  public init(parsing bytes: [UInt8], file: String = "JSON") throws(JSONDiagnostic) {
    var scanner = JSONScanner(bytes, file: file)
    self = try scanner.document { scanner throws(JSONDiagnostic) in try Self.value(&scanner) }
  }

  /// Reads some members of an object; the text behind the last of them is not looked at.
  ///
  /// - Parameters:
  ///   - wanted: the keys.
  ///   - bytes: the UTF-8 text.
  ///   - file: the name that messages give to the text.
  /// - Returns: the wanted members that are there, the first of each key.
  /// - Throws: `JSONDiagnostic`, also where the text ends before all were met.
  package static func members(
    _ wanted: Set<String>, of bytes: [UInt8], file: String = "JSON"
  ) throws(JSONDiagnostic) -> [String: CanonicalJSON] {
    var scanner = JSONScanner(bytes, file: file)
    var found: [String: CanonicalJSON] = [:]
    scanner.skipSpace()
    try scanner.members(until: { found.count == wanted.count }) {
      scanner, key throws(JSONDiagnostic) in
      guard wanted.contains(key), found[key] == nil else {
        try scanner.skip()
        return true
      }
      found[key] = try value(&scanner)
      return true
    }
    return found
  }

  private static func value(_ scanner: inout JSONScanner) throws(JSONDiagnostic) -> CanonicalJSON {
    switch try scanner.next() {
    case .object:
      var members: [String: CanonicalJSON] = [:]
      try scanner.members { scanner, key throws(JSONDiagnostic) in
        members.updateValue(try value(&scanner), forKey: key) == nil
      }
      return .object(members)
    case .array:
      var elements: [CanonicalJSON] = []
      try scanner.elements { scanner throws(JSONDiagnostic) in
        elements.append(try value(&scanner))
      }
      return .array(elements)
    case .string: return .string(try scanner.string())
    case .number: return try number(&scanner)
    case .word: return try scanner.word().map(CanonicalJSON.bool) ?? .null
    }
  }

  private static func number(_ scanner: inout JSONScanner) throws(JSONDiagnostic) -> CanonicalJSON {
    if let whole = scanner.shortWhole() { return .integer(whole) }
    let start = scanner.index
    let number = try scanner.number()
    guard number.isWhole else {
      guard let value = Double(number.text) else {
        preconditionFailure("expected a number, found \(number.text)")
      }
      return .double(value)
    }
    guard let value = Int(number.text) else {
      throw scanner.problem("\(number.text) does not fit in 64 bits", at: start)
    }
    return .integer(value)
  }
}
