import Foundation
import JSON
import Literature
import SpecReading
import Specs
import Testing

/// Entries of the ledger that a table refers to.
@Suite struct LiteratureSpecTests {
  /// A ledger with one entry under the protocol of `spec`'s row "a" but for what is exchanged, and one more.
  private static func ledger(size: Int = 96, pooling: String = "gem", id: String = "theirs")
    -> String
  {
    """
    {"version": 1, "entries": [
      {"id": "\(id)", "label": "Theirs", "system": {"architecture": "resnet50", "training": "classifier", "on": null},
       "protocol": {"resize": "shrink", "size": \(size), "crop": "cirtorch", "scales": [1], "pooling": "\(pooling)",
         "whitening": {"kind": "none"}, "search": "none", "rule": "mAP"},
       "ranBy": "authors", "source": {"citation": "A paper", "address": "https://example.org"},
       "values": [{"dataset": "roxford5k", "metric": "medium.mAP", "percent": 50},
                  {"dataset": "INSTRE", "metric": "MRR", "percent": 60}]},
      {"id": "elsewhere", "label": "Elsewhere", "system": {"architecture": null, "training": "contrastive", "on": null},
       "protocol": {"resize": null, "size": null, "crop": null, "scales": null, "pooling": null,
         "whitening": null, "search": null, "rule": null},
       "ranBy": null, "source": {"citation": "B", "address": "https://example.org/b"},
       "values": [{"dataset": "INSTRE", "metric": "MRR", "percent": 10}]}]}
    """
  }

  private static let network =
    #"{"version": 2, "label": "Net", "architecture": {"name": "resnet50", "width": 64}}"#

  private static func spec(_ literature: String, rest: String = "") -> String {
    """
    {"version": 2, "title": "t", "datasets": ["roxford5k"], "metrics": ["medium.mAP", "hard.mAP"],
     "rows": [{"name": "a", "model": "net"}, {"name": "p", "reference": "pixels"}],
     "matrix": {"descriptor.pooling": ["gem", "mac"]},
     "literature": \(literature)\(rest)}
    """
  }

  private func folder(
    _ literature: String, ledger: String? = ledger(), rest: String = ""
  ) throws -> SpecFolder {
    var files = [
      "models/net.json": Self.network, "spec.json": Self.spec(literature, rest: rest),
    ]
    files["literature.json"] = ledger
    return try SpecFolder(files)
  }

  private static let reference = #"[{"id": "theirs", "row": "a"}]"#

