import Failures
import Foundation
import JSON
import Kernels
import Records
import Reporting
import ResultFixtures
import Specs
import Testing

@Suite struct BaselineTests {
  private let table = TestTable()

  @Test func aBaselineReadsBackFromItsJSON() throws {
    let baseline = try table.baseline()
    #expect(try Baseline(baseline.encoded(), path: "table.json") == baseline)
  }

  @Test func valuesAreKeptInFullPrecision() throws {
    let table = table.with { $0.movement = { _ in 1.0 / 3 } }
    let values = try Baseline(table.baseline().encoded(), path: "table.json").rows[1].cells[0]
      .values
    #expect(values == table.result().records[1].values(of: medium))
  }

  @Test func rowsTellWhatTheyWereMadeFrom() throws {
    let tuned = table.with { $0.rows = [.init("tuned/bf16", model: "tuned", precision: .bfloat16)] }
    let row = try tuned.baseline().rows[0]
    #expect(row.recipes == ["net", "tuned"])
    #expect(row.isTrained)
    #expect(!row.isExact)
    #expect(row.settings.compact.contains(#""precision":"bf16""#))
  }

  @Test func runsTellWhereAndHowValuesWereMade() throws {
    let run = try #require(table.baseline().runs.first)
    #expect(run.gitCommit == "0123abcd")
    #expect(run.gitIsDirty == false)
    #expect(run.date == "2026-01-01T00:00:00Z")
    #expect(run.processor == "a processor")
    #expect(run.libraries == ["oneDNN": "2.6.3"])
    #expect(run.rows == ["random/gem", "net/gem", "other/gem"])
  }

  @Test func queriesHaveFourDecimalsAndADigestOfTheirBits() {
    let values = QueryValues([[0.12344, nil, 1]])
    #expect(values.tenThousandths == "1234 - 10000")
    #expect(values.values == [0.1234, nil, 1])
    let moved = QueryValues([[(0.12344).nextUp, nil, 1]])
    #expect(moved.tenThousandths == values.tenThousandths)
    #expect(moved.digest != values.digest)
  }

  @Test func queriesAreAveragedOverSeedsAndDigestedApart() {
    let values = QueryValues([[0.2], [0.4]])
    #expect(values.tenThousandths == "3000")
    #expect(values.digest != QueryValues([[0.4], [0.2]]).digest)
  }

  @Test func landmarksAreKept() throws {
    #expect(try table.baseline().queries["mini-oxford"]?.landmarks == "0 0 1 1 2 2 3 3 4 4 5 5")
  }

  @Test func aBaselineWithTolerancesIsOfAnotherVersion() throws {
    let error = #expect(throws: RecordError.self) {
      try Baseline(Data(#"{"version": 2, "table": "table", "cells": []}"#.utf8), path: "t.json")
    }
    #expect(error?.fault == .otherVersion)
  }

  @Test(arguments: [
    (
      #""tenThousandths" : "[0-9]+ "#,
      "/rows/0/cells/0/queries: 11 values are not those of 12 queries"
    ),
    (#""landmarks" : "0 "#, "/queries/mini-oxford/landmarks: 11 are not those of 12 queries"),
    (#""recipes" : \[\s*"random""#, "/rows/0/recipes: there is no model "),
  ])
  func partsThatDoNotBelongTogetherAreRefused(pattern: String, reason: String) throws {
    let text = String(decoding: try table.baseline().encoded(), as: UTF8.self)
    let range = try #require(text.range(of: pattern, options: .regularExpression))
    let found = String(text[range])
    let damaged = found.contains("recipes") ? #""recipes": ["nowhere""# : shortened(found)
    let error = #expect(throws: RecordError.self) {
      try Baseline(Data(text.replacingCharacters(in: range, with: damaged).utf8), path: "t.json")
    }
    #expect(try #require(error).description.contains(reason))
    #expect(try #require(error).description.hasSuffix("; restore it from version control"))
  }

  /// Returns a member without the first number of its text.
  private func shortened(_ member: String) -> String {
    member.replacing(#/ : "[0-9]+ /#, with: " : \"")
  }
}
