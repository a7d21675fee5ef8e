import Experiments
import Testing

@Suite struct StageLedgerTests {
  private let ledger = StageLedger()

  @Test func stagesStandInTheOrderInWhichTheyWereHeardOf() {
    ledger.observe(.reused(stage: "train"))
    ledger.observe(.began(stage: "describe", total: 3, unit: "images"))
    ledger.observe(.advanced(by: 3))
    ledger.observe(.finished(stage: "describe", seconds: 1.5))
    #expect(
      ledger.records == [
        StageRecord(name: "train", seconds: 0, cacheHits: 1, cacheMisses: 0),
        StageRecord(name: "describe", seconds: 1.5, cacheHits: 0, cacheMisses: 1),
      ])
  }

  @Test func repeatsOfAStageAddUp() {
    ledger.observe(.finished(stage: "train", seconds: 1.5))
    ledger.observe(.reused(stage: "train"))
    ledger.observe(.finished(stage: "train", seconds: 0.25))
    #expect(
      ledger.records
        == [StageRecord(name: "train", seconds: 1.75, cacheHits: 1, cacheMisses: 2)])
  }

  @Test func aStageThatOnlyBeganIsNotRecorded() {
    ledger.observe(.began(stage: "train", total: 3, unit: "views"))
    ledger.observe(.notice("something"))
    #expect(ledger.records == [])
  }

  @Test func resetForgetsTheRunBefore() {
    ledger.observe(.finished(stage: "train", seconds: 1))
    ledger.reset()
    #expect(ledger.records == [])
  }
}
