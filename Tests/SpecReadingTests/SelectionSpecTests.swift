import Foundation
import JSON
import Specs
import Testing

/// Specs that choose settings, and the sets that they may see.
@Suite struct SelectionSpecTests {
  private static let rows = """
    [{"name": "own", "model": "contrastive"},
     {"name": "slow", "model": {"extends": "contrastive",
      "training": {"optimizer": {"learningRate": 0.001}}}, "levels": {"size": "32"}},
     {"name": "none", "model": "random"}]
    """

  private func folder(
    _ rest: String, datasets: String = #"[{"folder": "val"}]"#,
    others: [String: String] = [:]
  ) throws -> SpecFolder {
    let spec = smallSpec(
      rows: Self.rows,
      rest: #""factors": {"size": {"32": {"batch": 32}}}\#(rest.isEmpty ? "" : ",\n  ")\#(rest)"#
    ).replacing(#"["mini-oxford"]"#, with: datasets)
    return try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": spec]) { $1 }.merging(others) { $1 })
  }

  static let selection = #""purpose": "selection", "selects": "medium.mAP""#

  @Test func rowsTellWhatTheyHaveOfEachFieldThatTheirModelVaries() throws {
    let found = try folder(Self.selection).experiment()
    #expect(found.purpose == .selection)
    #expect(found.selects?.description == "medium.mAP")
    #expect(
      found.rows.map(\.choices) == [
        [
          RowChoice(field: "size", level: "as in the recipe"),
          RowChoice(field: "model.training.optimizer.learningRate", level: "0.002"),
        ],
        [
          RowChoice(field: "size", level: "32"),
          RowChoice(field: "model.training.optimizer.learningRate", level: "0.001"),
        ], nil,
      ])
  }

  @Test func whatRowsStateOfDescriptorsIsAFieldToo() throws {
    let folder = try SpecFolder(
      RowVariantTests.recipes.merging([
        "spec.json": smallSpec(
          rows: """
            [{"name": "a", "model": "random"},
             {"name": "b", "model": "random", "descriptor": {"pooling": "mac", "scales": [1, 0.5]}}]
            """, rest: Self.selection
        ).replacing("\"mini-oxford\"", with: #"{"folder": "val"}"#)
      ]) { $1 })
    let rows = try folder.experiment().rows
    #expect(
      rows.map { $0.choices?.map { "\($0.field) \($0.level)" } } == [
        ["descriptor.pooling gem", "descriptor.scales [1]"],
        ["descriptor.pooling mac", "descriptor.scales [1, 0.5]"],
      ])
  }

  @Test func purposeAndMetricChangeNoHash() throws {
    let report = try folder("").experiment()
    #expect(report.purpose == .report)
    #expect(try report.numbersHash() == folder(Self.selection).experiment().numbersHash())
  }

  @Test func aReportHasNothingOfASelection() throws {
    let folder = try SpecFolder(
      RowVariantTests.recipes.merging([
        "spec.json": smallSpec(
          rows: #"[{"name": "a", "model": "contrastive"}]"#, rest: #""purpose": "report""#)
      ]) { $1 })
    let members = try #require(CanonicalJSON.encoding(folder.experiment()).members)
    #expect(members["purpose"] == "report")
    #expect(members["selects"] == .null)
    #expect(try folder.experiment().rows.allSatisfy { $0.choices == nil })
    #expect(members["rows"]?.compact.contains("choices") == false)
  }

  @Test(arguments: [
    #"["mini-oxford"]"#, #"["roxford5k"]"#, #"[{"set": "rparis6k", "distractors": "revisitop1m"}]"#,
  ])
  func aSelectionRefusesWhatTablesEvaluate(datasets: String) throws {
    let found = try folder(Self.selection, datasets: datasets).mistakes()
    #expect(
      found.contains(
        "is for reports; settings chosen on what a table evaluates would be chosen by the answers; "
          + "accepted: "))
    #expect(found.hasPrefix("spec.json:4:"))
    #expect(found.contains(#"{"folder": "<name>"}"#))
    #expect(!found.contains("mini-oxford, mini-paris"))
  }

