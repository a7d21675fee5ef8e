import Failures
import JSON
import Testing

@Suite struct CanonicalJSONTests {
  private let value: CanonicalJSON = [
    "zeta": [1, 2.5, true, .null], "alpha": ["é": "a\"b\\c\n\u{1}", "e": .object([:])],
    "list": .array([]),
  ]

  @Test func compactFormSortsNamesAndHasNoSpaces() {
    #expect(
      value.compact
        == #"{"alpha":{"e":{},"é":"a\"b\\c\n\u0001"},"list":[],"zeta":[1,2.5,true,null]}"#)
  }

  @Test func prettyFormHasOneMemberALine() {
    let value: CanonicalJSON = ["b": [1, ["c": 2]], "a": "x", "empty": .object([:])]
    #expect(
      value.pretty == """
        {
          "a": "x",
          "b": [
            1,
            {
              "c": 2
            }
          ],
          "empty": {}
        }

        """)
  }

  @Test func bothFormsReadBackToTheSameValue() throws {
    #expect(try CanonicalJSON(parsing: Array(value.compact.utf8)) == value)
    #expect(try CanonicalJSON(parsing: Array(value.pretty.utf8)) == value)
  }

  @Test(arguments: [
    (CanonicalJSON.double(0.1), "0.1"), (.double(1), "1.0"), (.double(1e300), "1e+300"),
    (.double(-0.0), "-0.0"), (.double(.leastNonzeroMagnitude), "5e-324"),
    (.double(0.1 + 0.2), "0.30000000000000004"), (.integer(.min), "-9223372036854775808"),
  ])
  func numbersHaveTheShortestFormThatReadsBack(value: CanonicalJSON, text: String) throws {
    #expect(value.compact == text)
    #expect(try CanonicalJSON(parsing: Array(text.utf8)) == value)
  }

  @Test func escapesReadAsTheCharactersTheyStandFor() throws {
    let text = #""\u00e9\ud83d\ude00\/\b\f\r\t""#
    #expect(try CanonicalJSON(parsing: Array(text.utf8)) == "é😀/\u{8}\u{c}\r\t")
  }

  @Test(arguments: [
    "", "{", "[1,]", "[1 2]", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "01", "-", "1.", "1e",
    "+1",
    ".5", "9223372036854775808", "1e999", "tru", "nul", #""a"#, #""\x""#, #""\u12"#, #""\ud800""#,
    "1 1", "\"\n\"", "NaN", #"{a:1}"#, #"{"a"}"#, #""\"#,
  ])
  func whatIsNotStrictJSONIsRefused(text: String) {
    #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: Array(text.utf8))
    }
  }

  @Test func deepNestingIsRefusedInsteadOfOverflowingTheStack() {
    let text = String(repeating: "[", count: 1_000_000)
    let error = #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: Array(text.utf8))
    }
    #expect(error?.column == 66)
    #expect(error?.message == "more than 64 levels of nesting")
  }

  @Test func anEndlessNameIsNotQuotedToItsEnd() throws {
    let member = "\"\(String(repeating: "a", count: 50_000))\":1"
    let error = #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: Array("{\(member),\(member)}".utf8))
    }
    let message = try #require(error).description
    #expect(message.utf8.count < 4_000)
    #expect(message.hasSuffix("stands twice in one object"))
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    let error = #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: [0x22, 0xFF, 0x22])
    }
    #expect(error?.message == "the string is not UTF-8")
  }

  @Test func wantedMembersAreReadAndNothingBehindThem() throws {
    let text = #" {"a": [1, {"b": 2}], "b": 3, "c": {"d": "e"}, this is no JSON"#
    let found = try CanonicalJSON.members(["b", "c"], of: Array(text.utf8))
    #expect(found == ["b": 3, "c": ["d": "e"]])
  }

  @Test func aTextThatEndsBeforeTheWantedMembersIsRefused() throws {
    #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON.members(["b"], of: Array(#"{"a": 1, "b""#.utf8))
    }
    #expect(try CanonicalJSON.members(["b"], of: Array(#"{"a": 1}"#.utf8)).isEmpty)
  }

  @Test func wholeNumbersOfAnyLengthAreRead() throws {
    let text = "[0,7 ,10,999999999999999999,1000000000000000000,9223372036854775807,-5]"
    #expect(
      try CanonicalJSON(parsing: Array(text.utf8)) == [
        0, 7, 10, 999_999_999_999_999_999, 1_000_000_000_000_000_000, 9_223_372_036_854_775_807, -5,
      ])
    #expect(throws: JSONDiagnostic.self) { try CanonicalJSON(parsing: Array("[007]".utf8)) }
    #expect(throws: JSONDiagnostic.self) {
      try CanonicalJSON(parsing: Array("[9223372036854775808]".utf8))
    }
  }
}
