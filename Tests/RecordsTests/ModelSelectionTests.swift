import Records
import Specs
import Testing

/// Main effects worked by hand.
@Suite struct ModelSelectionTests {
  /// Returns a row of two fields.
  private func row(
    _ name: String, _ value: Double?, rate: String, batch: String
  ) -> ModelSelection.RankedRow {
    ModelSelection.RankedRow(
      row: name, value: value,
      choices: [RowChoice(field: "rate", level: rate), RowChoice(field: "batch", level: batch)])
  }

  private func grid(_ values: [Double?]) -> ModelSelection {
    ModelSelection(
      model: "net",
      rows: [
        row("a", values[0], rate: "slow", batch: "32"),
        row("b", values[1], rate: "slow", batch: "64"),
        row("c", values[2], rate: "fast", batch: "32"),
        row("d", values[3], rate: "fast", batch: "64"),
      ])
  }

  @Test func aLevelHasTheMeanOfItsRows() {
    let found = grid([0.25, 0.5, 0.375, 0.125])
    #expect(found.fields.map(\.name) == ["rate", "batch"])
    #expect(found.fields[0].levels.map(\.name) == ["slow", "fast"])
    #expect(found.fields[0].levels.map(\.mean) == [0.375, 0.25])
    #expect(found.fields[1].levels.map(\.mean) == [0.3125, 0.3125])
    #expect(found.fields.flatMap(\.levels).map(\.rows) == [2, 2, 2, 2])
    #expect(found.isBalanced)
  }

  @Test func theFirstOfEqualOnesIsTheBest() {
    let found = grid([0.25, 0.5, 0.5, 0.125])
    #expect(found.bestRow?.row == "b")
    #expect(
      found.bestLevels == [
        RowChoice(field: "rate", level: "slow"), RowChoice(field: "batch", level: "32"),
      ])
    #expect(found.rowOfBestLevels?.row == "a")
  }

  @Test func theBestLevelsMayBeThoseOfNoRow() {
    let rows = [
      row("a", 0.125, rate: "slow", batch: "32"), row("b", 0.625, rate: "slow", batch: "64"),
      row("c", 0.75, rate: "fast", batch: "32"),
    ]
    let found = ModelSelection(model: "net", rows: rows)
    #expect(found.bestLevels.map(\.level) == ["fast", "64"])
    #expect(found.rowOfBestLevels == nil)
    #expect(found.bestRow?.row == "c")
    let whole = ModelSelection(
      model: "net", rows: rows + [row("d", 0.5, rate: "fast", batch: "64")])
    #expect(whole.rowOfBestLevels?.row == "d")
    #expect(whole.bestRow?.row == "c")
  }

  @Test func aRowWithoutAValueIsInNoMean() {
    let found = grid([0.25, 0.5, nil, 0.125])
    #expect(found.fields[0].levels.map(\.mean) == [0.375, 0.125])
    #expect(found.fields[0].levels.map(\.rows) == [2, 1])
    #expect(!found.isBalanced)
    let none = grid([nil, nil, nil, nil])
    #expect(none.bestRow == nil)
    #expect(none.bestLevels == [])
    #expect(none.fields[0].levels.map(\.mean) == [nil, nil])
  }

  @Test func aFieldOfOneLevelIsNoField() {
    let found = ModelSelection(
      model: "net",
      rows: [row("a", 0.5, rate: "slow", batch: "32"), row("b", 0.25, rate: "slow", batch: "64")])
    #expect(found.fields.map(\.name) == ["batch"])
    #expect(found.isBalanced)
  }

  /// Nine rows, in which any two of four fields have each pair of their levels once.
  @Test func anOrthogonalArrayIsBalanced() {
    let array = [
      [0, 0, 0, 0], [0, 1, 1, 1], [0, 2, 2, 2], [1, 0, 1, 2], [1, 1, 2, 0], [1, 2, 0, 1],
      [2, 0, 2, 1], [2, 1, 0, 2], [2, 2, 1, 0],
    ]
    let rows = array.enumerated().map { number, levels in
      ModelSelection.RankedRow(
        row: "\(number)", value: Double(levels[0]) + Double(levels[2]) / 4,
        choices: levels.enumerated().map { RowChoice(field: "f\($0)", level: "\($1)") })
    }
    let found = ModelSelection(model: "net", rows: rows)
    #expect(found.isBalanced)
    #expect(found.fields[0].levels.map(\.mean) == [0.25, 1.25, 2.25])
    #expect(found.fields[1].levels.map(\.mean) == [1.25, 1.25, 1.25])
    #expect(found.fields[2].levels.map(\.mean) == [1, 1.25, 1.5])
    #expect(!ModelSelection(model: "net", rows: rows.dropLast()).isBalanced)
  }
}
