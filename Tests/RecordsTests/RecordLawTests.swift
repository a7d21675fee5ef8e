import Evaluation
import Failures
import Foundation
import Records
import Specs
import Tensors
import Testing

/// A record is read whole or refused by name, whatever befell the file.
@Suite struct RecordDamageTests {
  private struct Note: Codable, Equatable {
    var version = 3
    var name = "été"
    var values = [0.5, 1, 2.25]
    var parts = ["a": 1, "b": 2]
  }

  private static let text = """
    {
      "name": "été",
      "parts": {"a": 1, "b": 2},
      "values": [0.5, 1, 2.25],
      "version": 3
    }

    """

  private let format = RecordFormat(version: 3, advice: "write it again")

  private func read(_ bytes: [UInt8]) throws -> Note {
    try format.read(Note.self, from: Data(bytes), path: "note.json")
  }

  @Test func theWholeTextIsRead() throws {
    #expect(try read(Array(Self.text.utf8)) == Note())
    #expect(try read(Array(try JSONEncoder().encode(Note()))) == Note())
  }

  @Test func everyTruncationIsRefusedWithItsPlace() throws {
    let bytes = Array(Self.text.utf8)
    for count in 0..<(bytes.count - 2) {
      let error = #expect(throws: RecordError.self) { try read(Array(bytes[..<count])) }
      #expect(error?.fault == .damaged && error?.path == "note.json")
      #expect(error?.advice == "write it again")
      #expect(error?.place.map { $0.line <= 7 && $0.line >= 1 && $0.column >= 1 } == true)
    }
  }

  @Test func aChangedByteIsReadOrRefusedByName() throws {
    let bytes = Array(Self.text.utf8)
    for place in bytes.indices {
      for byte: UInt8 in [0, 0x22, 0x2C, 0x30, 0x5B, 0x7D, 0x80, 0xFF] {
        var changed = bytes
        changed[place] = byte
        do throws(RecordError) {
          _ = try format.read(Note.self, from: Data(changed), path: "note.json")
        } catch {
          #expect(error.path == "note.json" && !error.reason.isEmpty)
        }
      }
    }
  }

  @Test(arguments: [0, 2, 4, -3, 33])
  func anotherVersionIsNoDamage(version: Int) {
    let text = Self.text.replacing("\"version\": 3", with: "\"version\": \(version)")
    let error = #expect(throws: RecordError.self) { try read(Array(text.utf8)) }
    #expect(error?.fault == .otherVersion)
    #expect(error?.kind == .damagedInput)
  }
}

/// Means, deviations and values of queries.
@Suite struct SampleLawTests {
  private let metric = MetricName(.medium, .averagePrecision)

  @Test func aSampleIsItsMeanAndItsDeviation() {
    #expect(Sample([2, 4, 9]).mean == 5)
    #expect(Sample([2, 4, 9]).deviation == 13.0.squareRoot())
    #expect(Sample([7]) == Sample([7]))
    #expect((Sample([7]).mean, Sample([7]).deviation) == (7, 0))
    #expect((Sample([]).mean, Sample([]).deviation) == (0, 0))
  }

  @Test func aUnitScalesBothAndAShiftMovesTheMeanAlone() {
    let values = [0.25, 0.5, 0.125, 1]
    let (plain, scaled) = (Sample(values), Sample(values.map { $0 * 8 }))
    let moved = Sample(values.map { $0 + 4 })
    #expect((scaled.mean, scaled.deviation) == (8 * plain.mean, 8 * plain.deviation))
    #expect(moved.mean == plain.mean + 4)
    #expect(abs(moved.deviation - plain.deviation) < 1e-15)
  }

