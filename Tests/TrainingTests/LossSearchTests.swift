import Glibc
import Kernels
import Tensors
import Testing
import Training

/// Losses in which rows of one label look for each other: who looks, and for whom.
@Suite struct LossSearchTests {
  private let rows = randomMatrix(7, 4, seed: 34, deviation: 0.4)

  /// Rows 1 and 4 have nothing to find.
  private let labels = [5, 1, 5, 2, 3, 2, 5]

  private func evaluate(_ loss: some BatchLoss, _ labels: [Int]) -> LossResult {
    loss(rows, labels: labels)
  }

  @Test(arguments: LossCase.searches)
  func valueIsOverTheRowsWithPositives(loss: LossCase) throws {
    let search = try #require(loss.batchLoss)
    let batch = LossBatch(rows: rows, labels: labels)
    let expected = loss.formula(batch.doubles, labels: labels)
    #expect(abs(Double(evaluate(search, labels).value) - expected) < 2e-5 * (1 + expected))
  }

  @Test(arguments: LossCase.searches)
  func labelsAreNamesOnly(loss: LossCase) throws {
    let search = try #require(loss.batchLoss)
    // Lone rows stay alone, whatever they are called.
    #expect(evaluate(search, [0, 8, 0, -3, 1 << 40, -3, 0]) == evaluate(search, labels))
    #expect(evaluate(search, [0, 8, 0, 0, 1 << 40, 0, 0]) != evaluate(search, labels))
  }

  @Test(arguments: LossCase.searches.filter { !$0.includesSelf })
  func batchesWithNothingToFindCostNothing(loss: LossCase) throws {
    let search = try #require(loss.batchLoss)
    let result = evaluate(search, [3, 1, 4, 15, 9, 2, 6])
    #expect(result.value == 0 && result.gradient == Matrix(rows: 7, columns: 4))
  }

  @Test(arguments: LossCase.searches)
  func anEmptyBatchCostsNothing(loss: LossCase) throws {
    func value(_ loss: some BatchLoss) -> Float {
      loss(Matrix(rows: 0, columns: 3), labels: []).value
    }
    let search = try #require(loss.batchLoss)
    #expect(value(search) == 0)
  }
}

@Suite struct SupConTests {
  @Test func twoViewsAnImageMakeItNTXent() {
    let rows = randomMatrix(10, 6, seed: 50)
    let pairs = NTXent(temperature: 0.3)(rows)
    let found = SupCon(temperature: 0.3)(rows, labels: (0..<10).map { $0 / 2 })
    #expect(abs(found.value - pairs.value) < 1e-6)
    #expect(largestDifference(found.gradient.elements, pairs.gradient.elements) < 1e-6)
  }

  @Test(arguments: [2, 3, 5])
  func onAxesItCostsTheChoiceAmongPositives(views: Int) {
    // ln(P + N·e^(−1/τ)) with P positives and N others, which tends to ln P.
    var rows = Matrix(rows: 4 * views, columns: 4)
    for row in 0..<rows.rows { rows[row, row / views] = 3 }
    let found = SupCon(temperature: 0.1)(rows, labels: (0..<rows.rows).map { $0 / views })
    let expected = log(Double(views - 1) + Double(3 * views) * exp(-10))
    #expect(abs(Double(found.value) - expected) < 1e-5)
  }
}

@Suite struct MarginSoftmaxTests {
  private let rows = l2Normalize(randomMatrix(6, 5, seed: 60))
  private let weights = randomMatrix(4, 5, seed: 61)
  private let labels = [0, 3, 1, 1, 2, 0]

  @Test(arguments: [MarginSoftmax.Margin.angular(0), .cosine(0)])
  func withoutAMarginItIsCrossEntropyOfCosines(margin: MarginSoftmax.Margin) {
    var logits = multiply(rows, l2Normalize(weights), transposingRight: true)
    logits.scale(by: 10)
    let found = MarginSoftmax(margin: margin, scale: 10)(rows, labels: labels, weights: weights)
    #expect(abs(found.value - CrossEntropy()(logits, labels: labels).value) < 2e-5)
  }

