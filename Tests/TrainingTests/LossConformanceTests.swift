import Glibc
import Tensors
import Testing
import Training

/// What every loss keeps to, whatever it compares.
@Suite struct LossConformanceTests {
  /// Sums of some tens of float32 terms of order 1, and similarities times the number of bins.
  private static let rounding: Float = 2e-5

  /// Batches of the least size, of an odd or uneven one, and of one above a vector's lanes.
  private static let sizes = [2, 6, 18]

  @Test(arguments: LossCase.allCases, sizes)
  func valueIsThatOfTheFormula(loss: LossCase, size: Int) {
    let batch = LossBatch(drawing: size, seed: 11)
    let expected = loss.formula(batch.doubles, labels: batch.labels)
    #expect(abs(Double(loss(batch).value) - expected) < Double(Self.rounding) * (1 + expected))
  }

  @Test(arguments: LossCase.allCases, sizes)
  func gradientIsThatOfTheFormula(loss: LossCase, size: Int) {
    let batch = LossBatch(drawing: size, seed: 12)
    let expected = slopes(batch) { loss.formula($0, labels: batch.labels) }
    let found = loss(batch).gradient
    #expect(found.rows == size)
    // Gradients are up to 1 / temperature, or the number of bins over the range.
    #expect(largestDifference(found.elements, expected) < 1e-4)
  }

  @Test(arguments: LossCase.allCases, [UInt64](1...4))
  func theOrderOfABatchMovesOnlyTheGradientsRows(loss: LossCase, seed: UInt64) {
    let batch = LossBatch(drawing: 12, seed: seed)
    let order = loss.order(of: 12, seed: seed)
    let (straight, moved) = (loss(batch), loss(batch.selecting(order)))
    #expect(abs(straight.value - moved.value) < 1e-6 * (1 + straight.value))
    #expect(
      largestDifference(
        straight.gradient.selectingRows(order).elements, moved.gradient.elements) < 1e-4)
  }

  @Test(arguments: LossCase.allCases)
  func callsDoNotDependOnEachOther(loss: LossCase) {
    let batch = LossBatch(drawing: 10, seed: 4)
    let first = loss(batch)
    _ = loss(LossBatch(drawing: 6, seed: 5))
    let second = loss(batch)
    #expect(second.value == first.value)
    #expect(second.gradient == first.gradient)
  }

  @Test(arguments: LossCase.allCases)
  func theSmallestBatchHasALoss(loss: LossCase) {
    let batch = LossBatch(drawing: loss.leastRows, seed: 6)
    let result = loss(batch)
    #expect(result.value.isFinite && result.value >= 0)
    #expect(result.gradient.elements.count == loss.leastRows * 5)
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: LossCase.allCases)
  func equalRowsHaveTheLossOfChance(loss: LossCase) {
    let row = randomMatrix(1, 4, seed: 7, deviation: 0.2)
    let batch = LossBatch(
      rows: row.selectingRows(Array(repeating: 0, count: 8)), labels: [0, 0, 1, 1, 2, 2, 3, 3])
    let expected = loss.formula(batch.doubles, labels: batch.labels)
    let result = loss(batch)
    #expect(abs(Double(result.value) - expected) < 1e-5)
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: LossCase.allCases)
  func rowsOfZerosHaveAFiniteLoss(loss: LossCase) {
    let batch = LossBatch(
      rows: Matrix(rows: 6, columns: 4), labels: [0, 0, 1, 1, 2, 2])
    let result = loss(batch)
    let expected = loss.formula(batch.doubles, labels: batch.labels)
    #expect(abs(Double(result.value) - expected) < 1e-5)
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: LossCase.allCases, [Float(1e-18), 1e-3, 1e3, 1e15])
  func rowsOfAnyLengthHaveAFiniteLoss(loss: LossCase, scale: Float) {
    var batch = LossBatch(drawing: 8, seed: 8)
    batch.rows.scale(by: scale)
    let result = loss(batch)
    #expect(result.value.isFinite && result.value >= 0)
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: LossCase.allCases)
  func aStepAgainstTheGradientLowersTheLoss(loss: LossCase) {
    var batch = LossBatch(drawing: 12, seed: 9)
    let before = loss.formula(batch.doubles, labels: batch.labels)
    let gradient = loss(batch).gradient.elements
    // The bound of ROADMAP rises by 100 for each unit of similarity.
    let step: Float = loss == .roadmap ? 1e-4 : 1e-2
    for index in gradient.indices { batch.rows.elements[index] -= step * gradient[index] }
    #expect(loss.formula(batch.doubles, labels: batch.labels) < before - 1e-6)
  }

  /// Returns the central differences of a function of rows, in double precision.
  private func slopes(_ batch: LossBatch, of function: ([[Double]]) -> Double) -> [Float] {
    let step = 1e-5
    return batch.rows.elements.indices.map { index in
      var (above, below) = (batch.doubles, batch.doubles)
      let (row, column) = index.quotientAndRemainder(dividingBy: batch.rows.columns)
      above[row][column] += step
      below[row][column] -= step
      return Float((function(above) - function(below)) / (2 * step))
    }
  }
}

