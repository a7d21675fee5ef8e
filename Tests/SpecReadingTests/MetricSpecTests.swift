import Foundation
import SpecReading
import Specs
import Testing

@Suite struct MetricSpecTests {
  private func spec(metrics: String, claims: String = "[]") throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "Metrics", "datasets": ["mini-oxford"],
       "metrics": [\(metrics)], "strata": "category",
       "rows": [{"name": "a", "model": "random"}, {"name": "b", "model": "random"}],
       "claims": \(claims)}
      """,
    ])
  }

  @Test func everyMeasureOfTheFirstImagesHasAnyK() throws {
    let names = [
      "medium.recall@4", "hard.mAP@100", "classic.mP@7", "medium.within.mP@3", "strata.mP@20",
      "strata.recall@1", "easy.mAP",
    ]
    let metrics = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let experiment = try spec(metrics: metrics).experiment()
    #expect(experiment.columns.map(\.metric.description) == names)
  }

  @Test func aClaimMayBeJudgedOnRecall() throws {
    let claims = """
      [{"name": "a-finds", "statement": "A finds more.", "better": "a", "worse": "b",
        "metric": "medium.recall@4", "source": "this test"}]
      """
    let experiment = try spec(
      metrics: "\"medium.recall@4\", \"strata.mP@1\"", claims: claims
    ).experiment()
    #expect(experiment.claims.map(\.metric.description) == ["medium.recall@4"])
  }

  @Test(arguments: [
    ("medium.recal@4", "medium.recall@4"), ("medium.mAp@100", "medium.mAP@100"),
    ("hard.mp@5", "hard.mP@5"), ("hard.mP@0", "hard.mP@1"), ("medum.mAP", "medium.mAP"),
    ("strata.mAP", "strata.mAP@1"), ("medium.witin.recall@12", "medium.within.recall@12"),
  ])
  func aMisspeltMetricIsToldTheNearestAndTheForms(name: String, nearest: String) throws {
    let found = try spec(metrics: "\"\(name)\"").mistakes()
    #expect(found.contains("unknown name \"\(name)\"; accepted: easy, medium, hard"))
    #expect(found.contains("strata followed by .mAP@k, .mP@k or .recall@k"))
    #expect(found.contains("did you mean \"\(nearest)\"?"))
  }

  @Test(arguments: [
    "medium.mAP", "manifest.recall@1", "medium.within.mAP@100", "strata.recall@3", "hard.mP@10",
    "easy.mP@999999999999999999", "strata.mAP", "medium.mP@0", "medium.mP@01", "medium.recall",
    "medium.mrecall@1", "strata.within.mP@1", "medium.mP@9999999999999999999", "mAP", "medium.", "",
    "medium.mP@4 ", "medium.MRR", "medium.mrr", "hard.MAP@R", "hard.MAP@10", "easy.R-precision",
    "classic.mAP-rectangular", "manifest.nDCG@10", "manifest.nDCG", "easy.mAP-cut@1000",
    "easy.mAP-cut@0",
    "medium.with-junk.MRR", "hard.best-ties.nDCG@10", "hard.worst-ties.mAP", "medium.within.MAP@R",
    "medium.with-junk.within.MRR", "strata.with-junk.mP@4", "strata.MRR", "strata.nDCG@5",
  ])
  func theSchemaAcceptsWhatTheReaderAccepts(name: String) throws {
    guard case .pattern(let pattern, _) = MetricName.form else {
      Issue.record("expected a pattern, found \(MetricName.form)")
      return
    }
    let matches = try NSRegularExpression(pattern: pattern).firstMatch(
      in: name, range: NSRange(location: 0, length: name.utf16.count))
    #expect((matches != nil) == (MetricName(name) != nil))
  }

  @Test func namesReadBack() {
    for metric in MetricName.standard { #expect(MetricName(metric.description) == metric) }
    #expect(MetricName("medium.within.recall@4")?.measureName == "recall@4")
    #expect(MetricName("medium.within.recall@4")?.scoredKey == "medium.within")
    #expect(MetricName.standard.count == 43)
  }
}
