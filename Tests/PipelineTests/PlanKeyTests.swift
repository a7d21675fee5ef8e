import DescriptorStore
import OrderedCollections
import Steps
import Testing

/// The keys of steps: everything that changes an artifact, and nothing else.
@Suite struct PlanKeyTests {
  /// Returns the fields in which the key of a step differs after a change of the spec, inputs left out.
  private func changes(
    of label: String, _ change: (inout PlanFixture) -> Void
  ) async throws -> [String] {
    var changed = PlanFixture()
    change(&changed)
    let (old, new) = (try await PlanFixture().plan(), try await changed.plan())
    let before = try #require(old.steps.values.first { $0.label == label })
    let after = try #require(new.steps.values.first { $0.label == label })
    return KeyDifference.between(before.key.document, after.key.document).map(\.field)
  }

  @Test func equalSpecsHaveEqualPlans() async throws {
    let (first, second) = (try await PlanFixture().plan(), try await PlanFixture().plan())
    #expect(first.steps.keys == second.steps.keys)
    #expect(Set(first.steps.values.map(\.kind)) == Set(StepKind.allCases))
  }

  @Test func theSeedOfTheWorldChangesASet() async throws {
    #expect(
      try await changes(of: "render mini-oxford") { $0.worldSeed = 2 } == ["fields.seed"])
  }

  @Test func theSettingsOfTrainingChangeWeights() async throws {
    #expect(
      try await changes(of: "train net, seed 0") { $0.temperature = 0.1 }
        == ["fields.training.objective.temperature"])
    #expect(
      try await changes(of: "train net, seed 0") { $0.views = 64 } == ["fields.training.views"])
  }

  @Test func otherInitialWeightsChangeWhatIsTrainedFromThem() async throws {
    #expect(
      try await changes(of: "train tuned, seed 0") { $0.temperature = 0.1 } == ["fields.initial"])
  }

  @Test func anotherWorldChangesWhatIsTrainedOnIt() async throws {
    #expect(
      try await changes(of: "train net, seed 0") { $0.worldSeed = 2 } == ["fields.images"])
  }

  @Test(arguments: [
    (#"{"size": 48}"#, ["fields.size"]), (#"{"size": 32, "resize": "square"}"#, ["fields.resize"]),
    (#"{"size": 32, "crop": "none"}"#, ["fields.crop"]),
    (#"{"size": 32, "orientation": "apply"}"#, ["fields.orientation"]),
    (#"{"size": 32, "scales": [1, 0.5]}"#, ["fields.scales"]),
    (#"{"size": 32, "pooling": "mac"}"#, ["fields.gemExponent", "fields.pooling"]),
    (#"{"size": 32, "gemExponent": 4}"#, ["fields.gemExponent"]),
    (#"{"size": 32, "aggregation": "power"}"#, ["fields.aggregation"]),
    (#"{"size": 32, "storage": "f16"}"#, ["fields.storage"]),
  ])
  func theSettingsOfDescriptorsChangeThem(_ settings: String, _ fields: [String]) async throws {
    let label = "extract mini-oxford by net, seed 0, shard 1"
    #expect(try await changes(of: label) { $0.descriptor = settings } == fields)
  }

  @Test func bfloat16ChangesThePrecisionAndWhatComputes() async throws {
    let label = "extract mini-oxford by net, seed 0, shard 1"
    #expect(
      try await changes(of: label) { $0.descriptor = #"{"size": 32, "precision": "bf16"}"# }
        == ["fields.backend", "fields.precision"])
  }

  @Test func whatIsDoneBehindDescriptorsDoesNotChangeThem() async throws {
    let label = "extract mini-oxford by net, seed 0, shard 1"
    #expect(
      try await changes(of: label) { $0.search = #"{"expansion": {"kind": "aqe", "images": 5}}"# }
        == [])
    #expect(try await changes(of: label) { $0.strata = "function" } == [])
    #expect(
      try await changes(of: label) {
        $0.whitening = #"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 8, "images": 20}"#
      } == [])
  }

  @Test func theExponentDoesNotChangePoolingsWithoutOne() async throws {
    let label = "extract mini-oxford by net, seed 0, shard 1"
    var first = PlanFixture()
    first.descriptor = #"{"size": 32, "pooling": "spoc"}"#
    var second = PlanFixture()
    second.descriptor = #"{"size": 32, "pooling": "spoc", "gemExponent": 5}"#
    let keys = try await [first.plan(), second.plan()].map { plan in
      plan.steps.values.first { $0.label == label }?.key
    }
    #expect(keys[0] == keys[1] && keys[0] != nil)
  }

  @Test(arguments: [
    (#"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 8, "images": 20}"#, "dimensions"),
    (#"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 4, "images": 30}"#, "images"),
    (
      #"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 4, "images": 20, "floor": 0.1}"#,
      "floor"
    ),
    (
      #"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 4, "images": 20, "power": 0.2}"#,
      "power"
    ),
  ])
  func theSettingsOfAWhiteningChangeIt(_ settings: String, _ field: String) async throws {
    #expect(
      try await changes(of: "whiten net, gem, by pca on mini-landmarks, seed 0") {
        $0.whitening = settings
      } == ["fields.\(field)"])
  }

  @Test func theSearchChangesARanking() async throws {
    #expect(
      try await changes(of: "rank expanded, seed 0 on mini-oxford, revisited") {
        $0.search = #"{"expansion": {"kind": "aqe", "images": 5}}"#
      } == ["fields.search.expansion.images"])
  }

  @Test func theLabelOfStrataChangesScoresAndNoRanking() async throws {
    #expect(
      try await changes(of: "score plain, seed 0 on mini-oxford, revisited") {
        $0.strata = "function"
      } == ["fields.strata"])
    #expect(
      try await changes(of: "rank plain, seed 0 on mini-oxford, revisited") {
        $0.strata = "function"
      } == [])
  }
}
