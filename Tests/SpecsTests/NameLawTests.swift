import Evaluation
import Failures
import Foundation
import JSON
import Specs
import Testing

/// Names of metrics and of sets, as specs and records have them.
@Suite struct NameLawTests {
  private static let measures: [Measure] =
    Measure.withoutCutoff + Measure.standard.dropFirst() + Measure.everyMeasure(at: 4)
    + Measure.everyMeasure(at: Measure.largestCutoff)

  /// What strata are measured by.
  private static let ofStrata = Set(
    Measure.standard.dropFirst() + Measure.all(at: 4) + Measure.all(at: Measure.largestCutoff))

  private static let metrics: [MetricName] = {
    var metrics: [MetricName] = []
    for truth in MetricName.GroundTruth.allCases {
      for measure in measures where truth != .strata || ofStrata.contains(measure) {
        metrics.append(MetricName(truth, measure))
        guard truth != .strata else { continue }
        metrics.append(MetricName(truth, measure, isWithinStratum: true))
        metrics += PlaceReading.allCases.map { MetricName(truth, measure, reading: $0) }
      }
    }
    return metrics
  }()

  @Test func everyMetricReadsBackFromItsName() throws {
    #expect(Set(Self.metrics.map(\.description)).count == Set(Self.metrics).count)
    for metric in Self.metrics {
      #expect(MetricName(metric.description) == metric)
      #expect(metric.description == "\(metric.scoredKey).\(metric.measure.meanName)")
      let data = try JSONEncoder().encode([metric])
      #expect(try JSONDecoder().decode([MetricName].self, from: data) == [metric])
    }
  }

  @Test func onlyMetricsOfStrataNeedThem() {
    for metric in Self.metrics {
      #expect(
        metric.needsStrata == (metric.isWithinStratum || metric.groundTruth == .strata))
    }
  }

  @Test(arguments: [
    "", ".", "medium", "medium.", ".mAP", "medium.map", "Medium.mAP", "medium.mAP.", "medium..mAP",
    "medium.within", "medium.within.", "medium.inside.mAP", "within.mAP", "strata.mAP",
    "strata.within.mP@4", "strata.MRR", "strata.nDCG@4", "strata.with-junk.mP@4",
    "medium.mrr", "medium.with-junk.within.mAP", "medium.with-junk",
    "medium.ties.mAP", "medium.mAP-tied@4",
    "medium.MAP@4", "medium.nDCG", "medium.mAP-cut",
    "medium.mP@0", "medium.mP@04", "medium.mP", "medium.recall",
    "medium.mP@1000000000000000000", " medium.mAP", "medium.mAP ", "medium.mAP@4.5",
    "medium\u{301}.mAP",
  ])
  func otherNamesAreNoMetrics(name: String) {
    #expect(MetricName(name) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([MetricName].self, from: JSONEncoder().encode([name]))
    }
  }

  /// A mistake of one letter is answered with the name that was meant.
  @Test func aMetricThatIsNearlyRightIsSuggested() throws {
    for (mistake, meant) in [
      ("medium.mAp", "medium.mAP"), ("mediun.mAP", "medium.mAP"), ("hard.mp@10", "hard.mP@10"),
      ("medium.recal@4", "medium.recall@4"), ("medium.mrr", "medium.MRR"),
      ("hard.ndcg@10", "hard.nDCG@10"), ("easy.withjunk.MRR", "easy.with-junk.MRR"),
      ("hard.best-tie.mAP", "hard.best-ties.mAP"), ("easy.mAP-cut", "easy.mAP-cut@1"),
      ("easy.mAP@100x", "easy.mAP@1"),
    ] {
      let log = DiagnosticLog()
      let text = "\"\(mistake)\""
      let node = try #require(JSONParser.read(Array(text.utf8), file: "f").root)
      #expect(MetricName.read(node, log: log) == nil)
      let suggestion = try #require(log.diagnostics.first?.suggestion)
      #expect(MetricName(suggestion) != nil)
      if !mistake.hasSuffix("x") { #expect(suggestion == meant) }
    }
  }

  @Test func everySetReadsBackFromItsName() throws {
    let names =
      DatasetName.registered.map(\.rawValue) + ["my-photos", "A_1", "a+b", "roxford5k+revisitop1m"]
    for name in names {
      let set = try #require(DatasetName(rawValue: name))
      #expect(set.rawValue == name && set.description == name)
      #expect(set.plain.distractors == nil && set.plain.setName == set.setName)
      let data = try JSONEncoder().encode([set])
      #expect(try JSONDecoder().decode([DatasetName].self, from: data) == [set])
    }
  }

  @Test(arguments: [
    "", "+", "a+", "+a", "a+b+c", "a b", "a/b", "..", "a.b", "é", "a\n",
    String(repeating: "a", count: 65),
  ])
  func otherTextsNameNoSet(name: String) {
    #expect(DatasetName(rawValue: name) == nil)
  }

  @Test func aSetEvaluatesOrServesToFitUnlessItIsTheUsers() {
    for set in DatasetName.registered {
      #expect(set.canEvaluate != set.canFit && !set.isFolder, "\(set)")
      let truths = MetricName.GroundTruth.allCases.filter(set.mayHave)
      #expect(truths.isEmpty == !set.canEvaluate, "\(set)")
      // Labels are known of what is drawn for training, and only there do images share an instance.
      #expect(set.labels?.isEmpty == !(set.isMini && set.canFit), "\(set)")
      #expect(!set.mayHaveInstances || set.labels?.contains(.instance) == true, "\(set)")
      #expect(set.mayShare(.instance) == set.mayHaveInstances, "\(set)")
      #expect(!set.mayShare(LabelName(rawValue: "species")), "\(set)")
    }
    let own = DatasetName(rawValue: "my-photos")
    #expect(own?.canEvaluate == true && own?.canFit == true && own?.isFolder == true)
    #expect(own.map { set in MetricName.GroundTruth.allCases.allSatisfy(set.mayHave) } == true)
  }

  @Test func theOtherCityOfTheOtherCityIsTheCity() {
    let paired = DatasetName.registered.filter { $0.otherCity != nil }
    #expect(paired.count == 8)
    for city in paired {
      #expect(city.otherCity != city && city.otherCity?.otherCity == city)
      #expect(city.otherCity?.canEvaluate == true)
    }
  }
}