/// What changes a batch without changing how hard it is.
@Suite struct LossInvarianceTests {
  private let batch = LossBatch(drawing: 12, seed: 20)

  /// The batch in other axes: columns in another order, some of them turned round.
  private var rotated: Matrix {
    var rotated = batch.rows
    let (places, signs) = ([3, 0, 4, 1, 2], [1, -1, -1, 1, -1] as [Float])
    for row in 0..<12 {
      for column in 0..<5 {
        rotated[row, column] = signs[column] * batch.rows[row, places[column]]
      }
    }
    return rotated
  }

  @Test(arguments: LossCase.pairs + LossCase.searches)
  func lossesOfSimilaritiesDoNotSeeTheAxes(loss: LossCase) {
    let found = loss(LossBatch(rows: rotated, labels: batch.labels)).value
    #expect(abs(found - loss(batch).value) < 1e-5 * (1 + abs(found)))
  }

  @Test(arguments: LossCase.pairs + [.supCon], [Float(0.25), 3, 512])
  func pairsDoNotSeeTheLengthOfARow(loss: LossCase, scale: Float) {
    var longer = batch
    for column in 0..<5 { longer.rows[4, column] *= scale }
    let (expected, found) = (loss(batch), loss(longer))
    #expect(abs(expected.value - found.value) < 1e-5)
    let shrunk = found.gradient.row(4).map { $0 * scale }
    #expect(largestDifference(shrunk, Array(expected.gradient.row(4))) < 1e-4)
    #expect(largestDifference(Array(found.gradient.row(5)), Array(expected.gradient.row(5))) < 1e-4)
  }

  @Test(arguments: LossCase.pairs + [.supCon])
  func pairsPullNoRowAlongItself(loss: LossCase) {
    let gradient = loss(batch).gradient
    let along = (0..<12).map { row in
      zip(gradient.row(row), batch.rows.row(row)).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    }
    #expect(largestDifference(along, Array(repeating: 0, count: 12)) < 1e-5)
  }

  @Test(arguments: [Float(0.5), 2, 4])
  func rankingsDoNotSeeTheScaleOfTheirBins(scale: Float) {
    let plain = QuantisedListwiseAP(binCount: 9, range: -0.5...1)
    let square = scale * scale
    let wide = QuantisedListwiseAP(binCount: 9, range: -0.5 * square...square)
    var longer = batch.rows
    longer.scale(by: scale)
    let expected = plain(batch.rows, instances: batch.labels)
    var found = wide(longer, instances: batch.labels)
    #expect(abs(found.value - expected.value) < 1e-6)
    var gradient = found.gradient
    gradient.scale(by: scale)
    #expect(largestDifference(gradient.elements, expected.gradient.elements) < 1e-5)
    found = wide(batch.rows, instances: batch.labels)
    #expect(abs(found.value - expected.value) > 1e-3)
  }

  @Test func labelsOfRankingsAreNamesOnly() {
    let loss = QuantisedListwiseAP(binCount: 9, range: -1...1)
    let renamed = batch.labels.map { [90, -7, 3, 1 << 40][$0] }
    #expect(loss(batch.rows, instances: renamed) == loss(batch.rows, instances: batch.labels))
  }

  @Test(arguments: [Float(-80), 0.5, 1000])
  func classScoresMayBeShifted(shift: Float) {
    var shifted = batch.rows
    for column in 0..<5 { shifted[3, column] += shift }
    let expected = CrossEntropy()(batch.rows, labels: batch.labels)
    let found = CrossEntropy()(shifted, labels: batch.labels)
    // The shift itself leaves ulp(1000)/2 of the scores.
    #expect(abs(found.value - expected.value) < 1e-4)
    #expect(largestDifference(found.gradient.elements, expected.gradient.elements) < 1e-4)
  }

  @Test func classGradientsOfARowCancel() {
    let gradient = CrossEntropy()(batch.rows, labels: batch.labels).gradient
    let sums = (0..<12).map { gradient.row($0).reduce(0, +) }
    #expect(largestDifference(sums, Array(repeating: 0, count: 12)) < 1e-6)
  }

  @Test func classesMayBeRenumbered() {
    let places = [3, 0, 4, 1, 2]
    var moved = batch.rows
    for row in 0..<12 {
      for column in 0..<5 { moved[row, places[column]] = batch.rows[row, column] }
    }
    let found = CrossEntropy()(moved, labels: batch.labels.map { places[$0] })
    #expect(abs(found.value - CrossEntropy()(batch.rows, labels: batch.labels).value) < 1e-6)
  }
}

