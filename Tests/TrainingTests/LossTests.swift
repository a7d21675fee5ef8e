import Tensors
import Testing
import Training

/// Rounding of float32 losses and gradients of order 1 that were computed in float64 elsewhere.
private let goldenTolerance: Float = 2e-6

/// What Tests/Reference/make_training_golden.py writes into losses.json.
private struct LossGolden: Decodable {
  struct CrossEntropyCase: Decodable {
    let input: GoldenMatrix
    let labels: [Int]
    let value: Float
    let gradient: GoldenMatrix
  }

  struct NTXentCase: Decodable {
    let input: GoldenMatrix
    let temperature: Float
    let value: Float
    let gradient: GoldenMatrix
  }

  struct ListwiseAPCase: Decodable {
    let input: GoldenMatrix
    let labels: [Int]
    let bins: Int
    let lower: Float
    let upper: Float
    let includesSelf: Bool
    let value: Float
    let gradient: GoldenMatrix
  }

  let crossEntropy: CrossEntropyCase
  let ntXent: [NTXentCase]
  let listwiseAP: [ListwiseAPCase]

  static func read() throws -> LossGolden { try golden("losses", as: LossGolden.self) }
}

@Suite struct CrossEntropyTests {
  @Test func equalLogitsCostTheLogarithmOfTheNumberOfClasses() {
    let result = CrossEntropy()(Matrix(rows: 2, columns: 4), labels: [0, 3])
    // ln 4, and (¼ − 1)/2 or ¼/2 a logit.
    #expect(abs(result.value - 1.386_294_4) < 1e-6)
    #expect(
      result.gradient.elements == [-0.375, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, -0.375])
  }

  @Test func largeLogitsDoNotOverflow() {
    let logits = Matrix(rows: 1, columns: 2, elements: [1000, -1000])
    #expect(CrossEntropy()(logits, labels: [0]).value == 0)
    #expect(CrossEntropy()(logits, labels: [1]).value == 2000)
  }

  @Test func gradientEqualsFiniteDifferences() {
    let logits = randomMatrix(5, 4, seed: 1)
    let labels = [0, 3, 1, 1, 2]
    let numerical = numericalGradient(at: logits, step: 1e-2) {
      CrossEntropy()($0, labels: labels).value
    }
    let gradient = CrossEntropy()(logits, labels: labels).gradient
    #expect(largestDifference(gradient.elements, numerical) < 1e-4)
  }

  @Test func valueAndGradientEqualPyTorch() throws {
    let expected = try LossGolden.read().crossEntropy
    let result = CrossEntropy()(expected.input.matrix, labels: expected.labels)
    #expect(abs(result.value - expected.value) < goldenTolerance)
    #expect(
      largestDifference(result.gradient.elements, expected.gradient.elements) < goldenTolerance)
  }
}

@Suite struct NTXentTests {
  @Test func onePairOfViewsHasNobodyToBeMistakenFor() {
    let result = NTXent(temperature: 0.2)(randomMatrix(2, 3, seed: 1))
    #expect(abs(result.value) < 1e-6)
    #expect(largestDifference(result.gradient.elements, [0, 0, 0, 0, 0, 0]) < 1e-6)
  }

  @Test func perpendicularImagesCostWhatTheFormulaSays() {
    // Two images on perpendicular axes, views equal: −ln(e² / (e² + 2)) at temperature ½.
    let projections = Matrix(rows: 4, columns: 2, elements: [1, 0, 3, 0, 0, 2, 0, 5])
    #expect(abs(NTXent(temperature: 0.5)(projections).value - 0.239_540_8) < 1e-5)
  }

  @Test func lengthOfProjectionsDoesNotMatter() {
    let projections = randomMatrix(8, 5, seed: 3)
    let longer = Matrix(rows: 8, columns: 5, elements: projections.elements.map { $0 * 4 })
    let loss = NTXent(temperature: 0.2)
    #expect(abs(loss(projections).value - loss(longer).value) < 1e-5)
  }

  @Test func gradientEqualsFiniteDifferences() {
    let projections = randomMatrix(8, 5, seed: 2)
    let loss = NTXent(temperature: 0.5)
    let numerical = numericalGradient(at: projections, step: 1e-2) { loss($0).value }
    let gradient = loss(projections).gradient
    #expect(largestDifference(gradient.elements, numerical) < 1e-3)
  }

  @Test(arguments: [0, 1])
  func valueAndGradientEqualPyTorch(index: Int) throws {
    let expected = try LossGolden.read().ntXent[index]
    let result = NTXent(temperature: expected.temperature)(expected.input.matrix)
    #expect(abs(result.value - expected.value) < goldenTolerance)
    #expect(
      largestDifference(result.gradient.elements, expected.gradient.elements) < goldenTolerance)
  }
}

