import Foundation
import Tensors
import Testing

/// What draws keep to, counted over many of them.
@Suite struct DrawLawTests {
  private func generator(_ purpose: String = "draw laws", index: Int = 0) -> SeededGenerator {
    SeededGenerator(seed: 17, purpose: purpose, index: index)
  }

  @Test func uniformDrawsFillTheirIntervalEvenly() {
    var generator = generator()
    let draws = (0..<20_000).map { _ in generator.uniform() }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = draws.reduce(0, +) / 20_000
    // The deviation of a mean of so many is 1/√12/√20000 = 0.002.
    #expect(abs(mean - 0.5) < 0.009)
    for tenth in 0..<10 {
      let count = draws.count { Int($0 * 10) == tenth }
      #expect((1800..<2200).contains(count), "\(count) in tenth \(tenth)")
    }
  }

  @Test func drawsOfAnIntervalStayWithinIt() {
    var generator = generator()
    let intervals: [Range<Float>] = [-3..<(-1), 0..<1e-6, 1e6..<1_000_008, -0.5..<0.5]
    for interval in intervals {
      for _ in 0..<200 {
        let draw = generator.uniform(in: interval)
        #expect(draw >= interval.lowerBound && draw <= interval.upperBound)
      }
    }
  }

  @Test(arguments: [
    (Float(0), 0, 0), (1, 4000, 4000), (0.25, 870, 1130), (-1, 0, 0), (2, 4000, 4000),
  ])
  func chancesAreAsLikelyAsTheySay(probability: Float, least: Int, most: Int) {
    var generator = generator()
    let count = (0..<4000).count { _ in generator.chance(probability) }
    #expect((least...most).contains(count), "\(count)")
  }

  @Test func everyOrderOfThreeIsAsLikely() {
    var generator = generator()
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[generator.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    // Each is expected 1000 times, with a deviation of 29.
    #expect(counts.values.allSatisfy { (860...1140).contains($0) }, "\(counts)")
    #expect(generator.permutation(0) == [] && generator.permutation(1) == [0])
  }

  @Test func aLargeBoundIsNotBiased() {
    // Of three quarters of all numbers, a remainder would draw the first third twice as often.
    var generator = generator()
    let bound = Int.max / 4 * 3
    let draws = (0..<6000).map { _ in generator.integer(below: bound) }
    #expect(draws.allSatisfy { (0..<bound).contains($0) })
    for third in 0..<3 {
      let count = draws.count { $0 / (bound / 3) == third }
      #expect((1860...2140).contains(count), "\(count) in third \(third)")
    }
  }

  @Test func everyChoiceIsPicked() {
    var generator = generator()
    #expect(Set((0..<100).map { _ in generator.pick(["a", "b", "c"]) }) == ["a", "b", "c"])
    #expect(generator.pick([7]) == 7)
    #expect((0..<10).allSatisfy { _ in generator.integer(below: 1) == 0 })
  }

  /// Streams of neighbouring indices, and of purposes that are much alike, have nothing in common.
  @Test func streamsAreIndependent() {
    let streams =
      (0..<16).map { generator(index: $0) }
      + ["a", "b", "aa", "ab", "ba", ""].map { generator($0) }
    let draws = streams.map { stream in
      var stream = stream
      return (0..<256).map { _ in Double(stream.uniform()) - 0.5 }
    }
    for first in draws.indices {
      for second in draws.indices.dropFirst(first + 1) {
        let sum = zip(draws[first], draws[second]).reduce(0) { $0 + $1.0 * $1.1 }
        // Of 256 products with the deviation 1/12 each, 1.33 in all.
        #expect(abs(sum) < 6, "\(first) and \(second)")
      }
    }
  }

  @Test func normalDrawsAreFiniteAndSymmetric() {
    var generator = generator()
    let draws = (0..<20_000).map { _ in generator.normal() }
    #expect(draws.allSatisfy { $0.isFinite && abs($0) < 7 })
    let (positive, beyondTwo) = (draws.count { $0 > 0 }, draws.count { abs($0) > 1.96 })
    #expect((9700...10_300).contains(positive))
    #expect((880...1120).contains(beyondTwo))
  }
}

/// What joins, selections and roundings keep to.
@Suite struct MatrixLawTests {
  private func matrix(_ rows: Int, _ columns: Int, from first: Float = 0) -> Matrix {
    Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { first + Float($0) })
  }

  @Test(arguments: [(0, 3), (1, 1), (4, 2), (3, 0)])
  func aMatrixIsItsRows(rows: Int, columns: Int) {
    let matrix = matrix(rows, columns)
    #expect((0..<rows).flatMap { Array(matrix.row($0)) } == matrix.elements)
    #expect(matrix.selectingRows(0..<rows) == matrix)
    #expect(matrix.selectingRows([]) == Matrix(rows: 0, columns: columns))
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(matrix[row, column] == matrix.row(row)[row * columns + column])
      }
    }
  }

  @Test func cuttingAndJoiningGivesTheMatrixBack() {
    let whole = matrix(6, 3)
    for cut in 0...6 {
      let parts = [whole.selectingRows(0..<cut), whole.selectingRows(cut..<6)]
      #expect(Matrix(joining: parts) == whole)
      let named = parts.enumerated().map { place, part in
        DescriptorMatrix(names: (0..<part.rows).map { "\(place) \($0)" }, values: part)
      }
      #expect(DescriptorMatrix(joining: named).values == whole)
      #expect(DescriptorMatrix(joining: named).names == named.flatMap(\.names))
    }
  }

  @Test func selectingTwiceIsSelectingWhatWasSelected() {
    let whole = matrix(5, 2)
    let (first, second) = ([4, 0, 4, 2], [3, 3, 0])
    #expect(
      whole.selectingRows(first).selectingRows(second)
        == whole.selectingRows(second.map { first[$0] }))
  }

  @Test func roundingAndSelectingMayChangePlaces() {
    let whole = Matrix(
      rows: 4, columns: 2, elements: [0.1, 65_504, 1e-8, -0.3, 70_000, 2049, 0, -0.0])
    let order = [3, 1, 1, 0]
    #expect(
      HalfMatrix(rounding: whole).selectingRows(order).elements.map(\.bitPattern)
        == HalfMatrix(rounding: whole.selectingRows(order)).elements.map(\.bitPattern))
    #expect(HalfMatrix(rounding: whole).elements[4] == .infinity)
  }

  @Test func aTensorOfTwoAxesIsItsMatrix() {
    let whole = matrix(3, 4)
    let tensor = Tensor(whole)
    #expect(tensor.shape == [3, 4] && Matrix(tensor) == whole)
    #expect(tensor.reshaped(to: [2, 6]).elements == whole.elements)
    #expect(tensor.reshaped(to: [12]).reshaped(to: [3, 4]) == tensor)
    #expect("\(Shape([2, 3, 4]))" == "2×3×4" && Shape([]).elementCount == 1)
  }

  @Test func scalingByAPowerOfTwoIsExact() {
    var scaled = matrix(2, 3, from: -2)
    scaled.scale(by: 0.25)
    #expect(scaled.elements == matrix(2, 3, from: -2).elements.map { $0 / 4 })
    scaled.scale(by: 4)
    #expect(scaled == matrix(2, 3, from: -2))
  }
}
