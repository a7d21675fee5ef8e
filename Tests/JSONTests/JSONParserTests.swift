import JSON
import Testing

@Suite struct JSONParserTests {
  private func mistakes(_ text: String) -> [String] {
    JSONParser.read(Array(text.utf8), file: "f").mistakes.map(\.description)
  }

  @Test func valuesKnowWhereTheyStand() throws {
    let root = try #require(
      JSONParser.read(Array("{\n  \"é~/\": [1, \"ü\", true]\n}".utf8), file: "f").root)
    let list = try #require(root.member("é~/"))
    #expect((list.position.line, list.position.column) == (2, 10))
    guard case .array(let nodes) = list.value else {
      Issue.record("expected an array, found \(list.summary)")
      return
    }
    #expect((nodes[2].position.line, nodes[2].position.column) == (2, 19))
    #expect(nodes[2].pointer == "/é~0~1/2")
  }

  @Test func escapesBecomeTheirCharacters() throws {
    let reading = JSONParser.read(
      Array(#""\" \\ \/ \n \u00e9 \ud83c\udff0""#.utf8), file: "f")
    #expect(reading.root?.text == "\" \\ / \n é 🏰")
  }

  @Test(arguments: [
    ("", "f:1:1: /: expected a value, found the end of the file"),
    ("[1,]", #"f:1:4: /1: expected a value, found "]"; remove the comma before it"#),
    (
      #"{"a": 1,}"#,
      #"f:1:9: /: expected a key in double quotes, found "}"; remove the comma before it"#
    ),
    (
      #"{"a": 1 "b": 2}"#,
      #"f:1:9: /: expected "," or "}", found """; a comma is missing before it"#
    ),
    (
      #"{"a": 1 // one"#,
      #"f:1:9: /: expected "," or "}", found "/"; JSON has no comments: remove it"#
    ),
    ("['a']", #"f:1:2: /0: expected a value, found "'"; strings stand in double quotes"#),
    ("[True]", #"f:1:2: /0: expected a value, found "T"; write true or false"#),
    ("[None]", #"f:1:2: /0: expected a value, found "N"; write null, or leave the key out"#),
    ("[.5]", #"f:1:2: /0: expected a value, found "."; numbers are written as 0.5 or 1e-3"#),
    (
      "{title: 1}",
      #"f:1:2: /: expected a key in double quotes, found "t"; write the key in double quotes"#
    ),
    ("[1 2]", #"f:1:4: /: expected "," or "]", found "2""#),
    ("{\"a\" 1}", #"f:1:6: /a: expected ":", found "1""#),
    (
      "{a: 1}",
      #"f:1:2: /: expected a key in double quotes, found "a"; write the key in double quotes"#
    ),
    ("{} {}", "f:1:4: /: nothing may follow the document's one value"),
    ("01", "f:1:1: /: a number may not begin with 0 and another digit"),
    ("1.", "f:1:3: /: expected a digit, found the end of the file"),
    ("1e999", "f:1:1: /: 1e999 is beyond the range of a double"),
    ("+1", #"f:1:1: /: expected a value, found "+"; numbers are written as 0.5 or 1e-3"#),
    ("NaN", #"f:1:1: /: expected a value, found "N"; write null, or leave the key out"#),
    ("tru", #"f:1:1: /: expected a value, found "t"; write true or false"#),
    ("\"\\ud800\"", "f:1:2: /: half of a surrogate pair"),
    ("\"\\x\"", "f:1:2: /: unknown escape; write a backslash as \\\\"),
    ("\"a\nb\"", "f:1:3: /: a control character in a string; write it as \\n, \\t or \\u00XX"),
    ("\"abc", "f:1:1: /: the string has no closing quote"),
    ("// no", #"f:1:1: /: expected a value, found "/"; JSON has no comments: remove it"#),
    ("\u{FEFF}{}", "f:1:1: /: the file begins with a byte order mark; save it as plain UTF-8"),
  ])
  func textOutsideTheRFCIsRefused(text: String, message: String) {
    #expect(mistakes(text) == [message])
  }

  @Test func nestingIsLimited() {
    let text = String(repeating: "[", count: 100_000)
    #expect(mistakes(text).first?.hasSuffix("more than 64 levels of nesting") == true)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    let reading = JSONParser.read([0x22, 0xC3, 0x28, 0x22], file: "f")
    #expect(reading.mistakes.map(\.message) == ["the string is not UTF-8"])
  }
}