/// The ends of what losses can be.
@Suite struct LossBoundTests {
  /// Rows on axes of their own, one an instance, each instance `views` times.
  private func axes(instances: Int, views: Int) -> LossBatch {
    var rows = Matrix(rows: instances * views, columns: instances)
    for row in 0..<rows.rows { rows[row, row / views] = 1 }
    return LossBatch(rows: rows, labels: (0..<rows.rows).map { $0 / views })
  }

  @Test(arguments: LossCase.closed, [2, 3])
  func perfectRankingsCostNothing(loss: LossCase, views: Int) {
    // Half the square of cirtorch's ε in each of four coordinates.
    #expect(loss(axes(instances: 4, views: views)).value < 1e-11)
  }

  @Test(arguments: LossCase.searches.filter { $0 != .listwiseOfTwoBins })
  func wrongRankingsCostMoreThanRightOnes(loss: LossCase) {
    let right = axes(instances: 4, views: 2)
    let wrong = LossBatch(rows: right.rows, labels: [0, 1, 1, 2, 2, 3, 3, 0])
    #expect(loss(wrong).value > loss(right).value + 0.3)
  }

  @Test(arguments: LossCase.rankings, [UInt64](30...33))
  func rankingsCostBetweenNothingAndOne(loss: LossCase, seed: UInt64) throws {
    let ranking = try #require(loss.ranking)
    let batch = LossBatch(drawing: 15, seed: seed)
    let result = ranking(batch.rows, instances: batch.labels)
    #expect((0...1).contains(result.value))
    let mean = try #require(result.meanAveragePrecision)
    #expect(abs(mean - (1 - result.value)) < 1e-6)
  }

  @Test(arguments: LossCase.rankings)
  func onlyRowsWithPositivesAreQueries(loss: LossCase) throws {
    let ranking = try #require(loss.ranking)
    let rows = randomMatrix(7, 4, seed: 34, deviation: 0.4)
    let labels = [5, 1, 5, 2, 3, 2, 5]
    let result = ranking(rows, instances: labels)
    #expect(result.queryCount == (ranking.includesSelf ? 7 : 5))
    let expected = loss.formula(LossBatch(rows: rows, labels: labels).doubles, labels: labels)
    #expect(abs(Double(result.value) - expected) < 1e-5)
  }

  @Test(arguments: LossCase.rankings)
  func anEmptyBatchAsksNothing(loss: LossCase) throws {
    let ranking = try #require(loss.ranking)
    let result = ranking(Matrix(rows: 0, columns: 3), instances: [])
    #expect(result.value == 0 && result.meanAveragePrecision == nil && result.queryCount == 0)
  }

  @Test(arguments: [Float(1e-30), 1e-3, 0.07, 1, 10])
  func pairsOnAxesCostWhatIsLeftToOthers(temperature: Float) {
    // ln(1 + 6·e^(−1/τ)), which tends to 0 with the temperature.
    let found = NTXent(temperature: temperature)(axes(instances: 4, views: 2).rows).value
    let expected = log1p(6 * exp(-1 / Double(temperature)))
    #expect(abs(Double(found) - expected) < 1e-5)
  }

  @Test(arguments: [Float(1e-30), 1e-3, 10, 1e6])
  func pairsMistakenForEachOtherHaveAFiniteLoss(temperature: Float) {
    // Each view's partner points away, and another image is its twin: 2/τ at low temperatures.
    let rows = Matrix(rows: 4, columns: 1, elements: [1, -1, 1, -1])
    let result = NTXent(temperature: temperature)(rows)
    let inverse = 1 / Double(temperature)
    let expected = 2 * inverse + log1p(2 * exp(-2 * inverse))
    #expect(abs(Double(result.value) - expected) < 1e-5 * (1 + expected))
    #expect(isFinite(result.gradient))
  }

  @Test(arguments: [Float(2), 10, 40])
  func surenessOfTheRightClassTendsToNothing(margin: Float) {
    var batch = axes(instances: 4, views: 2)
    batch.rows.scale(by: margin)
    let found = CrossEntropy()(batch.rows, labels: batch.labels).value
    #expect(abs(Double(found) - log1p(3 * exp(-Double(margin)))) < 1e-6)
  }

  @Test(arguments: [1, 2, 1000])
  func equalScoresCostTheLogarithmOfTheClasses(classes: Int) {
    let result = CrossEntropy()(Matrix(rows: 1, columns: classes), labels: [classes - 1])
    #expect(abs(Double(result.value) - log(Double(classes))) < 1e-5)
  }
}
