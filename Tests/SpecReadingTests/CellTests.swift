import Foundation
import JSON
import Retrieval
import SpecReading
import Specs
import Testing

/// Cells that rows take no part in, that a spec leaves out, and that are one.
@Suite struct CellTests {
  private static let rows = """
    [{"name": "chance", "reference": "chance"},
     {"name": "none", "model": "random", "sweeps": false},
     {"name": "c", "model": "classifier", "sweeps": ["descriptor.pooling"]},
     {"name": "a", "model": "contrastive"}]
    """
  private static let matrix = """
    "matrix": {"descriptor.pooling": ["gem", "mac"], "model.training.objective.temperature": [0.1, 0.2]}
    """

  private func folder(_ rest: String, rows: String = Self.rows) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
  }

  private func claim(_ better: String, _ worse: String, _ place: String) -> String {
    """
    "claims": [{"name": "x", "statement": "s", "source": "t", "better": "\(better)", "worse": "\(worse)",
     "metric": "medium.mAP"\(place.isEmpty ? "" : ", \"where\": \(place)")}]
    """
  }

  @Test func aRowIsSweptOverTheFieldsThatItTakesPartIn() throws {
    let found = try folder(Self.matrix).experiment()
    #expect(
      found.rows.map(\.name) == [
        "chance", "none", "c/gem", "a/gem/0.1", "a/gem/0.2", "c/mac", "a/mac/0.1", "a/mac/0.2",
      ])
    #expect(found.rows[1].axisValues == ["–", "–"])
    #expect(found.rows[2].axisValues == ["gem", "–"])
    #expect(
      found.models.map(\.name) == [
        "random", "classifier", "contrastive", "contrastive, temperature 0.2",
      ])
  }

  @Test(arguments: [
    (
      "a", "c", #"{"descriptor.pooling": "mac", "model.training.objective.temperature": 0.2}"#,
      ["a/mac/0.2", "c/mac"]
    ),
    ("c", "none", #"{"descriptor.pooling": "mac"}"#, ["c/mac", "none"]),
    ("none", "chance", "", ["none", "chance"]),
  ])
  func aClaimLeavesOutWhatARowTakesNoPartIn(
    better: String, worse: String, place: String, names: [String]
  ) throws {
    let found = try folder("\(Self.matrix), \(claim(better, worse, place))").experiment()
    #expect(found.claims.flatMap { [$0.better, $0.worse] } == names)
  }

  @Test func aRowMayStateAFieldThatItIsNotSweptOver() throws {
    let rows =
      #"[{"name": "a", "model": "random", "descriptor": {"pooling": "spoc"}, "sweeps": []}]"#
    let found = try folder(#""matrix": {"descriptor.pooling": ["gem", "mac"]}"#, rows: rows)
      .experiment()
    #expect(found.rows.map(\.descriptor.pooling) == [.spoc])
  }

  @Test func cellsThatAreStatedAreLeftOut() throws {
    let found = try folder(
      """
      \(Self.matrix), "exclude": [{"row": "a", "descriptor.pooling": "mac"},
        {"model.training.objective.temperature": 0.2}, {"row": "chance"}, {"row": "none"}]
      """
    ).experiment()
    #expect(found.rows.map(\.name) == ["c/gem", "a/gem/0.1", "c/mac"])
    #expect(found.models.map(\.name) == ["classifier", "contrastive"])
  }

  /// A cell that is left out is not read, so that it may be one that makes no sense.
  @Test func whatIsLeftOutMakesNoMistakes() throws {
    let matrix = #""matrix": {"model.training.batch": [64, 48]}"#
    let rows = #"[{"name": "a", "model": "contrastive"}]"#
    #expect(try folder(matrix, rows: rows).mistakes() != "")
    let exclude = #""exclude": [{"model.training.batch": 48}]"#
    #expect(try folder("\(matrix), \(exclude)", rows: rows).experiment().rows.count == 1)
  }

  @Test(arguments: [
    (
      #"{"row": "chance", "descriptor.pooling": "mac"}"#,
      "/exclude/0: there is no cell that it leaves out"
    ),
    (
      #"{"row": "A"}"#,
      #"/exclude/0/row: unknown name "A"; accepted: chance, none, c, a; did you mean "a"?"#
    ),
    (
      #"{"descriptor.pooling": "spoc"}"#,
      #"/exclude/0/descriptor.pooling: the matrix does not have "spoc"; accepted: gem, mac"#
    ),
    (
      #"{"seeds": 96}"#,
      """
      /exclude/0/seeds: unknown key "seeds"; accepted: row, descriptor.pooling, \
      model.training.objective.temperature
      """
    ),
    (
      "{}",
      """
      /exclude/0: expected the name of a row, or a value of a swept field; accepted: row, \
      descriptor.pooling, model.training.objective.temperature
      """
    ),
  ])
  func exclusionsThatMakeNoSenseAreMistakes(exclusion: String, message: String) throws {
    let found = try folder("\(Self.matrix), \"exclude\": [\(exclusion)]").mistakes()
    #expect(found.hasSuffix(message) && !found.contains("\n"), "\(found)")
  }

  @Test func aClaimAboutACellThatIsLeftOutIsAMistake() throws {
    let found = try folder(
      """
      \(Self.matrix), "exclude": [{"row": "c", "descriptor.pooling": "mac"}],
      \(claim("c", "none", #"{"descriptor.pooling": "mac"}"#))
      """
    ).mistakes()
    #expect(found == #"spec.json:11:69: /claims/0/better: c/mac is left out by "exclude""#)
  }

  @Test func aTableOfWhichNothingIsLeftIsAMistake() throws {
    let found = try folder(
      #""exclude": [{"row": "a"}]"#, rows: #"[{"name": "a", "model": "random"}]"#
    ).mistakes()
    #expect(found == "spec.json:7:14: /exclude: no row is left")
  }

  /// The exponent of GeM says nothing of MAC.
  @Test func cellsOfEqualSettingsAreOneAndClaimsFindIt() throws {
    let rows = #"[{"name": "a", "model": "random"}, {"name": "b", "model": "random"}]"#
    let place = #"{"descriptor.pooling": "mac", "descriptor.gemExponent": 3}"#
    let folder = try folder(
      """
      "matrix": {"descriptor.pooling": ["gem", "mac"], "descriptor.gemExponent": [2, 3]},
      \(claim("a", "b", place))
      """, rows: rows)
    var notices: [String] = []
    let found = try SpecLibrary(roots: [folder.path]).experiment(at: "\(folder.path)/spec.json") {
      notices.append($0.message)
    }
    #expect(
      found.rows.map(\.name) == ["a/gem/2", "b/gem/2", "a/gem/3", "b/gem/3", "a/mac/2", "b/mac/2"])
    #expect(found.claims.map(\.better) == ["a/mac/2"])
    #expect(
      notices.first
        == "a/mac/3 has the settings of a/mac/2, so that they are one cell, which stands there once"
    )
    #expect(notices.count == 2)
  }

  @Test(arguments: [
    ("3", "expected false or an array of swept fields, found 3"),
    (
      #"["descriptor.poolin"]"#,
      """
      unknown name "descriptor.poolin"; accepted: descriptor.pooling; did you mean "descriptor.pooling"?
      """
    ),
  ])
  func whatARowIsSweptOverIsReadStrictly(sweeps: String, message: String) throws {
    let found = try folder(
      #""matrix": {"descriptor.pooling": ["gem", "mac"]}"#,
      rows: "[{\"name\": \"a\", \"model\": \"random\", \"sweeps\": \(sweeps)}]"
    ).mistakes()
    #expect(found.hasSuffix(message), "\(found)")
  }
}
