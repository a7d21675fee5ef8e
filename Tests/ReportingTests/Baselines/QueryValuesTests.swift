import Reporting
import Testing

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
