import Tables
import Testing

/// Numbers as people read them, and tables of text.
@Suite struct RoundedTests {
  @Test(arguments: [
    (0.0, "0.00", "+0.00"), (-0.0, "0.00", "+0.00"), (1.0, "100.00", "+100.00"),
    (0.12345, "12.35", "+12.35"), (-0.00001, "0.00", "+0.00"), (0.00001, "0.00", "+0.00"),
    (-0.00005001, "-0.01", "-0.01"), (-0.25, "-25.00", "-25.00"), (0.99999, "100.00", "+100.00"),
    (1e-300, "0.00", "+0.00"),
  ])
  func fractionsAreRoundedToHundredthsOfAPoint(value: Double, percent: String, points: String) {
    #expect(Rounded.percent(value) == percent)
    #expect(Rounded.points(value) == points)
  }

  @Test func everyHundredthOfAPointIsWrittenAsItself() {
    for hundredths in 0...10_000 {
      let (whole, rest) = (hundredths / 100, hundredths % 100)
      let text = "\(whole)." + (rest < 10 ? "0\(rest)" : "\(rest)")
      #expect(Rounded.percent(Double(hundredths) / 10_000) == text)
    }
  }

  @Test func columnsLineUpWhateverTheirTexts() {
    let rows = [["a", "1"], ["a longer text", "12345"], ["é", ""], ["e\u{301}|", "x"]]
    let lines = MarkdownRenderer.grid(["row", "value"], rows, leading: 1).split(separator: "\n")
    #expect(lines.count == rows.count + 2)
    #expect(Set(lines.map(\.count)).count == 1)
    #expect(lines[1] == "| :------------ | ----: |")
    #expect(lines[2].hasPrefix("| a  ") && lines[2].hasSuffix(" 1 |"))
  }

  @Test func aGridWithoutRowsIsItsHeader() {
    #expect(
      MarkdownRenderer.grid(["a", "b"], [], leading: 2) == "| a   | b   |\n| :-- | :-- |")
  }
}
