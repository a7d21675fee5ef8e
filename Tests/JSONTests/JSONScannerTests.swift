import JSON
import Testing

/// What holds for every use of the scanner: the tree of nodes, and canonical values.
@Suite struct JSONScannerTests {
  private func isAccepted(_ bytes: [UInt8]) -> (tree: Bool, value: Bool) {
    let reading = JSONParser.read(bytes, file: "f")
    var isValue = true
    do throws(JSONDiagnostic) {
      _ = try CanonicalJSON(parsing: bytes)
    } catch {
      isValue = false
    }
    return (reading.root != nil && reading.mistakes.isEmpty, isValue)
  }

  @Test(arguments: [
    "0", "-0", "-0.0", "1e0", "1E+2", "1e-999", "0.1e1", "123456789012345678", " [ ] ", "{ }",
    "\t\r\n null \n", "\"\"", #"{"":0}"#, #"{"a":{"a":1}}"#, #"["\u0000","\u007f","\uFFFF"]"#,
    #""\ud83d\ude00""#, "\"\u{7f}\"", "\"\u{2028}\"", "[[[[[]]]]]", "[true,false,null]",
    #"{"a":[],"b":{},"c":""}"#, "[-1,-1.5,1.5e3]", "9007199254740993",
  ])
  func whatTheStandardAllowsIsRead(text: String) {
    #expect(isAccepted(Array(text.utf8)) == (true, true))
  }

  @Test(arguments: [
    " ", "[", "]", "{", "}", ",", ":", "[,1]", "[1,,2]", "[1,]", "[1", "[1}", "{\"a\":1]",
    "{\"a\",1}",
    "{\"a\":}", "{\"a\":1,}", "{,}", "{1:1}", "{null:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "[1 2]",
    "[\"a\" 1]", "--1", "-", "-a", "-01", "00", "1.e1", ".1", "1.", "1e", "1e+", "1ee1", "0x1",
    "1_0",
    "1e999", "-1e999", "Infinity", "-Infinity", "NaN", "nul", "nulll", "True", "truefalse", "[tru]",
    "\"", "\"\\", "\"\\\"", "\"\\u\"", "\"\\u12g4\"", "\"\\uD800\"", "\"\\uD800x\"",
    "\"\\uD800\\n\"", "\"\\uD800\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\U0041\"", "\"\\'\"",
    "\"\t\"", "\"\u{0}\"", "\"\u{1f}\"", "[] []", "[]x", "1 1", "// a", "/* a */ 1", "[1] // a",
    "\u{FEFF}1", "\u{A0}1", "1\u{0}", "[1\u{b}]",
  ])
  func whatTheStandardForbidsIsRefused(text: String) {
    #expect(isAccepted(Array(text.utf8)) == (false, false))
  }

  @Test(
    arguments: [
      [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0x22, 0x80, 0x22], [0xFF, 0xFE, 0x31, 0x00],
    ] as [[UInt8]])
  func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
    #expect(isAccepted(bytes) == (false, false))
  }

  @Test func aKeyThatStandsTwiceIsRefusedHoweverItIsWritten() {
    #expect(isAccepted(Array(#"{"a":1,"\u0061":2}"#.utf8)) == (false, false))
    #expect(isAccepted(Array(#"{"a":1,"A":2}"#.utf8)) == (true, true))
  }

  @Test func sixtyFourLevelsAreReadAndNoMore() {
    func nested(_ levels: Int) -> [UInt8] {
      Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }
    #expect(isAccepted(nested(65)) == (true, true))
    #expect(isAccepted(nested(66)) == (false, false))
    #expect(isAccepted(Array(String(repeating: "{\"a\":", count: 100_000).utf8)) == (false, false))
  }

  @Test func aWholeNumberOfMoreThan64BitsIsKeptAsWrittenOrRefused() {
    let text = "123456789012345678901234567890"
    #expect(JSONParser.read(Array(text.utf8), file: "f").root?.text == text)
    let error = #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: Array(text.utf8))
    }
    #expect(error?.message == "\(text) does not fit in 64 bits")
  }

  @Test func aZeroWithASignIsTheIntegerOrTheDouble() throws {
    #expect(try CanonicalJSON(parsing: Array("-0".utf8)) == .integer(0))
    #expect(try CanonicalJSON(parsing: Array("-0.0".utf8)).compact == "-0.0")
  }

  @Test func aMistakeDeepInATextHasItsPlaceAndItsPointer() {
    let text = "{\n  \"ü\": [1,\n    {\"b/c\": tru}]}"
    #expect(
      JSONParser.read(Array(text.utf8), file: "f").mistakes.map(\.description)
        == [#"f:3:13: /ü/1/b~1c: expected a value, found "t"; write true or false"#])
  }

  @Test func aPartOfTheBytesIsReadByItself() throws {
    var scanner = JSONScanner(Array("xx[1, 2]yy".utf8), in: 2..<8, file: "f")
    var texts: [String] = []
    try scanner.document { scanner throws(JSONDiagnostic) in
      try scanner.elements { scanner throws(JSONDiagnostic) in
        texts.append(try scanner.number().text)
      }
    }
    #expect(texts == ["1", "2"])
    #expect(scanner.problem("at the end").column == 7)
  }
}
