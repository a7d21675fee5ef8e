import Failures
import Testing

@Suite struct LegibleTests {
  @Test func plainTextStaysAsItIs() {
    #expect("Sacré-Cœur 東京 👨‍👩‍👧".legible == "Sacré-Cœur 東京 👨‍👩‍👧")
  }

  @Test func whatDrivesATerminalIsSpeltOut() {
    #expect("a\u{1B}[31mb\0c\u{9B}d".legible == "a\\u{1B}[31mb\\u{0}c\\u{9B}d")
  }

  @Test func aNameCannotBeginALineOfItsOwn() {
    #expect("a\nb\r\u{2028}c".legible == "a\\u{A}b\\u{D}\\u{2028}c")
  }

  @Test func aNameCannotTurnTheTextBehindIt() {
    #expect("a\u{202E}gpj.b\u{2066}".legible == "a\\u{202E}gpj.b\\u{2066}")
  }

  @Test func anEndlessNameLeavesTheAdviceBehindIt() {
    let text = "Path '\(String(repeating: "a", count: 100_000))' is too long. Shorten it."
    #expect(text.legible.utf8.count == 2_000 + 5 + 600)
    #expect(text.legible.hasPrefix("Path 'aaa"))
    #expect(text.legible.hasSuffix("is too long. Shorten it."))
  }
}