  @Test func aMarginCostsMore() {
    let plain = MarginSoftmax(margin: .cosine(0), scale: 10)
    for margin in [MarginSoftmax.Margin.angular(0.5), .cosine(0.35)] {
      let found = MarginSoftmax(margin: margin, scale: 10)
      #expect(
        found(rows, labels: labels, weights: weights).value
          > plain(rows, labels: labels, weights: weights).value + 0.5)
    }
  }

  @Test func onAxesItCostsWhatTheMarginLeaves() {
    // The right cosine is cos m or 1 − m, the others 0: ln(1 + 3·e^(−s·…)).
    var axes = Matrix(rows: 4, columns: 4)
    for row in 0..<4 { axes[row, row] = 1 }
    for (margin, left) in [
      (MarginSoftmax.Margin.angular(0.5), cos(0.5)), (.cosine(0.35), 1 - 0.35),
    ] {
      let loss = MarginSoftmax(margin: margin, scale: 8)
      let found = loss(axes, labels: [0, 1, 2, 3], weights: axes).value
      // A right cosine counts as 10⁻⁶ below 1 at most, where its angle is 0.0014.
      #expect(abs(Double(found) - log1p(3 * exp(-8 * left))) < 1e-3)
    }
  }

  @Test func pastTheLastAngleTheLossStillPullsBack() {
    let loss = MarginSoftmax(margin: .angular(0.5), scale: 8)
    var opposite = l2Normalize(weights)
    opposite.scale(by: -0.999)
    let found = loss(opposite, labels: [0, 1, 2, 3], weights: weights)
    let doubles = (0..<4).map { weights.row($0).map { Double($0) } }
    let expected = marginFormula(
      doubles.map { $0.map { -$0 } }, labels: [0, 1, 2, 3], weights: doubles, of: loss)
    #expect(abs(Double(found.value) - expected) < 0.02)
    for row in 0..<4 {
      let pull = zip(found.gradient.row(row), weights.row(row)).reduce(Float(0)) {
        $0 + $1.0 * $1.1
      }
      #expect(pull < -0.1)
    }
  }

  @Test(arguments: [MarginSoftmax.Margin.angular(0.5), .cosine(0.35)])
  func weightGradientIsThatOfTheFormula(margin: MarginSoftmax.Margin) {
    let loss = MarginSoftmax(margin: margin, scale: 8)
    let doubles = (0..<6).map { rows.row($0).map { Double($0) } }
    let step = 1e-5
    let expected = weights.elements.indices.map { index -> Float in
      let values = [step, -step].map { shift -> Double in
        var moved = (0..<4).map { weights.row($0).map { Double($0) } }
        moved[index / 5][index % 5] += shift
        return marginFormula(doubles, labels: labels, weights: moved, of: loss)
      }
      return Float((values[0] - values[1]) / (2 * step))
    }
    let found = loss(rows, labels: labels, weights: weights).weightGradient
    #expect(largestDifference(found.elements, expected) < 1e-4)
  }

  @Test func weightsOfAnyLengthAreDirections() {
    let loss = MarginSoftmax(margin: .angular(0.5), scale: 8)
    var longer = weights
    longer.scale(by: 100)
    let (first, second) = (
      loss(rows, labels: labels, weights: weights), loss(rows, labels: labels, weights: longer)
    )
    #expect(abs(first.value - second.value) < 1e-5)
    #expect(loss(rows, labels: labels, weights: Matrix(rows: 4, columns: 5)).value.isFinite)
  }
}

@Suite struct RankLossTests {
  /// Three rows on a line: 0 and 2 show one thing, and row 1 stands between them.
  private let plane = Matrix(rows: 3, columns: 2, elements: [1, 0, 0.8, 0.6, 0, 1])

  @Test func smoothAPTendsToAveragePrecision() {
    // Each of the two queries finds the wrong row first: AP ½.
    let result = SmoothAP(temperature: 1e-3)(plane, labels: [7, 8, 7])
    #expect(abs(result.value - 0.5) < 1e-6)
    #expect(SmoothAP(temperature: 1e-3)(plane, labels: [7, 7, 8]).value < 1e-6)
  }

