import Evaluation
import Foundation
import FoundationXML
import Records
import Reporting
import ResultFixtures
import Specs
import Tables
import TestSupport
import Testing

/// What is written of covariates, specification curves and figures.
@Suite struct AnalysisReportTests {
  private func result(
    covariates: [CovariateOutcome]? = nil, specification: [SpecificationOutcome]? = nil,
    figure: [ValueInterval]? = nil
  ) -> ExperimentResult {
    let small = smallResult()
    let old = small.experiment
    return ExperimentResult(
      experiment: ResolvedExperiment(
        version: 2, name: "small", title: "A small table",
        purpose: specification == nil ? .report : .specificationCurve, datasets: old.datasets,
        metrics: old.metrics, seeds: old.seeds, world: old.world, statistics: old.statistics,
        covariates: covariates.map { _ in [CovariateSettings { $0.name = "viewpoint" }] },
        figure: figure.map { _ in
          FigureSettings {
            $0.horizontal = "descriptor.size"
            $0.metrics = [medium]
          }
        },
        axes: figure == nil ? old.axes : ["descriptor.size"], models: old.models,
        rows: figure == nil ? old.rows : old.rows.map(sized), claims: [],
        specification: specification.map { _ in [Self.claim] }, assumptions: [], published: []),
      datasets: small.datasets, records: small.records, claims: [], covariates: covariates,
      specification: specification, figure: figure, provenance: small.provenance)
  }

  private func sized(_ row: ResolvedRow) -> ResolvedRow {
    ResolvedRow(
      name: row.name, baseName: row.baseName, label: row.label, model: row.model ?? "",
      axisValues: [row.baseName == "net" ? "96" : "–"], descriptor: row.descriptor)
  }

  private static let claim = SpecificationClaim(
    name: "net-beats-random", statement: "Training | helps.", scope: nil, source: "a book",
    metrics: [medium], comparisons: [])

  private static let effects = [
    CovariateOutcome.Effect(
      covariates: ["viewpoint"], estimate: -0.314, lower: -0.5, upper: -0.1),
    CovariateOutcome.Effect(covariates: ["blur"], estimate: nil, lower: nil, upper: nil),
    CovariateOutcome.Effect(
      covariates: ["viewpoint", "blur"], estimate: 0.051, lower: nil, upper: nil),
  ]

  /// The outcome of a row as its document has it.
  private func covariates() throws -> CovariateOutcome {
    let effects = try Self.effects.map {
      String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
    }
    let text = """
      {"row": "net/gem", "dataset": "mini-oxford", "setting": "medium", "pairs": 20, "absentPairs": 1,
       "clusters": 3, "confidence": 0.95, "explained": 0.25,
       "effects": [\(effects[0]), \(effects[1])], "interactions": [\(effects[2])]}
      """
    return try JSONDecoder().decode(CovariateOutcome.self, from: Data(text.utf8))
  }

