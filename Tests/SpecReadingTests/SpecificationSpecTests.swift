import Foundation
import JSON
import Specs
import Testing

/// Specs whose claims are judged at every combination of settings, and what tables ask of covariates and figures.
@Suite struct SpecificationSpecTests {
  private static let rows = """
    [{"name": "chance", "reference": "chance"},
     {"name": "none", "model": "random", "sweeps": ["descriptor.pooling"]},
     {"name": "a", "model": "contrastive"}]
    """
  private static let matrix = """
    "matrix": {"descriptor.pooling": ["gem", "mac"], "model.training.objective.temperature": [0.1, 0.2]}
    """

  private func claim(_ rest: String = "", better: String = "a", worse: String = "none") -> String {
    """
    "claims": [{"name": "x", "statement": "s", "source": "t", "better": "\(better)", "worse": "\(worse)"\(rest)}]
    """
  }

  private func folder(_ rest: String, rows: String = Self.rows) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
  }

  private func curve(_ rest: String) throws -> ResolvedExperiment {
    try folder(#""purpose": "specification-curve", \#(rest)"#).experiment()
  }

  @Test func aClaimIsComparedUnderEveryCombinationOfBothRows() throws {
    let found = try curve("\(Self.matrix), \(claim())")
    #expect(found.claims == [])
    let claim = try #require(found.specification?.first)
    #expect(claim.metrics.map(\.description) == ["medium.mAP"])
    #expect(
      claim.comparisons.map { "\($0.better) \($0.worse)" } == [
        "a/gem/0.1 none/gem", "a/gem/0.2 none/gem", "a/mac/0.1 none/mac", "a/mac/0.2 none/mac",
      ])
    #expect(
      claim.comparisons[3].choices == [
        RowChoice(field: "descriptor.pooling", level: "mac"),
        RowChoice(field: "model.training.objective.temperature", level: "0.2"),
      ])
  }

  @Test func whatAClaimStatesIsFixed() throws {
    let found = try curve(
      "\(Self.matrix), \(claim(#", "metric": "medium.mAP", "where": {"descriptor.pooling": "mac"}"#))"
    )
    #expect(
      found.specification?.first?.comparisons.map(\.better) == ["a/mac/0.1", "a/mac/0.2"])
  }

  @Test func cellsThatAreLeftOutAreNoPoints() throws {
    let found = try curve(
      """
      \(Self.matrix), \(claim()),
      "exclude": [{"row": "none", "descriptor.pooling": "mac"},
                  {"row": "a", "model.training.objective.temperature": 0.1}]
      """)
    #expect(found.specification?.first?.comparisons.map(\.better) == ["a/gem/0.2"])
  }

  /// The exponent of GeM says nothing of MAC, so that two combinations are one point.
  @Test func combinationsOfEqualSettingsAreOnePoint() throws {
    let found = try curve(
      """
      "matrix": {"descriptor.pooling": ["gem", "mac"], "descriptor.gemExponent": [2, 3]},
      \(claim(worse: "chance"))
      """)
    #expect(
      found.specification?.first?.comparisons.map(\.better) == ["a/gem/2", "a/gem/3", "a/mac/2"])
  }

  @Test func theHashIsThatOfTheTable() throws {
    let table = try folder(Self.matrix).experiment()
    #expect(try curve("\(Self.matrix), \(claim())").numbersHash() == table.numbersHash())
  }

  @Test func aCurveMayHaveMoreRowsThanATable() throws {
    let exponents = (1...600).map { "\($0).5" }.joined(separator: ", ")
    let matrix = #""matrix": {"descriptor.gemExponent": [\#(exponents)]}"#
    let rows =
      #"[{"name": "a", "model": "random"}, {"name": "b", "model": "random", "sweeps": false}]"#
    let judged = claim(worse: "b")
    #expect(try folder(matrix, rows: rows).mistakes().contains("over 512 rows"))
    let found = try folder(
      #""purpose": "specification-curve", \#(matrix), \#(judged)"#, rows: rows
    ).mistakes()
    // Exponents of any size are fine or not, but not too many.
    #expect(!found.contains("rows"), "\(found)")
  }

  @Test(arguments: [
    ("", "a specification curve judges claims; add \"claims\""),
    (
      #""claims": [{"name": "x", "statement": "s", "source": "t", "better": "a", "worse": "a"}]"#,
      #""a" is compared with itself"#
    ),
    (
      #"""
      "claims": [{"name": "x", "statement": "s", "source": "t", "better": "a", "worse": "none",
                  "where": {"descriptor.poling": "gem"}}]
      """#, "unknown key \"descriptor.poling\""
    ),
    (
      #"""
      "exclude": [{"row": "a", "descriptor.pooling": "mac"}, {"row": "none", "descriptor.pooling": "gem"}],
      "claims": [{"name": "x", "statement": "s", "source": "t", "better": "a", "worse": "none"}]
      """#, "\"exclude\" leaves no two cells of the claim to compare"
    ),
  ])
  func mistakesOfCurvesAreTold(rest: String, message: String) throws {
    let parts = [#""purpose": "specification-curve""#, Self.matrix, rest].filter { !$0.isEmpty }
    let found = try folder(parts.joined(separator: ", ")).mistakes()
    #expect(found.contains(message), "\(found)")
  }

  @Test func aTableNeedsTheMetricOfAClaim() throws {
    let found = try folder(claim()).mistakes()
    #expect(found.contains("missing key \"metric\""), "\(found)")
  }

  @Test func covariatesAndFiguresAreReadAndChangeNoHash() throws {
    let plain = try folder(Self.matrix).experiment()
    let found = try folder(
      """
      \(Self.matrix),
      "covariates": [{"name": "viewpoint", "column": "azimuth", "pair": "angle"},
                     {"name": "blur", "column": "blur", "pair": "positive"}],
      "figure": {"horizontal": "model.training.objective.temperature", "metrics": ["medium.mAP"]}
      """
    ).experiment()
    #expect(found.covariates?.map(\.pair) == [.angle, .positive])
    #expect(found.figure?.scale == .logarithmic)
    #expect(try found.numbersHash() == plain.numbersHash())
    let data = try CanonicalEncoding.data(of: found)
    #expect(try JSONDecoder().decode(ResolvedExperiment.self, from: data) == found)
    let members = try #require(CanonicalJSON.encoding(plain).members)
    #expect(members["covariates"] == nil && members["figure"] == nil)
    #expect(members["specification"] == nil)
  }

  @Test(arguments: [
    (
      #""covariates": [{"name": "a", "column": "x"}, {"name": "a", "column": "y"}]"#,
      "/covariates: two covariates are named \"a\""
    ),
    (#""covariates": [{"name": "a"}]"#, "missing key \"column\""),
    (
      #""covariates": [{"name": "a", "column": "x", "pair": "sum"}]"#, "unknown name \"sum\""
    ),
    (
      #""figure": {"horizontal": "descriptor.size", "metrics": ["medium.mAP"]}"#,
      "/figure/horizontal: the matrix does not sweep \"descriptor.size\""
    ),
    (
      #""figure": {"horizontal": "descriptor.pooling", "metrics": ["medium.mAP"]}"#,
      "the values of descriptor.pooling are not all numbers"
    ),
    (
      #""figure": {"horizontal": "model.training.objective.temperature", "metrics": ["hard.mAP"]}"#,
      "hard.mAP is none of the table's metrics"
    ),
  ])
  func mistakesOfCovariatesAndFiguresAreTold(rest: String, message: String) throws {
    let found = try folder("\(Self.matrix), \(rest)").mistakes()
    #expect(found.contains(message), "\(found)")
  }
}

/// The values of pairs.
@Suite struct CovariateTests {
  private func value(_ rule: PairRule, _ query: Double?, _ positive: Double?) -> Double? {
    CovariateSettings { $0.pair = rule }.value(query: query, positive: positive)
  }

  @Test func eachRuleSaysWhatItIsCalledAfter() {
    #expect(value(.difference, 3, 10) == 7)
    #expect(value(.difference, 10, 3) == 7)
    #expect(value(.ratio, 2, 8) == 4)
    #expect(value(.ratio, 8, 2) == 4)
    #expect(value(.positive, 1, 5) == 5)
    #expect(value(.query, 1, 5) == 1)
  }

  @Test(arguments: [
    (10.0, 350.0, 20.0), (350, 10, 20), (0, 180, 180), (-170, 170, 20), (720, 5, 5), (0, 540, 180),
  ])
  func anglesGoRoundTheCompass(query: Double, positive: Double, expected: Double) {
    #expect(value(.angle, query, positive) == expected)
  }

  @Test func whatIsNotKnownHasNoValue() {
    for rule in [PairRule.difference, .angle, .ratio] {
      #expect(value(rule, nil, 1) == nil && value(rule, 1, nil) == nil)
    }
    #expect(value(.positive, nil, 1) == 1 && value(.positive, 1, nil) == nil)
    #expect(value(.query, 1, nil) == 1 && value(.query, nil, 1) == nil)
    #expect(value(.ratio, 0, 1) == nil && value(.ratio, 1, -1) == nil)
  }
}
