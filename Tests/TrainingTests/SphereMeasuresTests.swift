import Glibc
import Tensors
import Testing
import Training

/// Alignment and uniformity against their formulas, Wang and Isola 2020, section 4.1.
@Suite struct SphereMeasuresTests {
  private func measures(_ rows: [[Float]], _ labels: [Int]) -> SphereMeasures {
    SphereMeasures(
      of: Matrix(rows: rows.count, columns: rows[0].count, elements: rows.flatMap(\.self)),
      labels: labels)
  }

  @Test func equalRowsAreAlignedAndNotSpread() throws {
    let found = measures([[3, 4], [3, 4], [3, 4]], [0, 0, 1])
    #expect(try #require(found.alignment) < 1e-6)
    #expect(abs(try #require(found.uniformity)) < 1e-6)
  }

  @Test func oppositePositivesAreAsFarApartAsCanBe() throws {
    let found = measures([[0, 2], [0, -5]], [7, 7])
    #expect(abs(try #require(found.alignment) - 4) < 1e-5)
    #expect(abs(try #require(found.uniformity) + 8) < 1e-5)
  }

  @Test func whatCannotBeMeasuredIsNil() {
    #expect(measures([[1, 0]], [0]).uniformity == nil)
    #expect(measures([[1, 0]], [0]).alignment == nil)
    #expect(measures([[1, 0], [0, 1]], [0, 1]).alignment == nil)
  }

  @Test(arguments: [UInt64](1...4))
  func valuesAreThoseOfTheFormula(seed: UInt64) throws {
    let batch = randomMatrix(9, 5, seed: seed)
    let labels = [0, 1, 2, 0, 1, 2, 0, 3, 3]
    let unit = (0..<9).map { row in
      let values = batch.row(row).map(Double.init)
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
    var (positives, potentials): ([Double], [Double]) = ([], [])
    for row in 0..<9 {
      for other in 0..<row {
        let square = zip(unit[row], unit[other]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        potentials.append(exp(-2 * square))
        if labels[row] == labels[other] { positives.append(square) }
      }
    }
    let found = SphereMeasures(of: batch, labels: labels)
    // Products of unit rows in float32, whose length is short of 1 by a millionth.
    let tolerance = 2e-5
    let alignment = positives.reduce(0, +) / Double(positives.count)
    #expect(abs(try #require(found.alignment) - alignment) < tolerance)
    let uniformity = log(potentials.reduce(0, +) / Double(potentials.count))
    #expect(abs(try #require(found.uniformity) - uniformity) < tolerance)
  }

  @Test func lengthsAndTheOrderOfRowsDoNotMatter() throws {
    let batch = randomMatrix(6, 4, seed: 5)
    let labels = [0, 0, 1, 1, 2, 2]
    let order = [4, 1, 5, 0, 3, 2]
    var moved = batch.selectingRows(order)
    for column in 0..<4 { moved[2, column] *= 8 }
    let (one, two) = (
      SphereMeasures(of: batch, labels: labels),
      SphereMeasures(of: moved, labels: order.map { labels[$0] })
    )
    #expect(abs(try #require(one.alignment) - (try #require(two.alignment))) < 1e-5)
    #expect(abs(try #require(one.uniformity) - (try #require(two.uniformity))) < 1e-5)
  }
}