  @Test func covariatesHaveATableOfEffectsAndOneOfInteractions() throws {
    let text = MarkdownRenderer().render(ResultTable(result(covariates: [try covariates()])))
    #expect(text.contains("\n## Covariates\n"))
    #expect(text.contains("\n### mini-oxford, medium\n"))
    #expect(
      text.contains(
        """
        | row     | pairs |   R² |             viewpoint | blur |
        | :------ | ----: | ---: | --------------------: | ---: |
        | net/gem |    20 | 0.25 | -0.31 (-0.50 … -0.10) |    – |
        """), "\(text)")
    #expect(text.contains("| net/gem | viewpoint × blur |  +0.05 |"), "\(text)")
  }

  /// Returns a point of a curve.
  private func point(
    _ difference: Double, _ verdict: Verdict, metric: MetricName = medium, pooling: String
  ) throws -> SpecificationOutcome.Point {
    let text = """
      {"better": "net/\(pooling)", "worse": "random/\(pooling)", "dataset": "mini-oxford",
       "metric": "\(metric)", "seed": 0,
       "choices": [{"field": "descriptor.pooling", "level": "\(pooling)"}],
       "difference": \(difference), "lower": \(difference - 0.05), "upper": \(difference + 0.05),
       "verdict": "\(verdict.rawValue)", "queries": 12}
      """
    return try JSONDecoder().decode(SpecificationOutcome.Point.self, from: Data(text.utf8))
  }

  private func curve() throws -> SpecificationOutcome {
    let hard = MetricName(.hard, .averagePrecision)
    return SpecificationOutcome(
      claim: "net-beats-random", confidence: 0.95,
      points: [
        try point(0.1, .holds, pooling: "gem"), try point(0.02, .inconclusive, pooling: "mac"),
        try point(0.04, .inconclusive, metric: hard, pooling: "gem"),
        try point(-0.08, .fails, metric: hard, pooling: "mac"),
      ], absentPoints: 1)
  }

  @Test func aCurveIsSortedAndItsVerdictsAreCounted() throws {
    let curve = try curve()
    #expect(curve.points.map(\.difference) == [-0.08, 0.02, 0.04, 0.1])
    #expect(curve.verdicts.holds == 1 && curve.verdicts.inconclusive == 2)
    #expect(curve.verdicts.fails == 1)
    #expect(curve.fields.map(\.name) == ["metric", "descriptor.pooling"])
    // Means of ±0.04 and of ±0.05 around 0.02; the interaction is ±0.01.
    let squares = [0.04, 0.05, 0.01].map { $0 * $0 }
    let total = squares.reduce(0, +)
    #expect(abs(curve.fields[0].share - squares[0] / total) < 1e-12)
    #expect(abs(curve.fields[1].share - squares[1] / total) < 1e-12)
    #expect(abs(curve.remainder - squares[2] / total) < 1e-12)
    #expect(curve.isBalanced)
    #expect(abs(curve.fields[1].levels[0].meanDifference - 0.07) < 1e-12)
  }

  @Test func theMarkdownOfACurveShowsVerdictsFieldsAndPoints() throws {
    let text = MarkdownRenderer().render(
      ResultTable(result(specification: [try curve()])))
    #expect(text.contains("![Specification curves of A small table](small.svg)"))
    #expect(text.contains("Training \\| helps. (a book)"))
    #expect(text.contains("1 (25.00 %)") && text.contains("2 (50.00 %)"))
    #expect(text.contains("Not available, so in no share: 1 further points."))
    #expect(text.contains("| pooling "), "\(text)")
    #expect(text.contains("| interactions "), "\(text)")
    // All of the four points are shown, in place of the rows of the table.
    #expect(text.contains("-8.00") && text.contains("-13.00 … -3.00"))
    #expect(!text.contains("the best mean of each column is bold"))
  }

  private func files(_ result: ExperimentResult) throws -> [String: String] {
    let folder = try Scratch()
    _ = try ResultStore(folder: folder.path).write(result)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ($0, try String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8))
      })
  }

  private func isXML(_ text: String?) -> Bool {
    XMLParser(data: Data((text ?? "").utf8)).parse()
  }

  @Test func onlyWhatATableHasIsWritten() throws {
    #expect(
      Set(try files(smallResult()).keys) == [
        "small.md", "small.csv", "small.queries.csv", "small.tex", "small.json",
      ])
  }

  @Test func covariatesHaveAFileWithEveryEffect() throws {
    let files = try files(result(covariates: [try covariates()]))
    let lines = try #require(files["small.covariates.csv"]).split(separator: "\r\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("table,row,label,dataset,setting,covariates,estimate"))
    #expect(lines[1].contains(",medium,viewpoint,-0.314,-0.5,-0.1,0.95,20,1,3,0.25"))
    #expect(lines[2].contains(",medium,blur,,,,0.95"))
    #expect(files["small.svg"] == nil)
  }

  @Test func aCurveHasAFileWithEveryPointAndAFigure() throws {
    let files = try files(result(specification: [try curve()]))
    let lines = try #require(files["small.points.csv"]).split(separator: "\r\n")
    #expect(lines.count == 5)
    #expect(
      lines[0]
        == "table,claim,place,dataset,metric,seed,pooling,better,worse,difference,lower,upper,"
        + "confidence,verdict,queries")
    #expect(lines[1].hasPrefix("small,net-beats-random,1,mini-oxford,hard.mAP,0,mac,net/mac"))
    #expect(isXML(files["small.svg"]))
    #expect(files["small.svg"]?.contains("HOLDS 1") == true)
  }

  @Test func aFigureHasALineARowAndALevelForWhatIsNotSwept() throws {
    let points = [("net/gem", 0.3), ("random/gem", 0.1)].map { row, mean in
      ValueInterval(
        row: row, dataset: .miniOxford, metric: medium, mean: mean, lower: mean - 0.05,
        upper: mean + 0.05)
    }
    let files = try files(result(figure: points))
    let svg = try #require(files["small.svg"])
    #expect(isXML(svg))
    #expect(svg.contains("mini-oxford, medium.mAP") && svg.contains(">size<"))
    #expect(svg.contains("stroke-dasharray"))
    #expect(files["small.md"]?.contains("![A small table](small.svg)") == true)
  }

  /// A figure of the user's is no result of a run, and stays.
  @Test func filesOfTheUserAreNotReplaced() throws {
    let folder = try Scratch()
    let store = ResultStore(folder: folder.path)
    _ = try folder.write("<svg-of-mine/>", to: "small.svg")
    let curve = result(specification: [try curve()])
    #expect(throws: ResultConflict.self) {
      try store.checkOwner(of: curve.experiment, spec: "Experiments/small.json")
    }
    // A table without a figure does not touch it.
    try store.checkOwner(of: smallResult().experiment, spec: "Experiments/small.json")
  }
}
