import Evaluation
import Specs
import Testing

@Suite struct StrataSpecTests {
  private func folder(_ fields: String, metrics: String) throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "Strata", "datasets": ["mini-oxford"],
       "metrics": [\(metrics)],\(fields)
       "rows": [{"name": "a", "model": "random"}, {"name": "b", "model": "random"}]}
      """,
    ])
  }

  @Test func metricsOfStrataAreNamedByTheirGroundTruth() {
    let within = MetricName(.medium, .averagePrecision, isWithinStratum: true)
    #expect(within.description == "medium.within.mAP")
    #expect(within.scoredKey == "medium.within")
    #expect(MetricName("strata.mP@10")?.needsStrata == true)
    #expect(MetricName("strata.mAP") == nil)
    #expect(MetricName("medium.mAP")?.needsStrata == false)
    #expect(Set(MetricName.standard).count == MetricName.standard.count)
    #expect(MetricName.standard.allSatisfy { MetricName($0.description) == $0 })
  }

  @Test func strataClustersAndScopesAreRead() throws {
    let experiment = try folder(
      """
      "strata": "category", "statistics": {"clusters": "function"}, "claims": [{
       "name": "a-beats-b", "statement": "A beats B.", "scope": "of nothing", "better": "a",
       "worse": "b", "metric": "medium.within.mAP", "source": "this test"}],
      """, metrics: "\"medium.mAP\", \"medium.within.mAP\", \"strata.mP@10\""
    ).experiment()
    #expect(experiment.strata == "category")
    #expect(experiment.statistics.clusters == "function")
    #expect(experiment.claims.map(\.scope) == ["of nothing"])
    #expect(
      experiment.columns.map(\.metric.description) == [
        "medium.mAP", "medium.within.mAP", "strata.mP@10",
      ])
  }

  @Test(arguments: [
    (
      "", "\"medium.mAP\", \"medium.within.mAP\"",
      "spec.json:2:13: /metrics: medium.within.mAP needs a label that divides the images; add \"strata\""
    ),
    (
      "\"strata\": \"\",", "\"medium.mAP\"",
      "spec.json:2:38: /strata: expected a string that is not empty"
    ),
  ])
  func mistakesAreNamedWhereTheyStand(fields: String, metrics: String, mistake: String) throws {
    #expect(try folder(fields, metrics: metrics).mistakes() == mistake)
  }

  @Test func strataWithoutAMetricOfThemAreAMistake() throws {
    let found = try folder("\"strata\": \"category\",", metrics: "\"medium.mAP\"").mistakes()
    #expect(found.contains("/strata: no metric is of strata; accepted: easy.within.mAP"))
  }

  @Test func strataAloneTellNoRanking() throws {
    let found = try folder("\"strata\": \"category\",", metrics: "\"strata.mP@10\"").mistakes()
    #expect(found.contains("strata are measured on the rankings of another metric"))
  }
}
