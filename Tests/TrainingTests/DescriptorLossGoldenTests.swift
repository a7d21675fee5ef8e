import Kernels
import Tensors
import Testing
import Training

/// What Tests/Reference/make_descriptor_loss_golden.py writes into descriptor-losses.json.
private struct DescriptorLossGolden: Decodable {
  struct Case: Decodable {
    let input: GoldenMatrix
    let labels: [Int]
    let value: Float
    let gradient: GoldenMatrix
    let weights: GoldenMatrix?
    let weightGradient: GoldenMatrix?
  }

  let supCon: Case
  let fastAP: Case
  let smoothAP: Case
  let contrastivePair: Case
  let triplet: Case
  let roadmap: Case
  let tieAwareAP: Case
  let arcFace: Case
  let cosFace: Case
  let minedPairs: Case
  let minedTriplets: Case
}

/// The losses against pytorch-metric-learning, or the formulas of their authors' code, in float64.
@Suite struct DescriptorLossGoldenTests {
  private static let tolerance: Float = 1e-5

  private let golden: DescriptorLossGolden

  init() throws {
    golden = try TrainingTests.golden("descriptor-losses", as: DescriptorLossGolden.self)
  }

  /// Compares a loss of rows that are brought to unit length, through which the gradient goes back.
  private func check(_ loss: some BatchLoss, _ expected: DescriptorLossGolden.Case) {
    let input = expected.input.matrix
    let result = loss(l2Normalize(input), labels: expected.labels)
    let gradient = l2NormalizeBackward(input: input, outputGradient: result.gradient)
    #expect(expected.value > 0.05)
    #expect(abs(result.value - expected.value) < Self.tolerance)
    #expect(largestDifference(gradient.elements, expected.gradient.elements) < Self.tolerance)
  }

  private func check(_ loss: MarginSoftmax, _ expected: DescriptorLossGolden.Case) throws {
    let input = expected.input.matrix
    let result = loss(
      l2Normalize(input), labels: expected.labels, weights: try #require(expected.weights).matrix)
    let gradient = l2NormalizeBackward(input: input, outputGradient: result.gradient)
    // Lengths of ten that lack 10⁻⁶, times the scale.
    #expect(abs(result.value - expected.value) < Self.tolerance * (1 + expected.value))
    #expect(largestDifference(gradient.elements, expected.gradient.elements) < Self.tolerance)
    #expect(
      largestDifference(
        result.weightGradient.elements, try #require(expected.weightGradient).elements)
        < Self.tolerance)
  }

  @Test func supConIsThatOfTheLibrary() { check(SupCon(temperature: 0.2), golden.supCon) }

  @Test func fastAPIsThatOfTheLibrary() {
    check(QuantisedListwiseAP.fastAP(parts: 10), golden.fastAP)
  }

  @Test func smoothAPIsThatOfTheLibrary() {
    check(SmoothAP(temperature: 0.1, includesSelf: true), golden.smoothAP)
  }

  @Test func arcFaceIsThatOfTheLibrary() throws {
    try check(MarginSoftmax(margin: .angular(0.5), scale: 16), golden.arcFace)
  }

  @Test func cosFaceIsThatOfTheLibrary() throws {
    try check(MarginSoftmax(margin: .cosine(0.35), scale: 16), golden.cosFace)
  }

  @Test func contrastivePairsAreThoseOfCirtorch() {
    check(ContrastivePairLoss(margin: 0.7), golden.contrastivePair)
  }

  @Test func tripletsAreThoseOfCirtorch() { check(TripletLoss(margin: 0.1), golden.triplet) }

  @Test func minedPairsAreThoseOfCirtorch() {
    check(ContrastivePairLoss(margin: 0.7, negatives: 5), golden.minedPairs)
  }

  @Test func minedTripletsAreThoseOfCirtorch() {
    check(TripletLoss(margin: 0.1, negatives: 5), golden.minedTriplets)
  }

  @Test func roadmapIsThatOfTheAuthors() { check(RoadmapLoss(), golden.roadmap) }

  @Test func tieAwareAPIsThatOfTheAuthors() {
    check(
      QuantisedListwiseAP(binCount: 12, range: -1...1, precision: .tieAware), golden.tieAwareAP)
  }
}