/// Values of specs, with the mistakes that are noted.
@Suite struct ScalarLawTests {
  private func node(_ text: String) throws -> JSONNode {
    try #require(JSONParser.read(Array(text.utf8), file: "f").root)
  }

  @Test(arguments: [
    ("a", true), ("A-9_z", true), (String(repeating: "x", count: 64), true), ("-", true),
    (String(repeating: "x", count: 65), false), ("", false), ("a.b", false), ("a/b", false),
    ("a b", false), ("é", false), ("ª", false), ("٣", false), ("a\u{301}", false), ("a\n", false),
  ])
  func plainNamesAreLettersDigitsAndTwoSigns(text: String, isPlain: Bool) {
    #expect(DiagnosticLog.isPlain(text) == isPlain)
  }

  @Test func boundsHoldTheirEndsAndZeroIsNotPositive() {
    let share = NumberBounds.within(0...1)
    #expect([0, 1, 0.5, -0.0].allSatisfy(share.contains))
    #expect(
      ![-.leastNonzeroMagnitude, 1.0.nextUp, .infinity, -.infinity, .nan].contains(
        where: share.contains))
    #expect(share.words == "0...1")
    let exponents = DescriptorSettings.gemExponents
    #expect(exponents.contains(100) && exponents.contains(1e-30))
    // Below the smallest normal number of 32 bits a positive number would be computed as 0.
    #expect(![0, -1, 100.5, 1e-39, .nan].contains(where: exponents.contains))
    #expect(exponents.words == "above 0, at most 100")
  }

  @Test func aListThatRepeatsSomethingIsAMistakeAtTheSecondPlace() throws {
    let log = DiagnosticLog()
    let list = log.distinctList(try node("[\"a\", \"b\", \"a\"]")) { log.string($0) }
    #expect(list == ["a", "b", "a"])
    #expect(log.diagnostics.map(\.pointer) == ["/2"])
    let empty = DiagnosticLog()
    _ = empty.distinctList(try node("[]")) { empty.string($0) }
    #expect(empty.diagnostics.map(\.message) == ["expected at least one element"])
  }

  @Test func everyMistakeOfAListIsNoted() throws {
    let log = DiagnosticLog()
    #expect(log.list(try node("[1, \"a\", \"\", null]")) { log.string($0) } == nil)
    #expect(log.diagnostics.map(\.pointer) == ["/0", "/2", "/3"])
  }

  @Test func mistakesStandInTheOrderOfTheFileAndOnce() throws {
    let log = DiagnosticLog()
    let root = try node("[1,\n 2, 3]")
    guard case .array(let nodes) = root.value else { return }
    for node in nodes.reversed() + nodes { log.add(node, "wrong") }
    #expect(log.diagnostics.map(\.pointer) == ["/0", "/1", "/2"])
    #expect(log.count == 3)
    let error = #expect(throws: SpecError.self) { try log.check() }
    #expect(error?.description.split(separator: "\n").count == 3)
    #expect(error?.subject == "f")
  }
}
