import Reporting
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

/// What of the values of queries is kept beside a mean.
@Suite struct QueryValuesLawTests {
  @Test func valuesReadBackToFourDecimals() {
    let values: [Double?] = [0, 1, 0.5, nil, 0.12344, 0.12346, 0.00004, 0.99996]
    let kept = QueryValues([values]).values
    #expect(kept == [0, 1, 0.5, nil, 0.1234, 0.1235, 0, 1])
  }

  @Test func severalSeedsAreTheirMean() {
    let kept = QueryValues([[0.25, nil, 0.5], [0.75, nil, nil]]).values
    #expect(kept == [0.5, nil, 0.5])
  }

  @Test func noQueriesAreNone() {
    #expect(QueryValues([[]]).values == [])
    #expect(QueryValues([]).values == [])
  }

  @Test func theDigestSeesEveryBitThatTheDecimalsDoNot() {
    let plain: [Double?] = [0.5, 0.25, nil]
    let digest = QueryValues([plain]).digest
    let others: [[[Double?]]] = [
      [[(0.5).nextUp, 0.25, nil]], [[0.25, 0.5, nil]], [[0.5, 0.25]], [[0.5, nil, 0.25]],
      [plain, plain], [[0.5, 0.25, 0]],
    ]
    for other in others { #expect(QueryValues(other).digest != digest) }
    #expect(QueryValues([plain]).digest == digest)
  }
}