  @Test func theValidationSplitIsForSelectionsAndForNoReport() throws {
    #expect(try folder(Self.selection, datasets: #"["mini-validation"]"#).mistakes() == "")
    let found = try folder("", datasets: #"["mini-validation"]"#).mistakes()
    #expect(found.hasPrefix("spec.json:4:16: /datasets/0: mini-validation is for"))
    let base = try folder(Self.selection, datasets: #"["mini-oxford-base"]"#).mistakes()
    #expect(base.contains("mini-oxford-base is for reports"))
  }

  @Test func whatABaseSaysOfTheSetsIsNoWayRound() throws {
    let folder = try folder(
      Self.selection,
      others: [
        "child.json": #"{"version": 2, "extends": "spec.json", "datasets": ["mini-oxford"]}"#,
        "report.json": smallSpec(rows: #"[{"name": "a", "model": "random"}]"#),
        "grandchild.json": """
        {"version": 2, "extends": "report.json", "purpose": "selection", "selects": "medium.mAP"}
        """,
      ])
    let (child, grandchild) = (folder.mistakes("child.json"), folder.mistakes("grandchild.json"))
    #expect(child.hasPrefix("child.json:1:53: /datasets/0: mini-oxford is for reports"))
    #expect(grandchild.hasPrefix("report.json:4:16: /datasets/0: mini-oxford is for reports"))
  }

  @Test(arguments: [
    (
      #""purpose": "selection""#, #"spec.json:1:1: /: missing key "selects""#
    ),
    (
      #""selects": "medium.mAP""#,
      """
      spec.json:11:14: /selects: a report chooses nothing; leave it out, or let the spec's "purpose" be \
      "selection"
      """
    ),
    (
      #""purpose": "selection", "selects": "hard.mAP""#,
      """
      spec.json:11:38: /selects: unknown name "hard.mAP"; accepted: medium.mAP
      """
    ),
    (
      #""purpose": "selectoin", "selects": "medium.mAP""#,
      """
      spec.json:11:14: /purpose: unknown name "selectoin"; accepted: report, selection, specification-curve; did you mean \
      "selection"?
      """
    ),
    (
      SelectionSpecTests.selection + #", "seedStudyOf": "table1""#,
      "spec.json:11:67: /seedStudyOf: a selection studies no seeds of a table; leave it out"
    ),
    (
      SelectionSpecTests.selection + #", "allowLeak": true"#,
      """
      spec.json:11:65: /allowLeak: a selection must see nothing of what is evaluated; leave it out; \
      accepted: false
      """
    ),
    (
      SelectionSpecTests.selection
        + #", "descriptor": {"whitening": {"kind": "pca", "fitOn": "mini-paris", "dimensions": 8}}"#,
      """
      spec.json:11:105: /descriptor/whitening/fitOn: mini-paris is for evaluation; fitting whitening on \
      it would leak the answers; name another set; accepted: mini-scenes, mini-landmarks, \
      mini-scenes-novel, mini-landmarks-base, {"folder": "<name>"}
      """
    ),
    (
      SelectionSpecTests.selection
        + #", "descriptor": {"whitening": {"kind": "pca", "fitOn": "other-city", "dimensions": 8}}"#,
      """
      spec.json:11:105: /descriptor/whitening/fitOn: the other city is for reports; settings chosen on \
      what a table evaluates would be chosen by the answers; accepted: mini-scenes, mini-landmarks, \
      mini-scenes-novel, mini-landmarks-base, \
      {"folder": "<name>"}
      """
    ),
    (
      SelectionSpecTests.selection + """
        , "claims": [{"name": "c", "statement": "s", "source": "t", "better": "own", "worse": "none", \
        "metric": "medium.mAP"}]
        """,
      """
      spec.json:11:62: /claims: a selection states no claims, since its best rows were picked by the same \
      numbers; write "claims": [] where a base has some
      """
    ),
  ])
  func mistakesAreLocatedAndExplained(rest: String, message: String) throws {
    #expect(try folder(rest).mistakes() == message)
  }

  @Test func noLeakIsAllowedInASelectionWhateverItSays() throws {
    let found = try folder(
      Self.selection + #"""
        , "allowLeak": true,
          "descriptor": {"whitening": {"kind": "pca", "fitOn": "mini-paris", "dimensions": 8}}
        """#
    ).mistakes()
    #expect(found.contains("/allowLeak: ") && found.contains("/descriptor/whitening/fitOn: "))
  }
}