@Suite struct QuantisedListwiseAPTests {
  /// Unit vectors of the plane by angle in degrees: similarities are cosines of differences.
  private let plane = Matrix(
    rows: 3, columns: 2, elements: [1, 0, 1, 0, 0, 1])

  @Test func perfectRankingCostsNothing() {
    let result = QuantisedListwiseAP(binCount: 11, range: 0...1)(plane, instances: [7, 7, 8])
    #expect(result.value == 0)
    #expect(result.meanAveragePrecision == 1)
    #expect(result.queryCount == 2)
  }

  @Test func positiveBehindANegativeHasHalfPrecision() {
    // Rows 0 and 2 are positives. Row 0 sees the negative first: AP ½. Row 2 sees both at
    // similarity 0, in one bin: precision ½.
    let result = QuantisedListwiseAP(binCount: 11, range: 0...1)(plane, instances: [7, 8, 7])
    #expect(abs(result.value - 0.5) < 1e-6)
  }

  @Test func similarityBetweenTwoCentresIsSharedByBoth() {
    // Three bins at 1, ½ and 0. Row 0 finds its positive at 0.75: half in bin 0, half in bin 1;
    // the negative is at 0.5, in bin 1. P₀ = 1, P₁ = 1/2, so AP = ½ + ¼. Row 1 sees its positive
    // at 0.75 and the negative at 0.75 · 0.5 + 0.6614 · 0.8660 = 0.9478.
    let rows: [Float] = [1, 0, 0.75, 0.661_437_8, 0.5, 0.866_025_4]
    let loss = QuantisedListwiseAP(binCount: 3, range: 0...1)
    let result = loss(Matrix(rows: 3, columns: 2, elements: rows), instances: [1, 1, 2])
    // Row 1: shares of bin 0 are ½ and 0.8956, so P₀ = 0.5/1.3956 and P₁ = 1/2.
    let expected = (0.75 + (0.5 / 1.395_643_9 * 0.5 + 0.25)) / 2
    #expect(abs(result.value - Float(1 - expected)) < 1e-5)
  }

  @Test func rowsWithoutPositivesAreDropped() {
    let loss = QuantisedListwiseAP(binCount: 11, range: 0...1)
    let result = loss(plane, instances: [1, 2, 3])
    #expect(result.value == 0)
    #expect(result.meanAveragePrecision == nil)
    #expect(result.queryCount == 0)
    #expect(result.gradient == Matrix(rows: 3, columns: 2))
  }

  @Test func rowsFindThemselvesOnlyOnRequest() {
    let loss = QuantisedListwiseAP(binCount: 11, range: 0...1, includesSelf: true)
    #expect(loss(plane, instances: [1, 2, 3]).queryCount == 3)
  }

  @Test func saturatedSimilaritiesHaveNoGradient() {
    let rows = Matrix(rows: 3, columns: 1, elements: [1, 1, 1])
    let loss = QuantisedListwiseAP(binCount: 5, range: 0...0.8)
    let result = loss(rows, instances: [1, 1, 2])
    #expect(result.value == 0.5)
    #expect(result.gradient.elements == [0, 0, 0])
  }

  @Test(arguments: [Float(0), -1])
  func gradientEqualsFiniteDifferences(lower: Float) {
    let descriptors = randomMatrix(8, 4, seed: 5, deviation: 0.5)
    let instances = [0, 0, 1, 1, 2, 2, 0, 1]
    let loss = QuantisedListwiseAP(binCount: 6, range: lower...1)
    let numerical = numericalGradient(at: descriptors, step: 5e-4) {
      loss($0, instances: instances).value
    }
    let gradient = loss(descriptors, instances: instances).gradient
    // Rounding of the value, 6e-8, over the step.
    #expect(largestDifference(gradient.elements, numerical) < 1e-3)
  }

  @Test(arguments: [0, 1, 2])
  func valueAndGradientEqualPyTorch(index: Int) throws {
    let expected = try LossGolden.read().listwiseAP[index]
    let loss = QuantisedListwiseAP(
      binCount: expected.bins, range: expected.lower...expected.upper,
      includesSelf: expected.includesSelf)
    let result = loss(expected.input.matrix, instances: expected.labels)
    #expect(abs(result.value - expected.value) < goldenTolerance)
    #expect(
      largestDifference(result.gradient.elements, expected.gradient.elements)
        < 10 * goldenTolerance)
  }
}