  private func record(_ seeds: [[Double?]]) -> ResultRecord {
    ResultRecord(
      row: "row", dataset: .miniOxford,
      seeds: seeds.enumerated().map { seed, values in
        SeedRecord(
          seed: UInt64(seed), metrics: [metric.description: Double(seed) / 4],
          queries: values.enumerated().map { query, value in
            QueryRecord(
              query: "q\(query)",
              values: value.map { [metric.scoredKey: [metric.measureName: $0]] } ?? [:])
          })
      })
  }

  @Test func valuesOfQueriesAreMeansOverTheSeedsThatHaveThem() {
    let found = record([[0.25, nil, 0.5], [0.75, nil, nil]]).queryValues(of: metric)
    #expect(found.map(\.query) == ["q0", "q1", "q2"])
    #expect(found.map(\.value) == [0.5, nil, 0.5])
  }

  @Test func aSeedWithFewerQueriesAddsNothingToTheRest() {
    let found = record([[0.25, 0.5], [0.75]]).queryValues(of: metric)
    #expect(found.map(\.value) == [0.5, 0.5])
    #expect(record([]).queryValues(of: metric).isEmpty)
  }

  @Test func valuesStandInTheOrderOfTheSeeds() {
    #expect(record([[], [], []]).values(of: metric) == [0, 0.25, 0.5])
    #expect(record([[]]).values(of: MetricName(.hard, .averagePrecision)) == [])
  }

  @Test func recordsReadBackFromTheirJSON() throws {
    let record = record([[0.25, nil], [0.1, 1 / 3]])
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(ResultRecord.self, from: data) == record)
  }
}

/// Main effects of drawn tables, beside a plain count.
@Suite struct SelectionLawTests {
  /// Draws rows of three fields, some without a value.
  private func rows(seed: UInt64) -> [ModelSelection.RankedRow] {
    var generator = SeededGenerator(seed: seed, purpose: "drawn selections")
    return (0..<12).map { number in
      ModelSelection.RankedRow(
        row: "r\(number)",
        value: generator.chance(0.2) ? nil : Double(generator.integer(below: 16)) / 16,
        choices: ["a", "b", "c"].map {
          RowChoice(field: $0, level: "\(generator.integer(below: 3))")
        })
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func aLevelsMeanIsThatOfItsMeasuredRows(seed: UInt64) {
    let rows = rows(seed: seed)
    for field in ModelSelection(model: "net", rows: rows).fields {
      for level in field.levels {
        let values = rows.filter { $0.level(of: field.name) == level.name }.compactMap(\.value)
        #expect(level.rows == values.count)
        #expect(level.mean == (values.isEmpty ? nil : mean(values)))
      }
      let means = field.levels.compactMap(\.mean)
      #expect(field.best?.mean == means.max())
      #expect(field.levels.first { $0.mean == means.max() }?.name == field.best?.name)
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func theBestRowIsTheFirstOfTheHighestValue(seed: UInt64) {
    let rows = rows(seed: seed)
    let selection = ModelSelection(model: "net", rows: rows)
    let best = rows.compactMap(\.value).max()
    #expect(selection.bestRow?.row == rows.first { $0.value == best && best != nil }?.row)
    #expect(selection.rows == rows)
  }

  @Test(arguments: UInt64(0)..<20)
  func otherNamesOfLevelsChangeNothingElse(seed: UInt64) {
    let rows = rows(seed: seed)
    let renamed = rows.map { row in
      ModelSelection.RankedRow(
        row: row.row, value: row.value,
        choices: row.choices.map { RowChoice(field: "x\($0.field)", level: "y\($0.level)") })
    }
    let (first, second) = (
      ModelSelection(model: "net", rows: rows), ModelSelection(model: "net", rows: renamed)
    )
    #expect(first.isBalanced == second.isBalanced)
    #expect(first.bestRow?.row == second.bestRow?.row)
    #expect(
      first.bestLevels.map { "x\($0.field) y\($0.level)" }
        == second.bestLevels.map { "\($0.field) \($0.level)" })
    #expect(first.rowOfBestLevels?.row == second.rowOfBestLevels?.row)
  }
}
