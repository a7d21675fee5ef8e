import Foundation
import Literature
import SpecReading
import Specs
import Testing

/// The ledger beside the committed specs.
@Suite struct CommittedLedgerTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Experiments").path

  private let ledger: LiteratureLedger

  init() throws {
    ledger = try SpecLibrary(roots: [Self.root]).ledger()
  }

  @Test func everyValueThatWasReadIsInIt() {
    #expect(ledger.entries.count == 34)
    #expect(ledger.valueCount == 97)
    let counts = Dictionary(grouping: ledger.entries) {
      $0.source.citation.prefix { $0 != "," && $0 != " " }
    }
    .mapValues { $0.reduce(0) { $0 + $1.values.count } }
    #expect(
      counts == [
        "Battle": 12, "Open": 8, "Yildiz": 4, "VISSL": 4, "Caron": 8, "deep-image-retrieval": 12,
        "cnnimageretrieval-pytorch": 6, "InsCLR": 4, "MIEB": 10, "DINOv2": 4, "DINOv3": 5,
        "SuperGlobal": 4, "DOLG": 4, "OLD-Deep-Image-Retrieval": 6, "Radenović": 6,
      ])
  }

  @Test func everyValueIsReadAsItWasWrittenDown() throws {
    func percents(_ id: String) throws -> [Double] {
      try #require(ledger[id]).values.map(\.percent)
    }
    #expect(try percents("vissl-r50-classifier") == [53.04, 22.57, 69.31, 45.12])
    #expect(try percents("dino-r50-dino") == [35.4, 11.1, 55.9, 27.5])
    #expect(try percents("dirtorch-r50-ap-gem") == [87.7, 91.9, 65.5, 41.0, 77.6, 57.1])
    #expect(try percents("cirtorch-r101-gem") == [88.2, 92.5, 65.4, 40.1, 76.7, 55.2])
    #expect(try percents("bob-r50-vicreg") == [80.2, 97.1, 85.8, 41.6, 45.3, 10.6])
    #expect(try percents("bob-r50-classifier") == [64.8, 97.4, 84.1, 37.2, 60.4, 13.2])
    #expect(try percents("revisitop-features") == [84.81, 64.67, 38.47, 92.12, 77.2, 56.32])
  }

  @Test func everyEntryCanBeLookedUp() {
    for entry in ledger.entries {
      #expect(!entry.source.citation.isEmpty && !entry.source.location.isEmpty, "\(entry.id)")
      #expect(entry.source.address?.hasPrefix("https://") ?? true, "\(entry.id)")
      let parts = entry.source.repository?.split(separator: "/").count
      #expect(parts == nil || parts == 2, "\(entry.id)")
    }
    #expect(Set(ledger.ids).count == ledger.entries.count)
  }

  @Test func metricsThatTablesHaveAreCalledAsThere() {
    for value in ledger.entries.flatMap(\.values) {
      let isKnown = MetricName(value.metric) != nil
      #expect(
        isKnown || ["MRR", "mAP"].contains(value.metric) || value.metric.hasSuffix(" map@1000"))
    }
  }

  @Test func theKindOfLabelDecides() {
    let compared = ledger.architectureComparisons.filter { $0.lead != nil }
    func leads(_ dataset: String) -> [Double] {
      compared.filter { $0.dataset == dataset }.compactMap(\.lead)
    }
    for set in ["roxford5k", "GLDv2", "INSTRE", "AmsterTime"] {
      #expect(!leads(set).isEmpty && leads(set).allSatisfy { $0 > 0 }, "\(set)")
    }
    #expect(leads("rparis6k").allSatisfy { abs($0) < 0.5 })
    for set in ["SOP", "InShop", "CUB", "Cars", "iNat"] {
      #expect(!leads(set).isEmpty && leads(set).allSatisfy { $0 < 0 }, "\(set)")
    }
    #expect(compared.count == 12)
  }

  @Test func tablesAtThePapersScaleReferToIt() throws {
    let library = SpecLibrary(roots: [Self.root])
    let table = try library.experiment(at: "\(Self.root)/paper/table1.json")
    let classifier = try #require(table.literature.first { $0.entry == "vissl-r50-classifier" })
    #expect(classifier.row == "classifier/spoc/pca" || classifier.row == "classifier/gem/pca")
    #expect(
      classifier.differences?.prefix(2) == [
        "resize force against shrink", "crop none against cirtorch",
      ])
    #expect(
      table.literature.contains {
        $0.entry == "dino-r50-dino" && $0.row?.hasPrefix("dino/") == true
      })
    #expect(table.published == [])
    let objectives = try library.experiment(at: "\(Self.root)/paper/table2.json")
    #expect(
      objectives.literature.contains {
        $0.entry == "dirtorch-r50-ap-gem" && $0.row == "ap-gem/gem/pca"
      })
  }
}