  @Test(arguments: [2, 3]) func smoothAPCostsWhatSigmoidsLeave(views: Int) {
    // On axes every wrong row is 1 behind: 3·views sigmoids of −1/τ beside the positives' halves.
    var axes = Matrix(rows: 4 * views, columns: 4)
    for row in 0..<axes.rows { axes[row, row / views] = 1 }
    let found = SmoothAP(temperature: 0.2)(axes, labels: (0..<axes.rows).map { $0 / views })
    let right = 1 + 0.5 * Double(views - 2)
    let expected = 1 - right / (right + Double(3 * views) * sigmoid(-1, temperature: 0.2))
    #expect(abs(Double(found.value) - expected) < 1e-6)
  }

  @Test func orderWithinABinIsAveraged() {
    // Row 0 sees a positive and a wrong row in one bin: (0 + 1 + 1) / (0 + 2 + 1), where the share of
    // positives is ½.
    let rows = Matrix(rows: 3, columns: 1, elements: [1, 1, 1])
    let tieAware = QuantisedListwiseAP(binCount: 5, range: -1...1, precision: .tieAware)
    let plain = QuantisedListwiseAP(binCount: 5, range: -1...1)
    #expect(abs(tieAware(rows, labels: [1, 1, 2]).value - 1 / 3) < 1e-6)
    #expect(abs(plain(rows, labels: [1, 1, 2]).value - 0.5) < 1e-6)
  }

  @Test func roadmapNeverRatesARankingTooHigh() {
    // SupAP is an upper bound of 1 − AP: ½ where one wrong row leads.
    var loss = RoadmapLoss()
    loss.calibration = 0
    #expect(loss(plane, labels: [7, 8, 7]).value >= 0.5)
    #expect(loss(plane, labels: [7, 7, 8]).value < 0.01)
  }

  @Test func calibrationAsksForSimilarities() {
    // Positives at 0, which lack 0.9; wrong rows at 0.8 and 0.6, of which one is above 0.7.
    var loss = RoadmapLoss()
    loss.calibration = 1
    loss.negativeSimilarity = 0.7
    #expect(abs(loss(plane, labels: [7, 8, 7]).value - (0.9 + 0.1)) < 1e-5)
  }
}

@Suite struct TupleLossTests {
  /// A query at the origin's axis, its positive at a right angle, a wrong row near the query.
  private let rows = Matrix(rows: 3, columns: 2, elements: [1, 0, 0, 1, 0.96, 0.28])
  private let labels = [0, 0, 1]

  @Test func contrastivePairsAreHalfSquares() {
    // Tuples (0, 1; 2) and (1, 0; 2): ½·2 each; row 2 is √0.08 from row 0, and √1.44 from row 1.
    let shortfall = 0.7 - Float(0.08).squareRoot()
    let expected = 1 + 0.5 * shortfall * shortfall / 2
    #expect(abs(ContrastivePairLoss(margin: 0.7)(rows, labels: labels).value - expected) < 1e-5)
  }

  @Test func tripletsAreSquares() {
    // max(0, 2 − 0.08 + 0.1) and max(0, 2 − 1.44 + 0.1).
    let found = TripletLoss(margin: 0.1)(rows, labels: labels).value
    #expect(abs(found - (2.02 + 0.66) / 2) < 1e-5)
  }

  @Test func wrongRowsInOnePlaceAreFinitelyPushed() {
    let twins = Matrix(rows: 3, columns: 2, elements: [1, 0, 1, 0, 1, 0])
    let result = ContrastivePairLoss(margin: 0.7)(twins, labels: labels)
    #expect(abs(result.value - 0.5 * 0.49) < 1e-5)
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: [Float(1e-4), 1e-3, 0.01, 0.03])
  func nearRowsHaveTheirTrueDistance(shift: Float) {
    let near = Matrix(rows: 3, columns: 2, elements: [1, 0, 1, 0, 1, shift])
    let result = ContrastivePairLoss(margin: 0.7)(near, labels: labels)
    let shortfall = 0.7 - shift
    #expect(abs(result.value - 0.5 * shortfall * shortfall) < 1e-5)
    // Both queries are pushed by the shortfall, half of each mean, and the wrong row by both.
    #expect(abs(result.gradient[0, 1] - 0.5 * shortfall) < 1e-2)
    #expect(abs(result.gradient[2, 1] + shortfall) < 2e-2)
  }
}