  @Test func aValueStandsBesideTheRowsWhoseProtocolIsItsOwn() throws {
    let found = try folder(Self.reference).experiment()
    #expect(
      found.published == [
        PublishedValue(
          entry: "theirs", row: "a/gem", dataset: .roxford5k,
          metric: try #require(MetricName("medium.mAP")),
          percent: 50, citation: "Theirs, A paper; https://example.org")
      ])
    #expect(found.literature == [])
  }

  @Test func whatAgreesWithNoRowStandsBelowWithWhatDiffersFromTheNearest() throws {
    let found = try folder(Self.reference, ledger: Self.ledger(size: 1024, pooling: "mac"))
      .experiment()
    #expect(found.published == [])
    #expect(found.literature.count == 1)
    let row = found.literature[0]
    #expect(row.entry == "theirs" && row.row == "a/mac")
    #expect(row.differences == ["size 1024 against 96"])
    #expect(row.values == [LiteratureValue(dataset: .roxford5k, metric: "medium.mAP", percent: 50)])
    #expect(row.setting?.hasPrefix("resize shrink, size 1024, crop cirtorch") == true)
    #expect(row.setting?.hasSuffix("run by its authors") == true)
  }

  @Test func aRowMayBeNamedWithItsSweptValues() throws {
    let found = try folder(#"[{"id": "theirs", "row": "a/mac"}]"#).experiment()
    #expect(found.literature.map(\.row) == ["a/mac"])
    #expect(found.literature[0].differences == ["pooling gem against mac"])
  }

  /// Another kind of whitening is further away than another set and another power of the same kind.
  @Test func theNearestRowIsTheOneThatWhitensTheSameWay() throws {
    let whitening = #"{"kind": "pca", "fitOn": "SfM-120k", "dimensions": 512, "power": 0.25}"#
    let folder = try SpecFolder([
      "models/net.json": Self.network,
      "literature.json": Self.ledger(size: 1024).replacing(#"{"kind": "none"}"#, with: whitening),
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["roxford5k"], "metrics": ["medium.mAP"],
       "rows": [{"name": "a", "model": "net"}],
       "matrix": {"descriptor.whitening": [
         {"kind": "none"},
         {"kind": "pca", "fitOn": "other-city", "images": null, "dimensions": 512}]},
       "literature": \(Self.reference)}
      """,
    ])
    let found = try folder.experiment()
    #expect(found.literature.map(\.row) == ["a/pca"])
    #expect(
      found.literature[0].differences == [
        "size 1024 against 96", "whitening set SfM-120k against other-city",
        "whitening power 0.25 against 0.5",
      ])
  }

  @Test func anEntryWithoutARowStandsBelowWithItsProtocol() throws {
    let found = try folder(#"["theirs"]"#).experiment()
    #expect(found.published == [] && found.literature.map(\.row) == [nil])
    #expect(found.literature[0].differences == nil)
  }

  @Test func whatIsSetFromOutsideMovesAValueBelow() throws {
    let folder = try folder(Self.reference)
    let library = SpecLibrary(roots: [folder.path])
    let setting = try #require(FieldSetting("descriptor.size=128"))
    let found = try library.experiment(at: "\(folder.path)/spec.json", settings: [setting])
    #expect(found.published == [])
    #expect(found.literature[0].differences == ["size 96 against 128"])
  }

  @Test(arguments: [
    (
      #"["thiers"]"#,
      #"4:17: /literature/0: unknown name "thiers"; accepted: theirs, elsewhere; did you mean "theirs"?"#
    ),
    (
      #"[{"id": "thiers"}]"#,
      #"4:24: /literature/0/id: unknown name "thiers"; accepted: theirs, elsewhere"#
    ),
    (#"[{"row": "a"}]"#, #"4:17: /literature/0: missing key "id""#),
    (
      #"[{"label": "l", "citation": "c", "values": []}]"#,
      #"4:17: /literature/0: missing key "id""#
    ),
    (#"["theirs", "theirs"]"#, #"4:27: /literature/1: "theirs" stands in the list already"#),
    (
      #"[{"id": "theirs", "row": "b"}]"#,
      #"4:41: /literature/0/row: unknown name "b"; accepted: a, a/gem, a/mac"#
    ),
    (#"[{"id": "theirs", "row": "p"}]"#, #"4:41: /literature/0/row: unknown name "p""#),
    (
      #"["elsewhere"]"#,
      #"4:17: /literature/0: "elsewhere" has no value on a set of the table; accepted: INSTRE"#
    ),
    (#""theirs""#, "4:16: /literature: expected an array"),
    (#"[3]"#, "4:17: /literature/0: expected a string, found 3"),
  ])
  func mistakesAreLocated(literature: String, message: String) throws {
    let found = try folder(literature).mistakes()
    #expect(found.hasPrefix("spec.json:\(message)"), "\(found)")
  }

  @Test func twoEntriesOfOneCellAreAMistake() throws {
    let twice = Self.ledger().replacing("\"entries\": [", with: "\"entries\": [")
    let other = Self.ledger(id: "also")
    let folder = try SpecFolder([
      "models/net.json": Self.network, "literature.json": twice,
      "spec.json": Self.spec(#"[{"id": "theirs", "row": "a"}, {"id": "also", "row": "a"}]"#),
      "more/literature.json": other,
    ])
    let library = SpecLibrary(roots: [folder.path, "\(folder.path)/more"])
    let error = #expect(throws: SpecError.self) {
      try library.experiment(at: "\(folder.path)/spec.json")
    }
    #expect(
      error?.description.contains(
        #""theirs" gives a value of a/gem on roxford5k, medium.mAP, too; name one of them"#) == true
    )
  }

  @Test func withoutALedgerItIsToldWhereOneIsLookedFor() throws {
    let found = try folder(Self.reference, ledger: nil).mistakes()
    #expect(
      found
        == "spec.json:4:16: /literature: the ledger of the literature is looked for, and there is no file "
        + "literature.json")
  }

  @Test func mistakesOfTheLedgerAreToldWhereTheyStand() throws {
    let found = try folder(
      Self.reference, ledger: Self.ledger().replacing("\"percent\": 50", with: "\"percent\": 500")
    ).mistakes()
    #expect(found.hasPrefix("literature.json:6:"))
    #expect(found.contains("/entries/0/values/0/percent: 500 is out of range; accepted: 0...100"))
  }

  @Test func theLedgerOfTheFirstRootCounts() throws {
    let folder = try SpecFolder([
      "own/models/net.json": Self.network, "own/literature.json": Self.ledger(size: 128),
      "own/spec.json": Self.spec(#"["theirs", "common"]"#),
      "shared/literature.json": Self.ledger(size: 64),
      "third/literature.json": Self.ledger(id: "common"),
    ])
    let library = SpecLibrary(roots: ["own", "shared", "third"].map { "\(folder.path)/\($0)" })
    let found = try library.experiment(at: "\(folder.path)/own/spec.json")
    #expect(found.literature.map(\.entry) == ["theirs", "common"])
    #expect(found.literature[0].setting?.contains("size 128") == true)
    #expect(try library.ledger().ids == ["theirs", "elsewhere", "common"])
  }

  @Test func anInheritedRowThatIsNotThereLeavesTheEntryBelow() throws {
    let folder = try SpecFolder([
      "models/net.json": Self.network, "literature.json": Self.ledger(),
      "base.json": Self.spec(Self.reference),
      "spec.json":
        #"{"version": 2, "extends": "base.json", "rows": [{"name": "z", "model": "net"}]}"#,
    ])
    let found = try folder.experiment()
    #expect(found.literature.map(\.entry) == ["theirs"] && found.literature[0].row == nil)
  }

  @Test func aSpecAddsToTheEntriesOfItsBase() throws {
    let folder = try SpecFolder([
      "models/net.json": Self.network, "literature.json": Self.ledger(),
      "base.json": Self.spec("[]"),
      "spec.json": #"{"version": 2, "extends": "base.json", "literature+": ["theirs"]}"#,
    ])
    #expect(try folder.experiment().literature.map(\.entry) == ["theirs"])
  }

  @Test func theLiteratureIsNotInTheHash() throws {
    let hashes = try [Self.reference, "[]", #"["theirs"]"#].map {
      try folder($0).experiment().numbersHash()
    }
    #expect(Set(hashes).count == 1)
  }

  @Test func publishedValuesOfEarlierSpecsAreRefusedWithWhatToDo() throws {
    let found = try folder("[]", rest: #", "published": []"#).mistakes()
    #expect(
      found == """
        spec.json:4:20: /published: "published" is gone: values stand in literature.json, and "literature" \
        names them by their ids; remove it
        """)
  }

  @Test func aLedgerIsValidatedAsOne() throws {
    let folder = try folder("[]")
    let summary = try folder.contents("literature.json").map(\.summary)
    #expect(summary == ["literature: 2 entries, 3 values"])
  }

  @Test func resultsOfEarlierVersionsReadBack() throws {
    let row = try JSONDecoder().decode(
      LiteratureRow.self,
      from: Data(
        #"{"label": "l", "citation": "c", "values": [{"dataset": "holidays", "metric": "manifest.mAP", "percent": 1}]}"#
          .utf8))
    #expect(row.entry == nil && row.differences == nil)
    let value = try JSONDecoder().decode(
      PublishedValue.self,
      from: Data(
        #"{"row": "r", "dataset": "holidays", "metric": "manifest.mAP", "percent": 1, "citation": "c"}"#
          .utf8))
    #expect(value.entry == nil)
  }
}
