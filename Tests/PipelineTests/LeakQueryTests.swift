import OrderedCollections
import Pipeline
import Specs
import Steps
import Testing

/// What is fitted behind the scores of a row, and on which images: what the guard against leaks asks a plan.
@Suite struct LeakQueryTests {
  /// A table on a set of the user's, with networks and a whitening that are fitted on others of theirs.
  private func plan(
    rows: String, trainedOn set: String = #"{"folder": "my-photos"}"#, rest: String = ""
  ) async throws -> Plan {
    let recipe = """
      {"version": 2, "label": "Net", "architecture": {"name": "resnet18", "width": 4},
      "initialWeights": START,
      "training": {"objective": {"kind": "nt-xent"}, "dataset": SET, "views": 32, "batch": 8,
      "optimizer": {"kind": "adamw", "learningRate": 0.01}, "schedule": {"kind": "cosine"},
      "augmentation": {"outputSize": 32}}}
      """
    let experiment = try PlanFixture.experiment([
      "spec.json": """
      {"version": 2, "title": "Leaks", "datasets": ["roxford5k", "mini-oxford"],
      "metrics": ["medium.mAP"]\(rest), "rows": [\(rows)]}
      """,
      "models/drawn.json": #"{"version": 2, "label": "Drawn", "training": null}"#,
      "models/net.json": recipe.replacing("START", with: "\"random\"").replacing("SET", with: set),
      "models/tuned.json": recipe.replacing("START", with: "\"net\"")
        .replacing("SET", with: #"{"folder": "my-objects"}"#),
    ])
    return try await Plan(of: experiment, PlanFixture.options)
  }

  /// What is fitted behind a row on a set, in words.
  private func fittings(
    of row: String, on dataset: DatasetName = .roxford5k, in plan: Plan
  ) throws -> [String] {
    let cell = try #require(plan.cells.first { $0.row.name == row && $0.dataset == dataset })
    return plan.fittings(behind: Array(cell.scores.values), on: cell.set).map {
      "\($0.purpose) on \($0.source.dataset)"
        + ($0.images?.count.map { ", the first \($0)" } ?? "")
    }
  }

  private static let whitened = """
    {"name": "white", "model": "net", "descriptor": {"whitening":
    {"kind": "pca", "fitOn": {"folder": "my-others"}, "dimensions": 4, "images": 20}}}
    """

  @Test func aNetworkWithoutTrainingIsFittedOnNothing() async throws {
    let plan = try await plan(
      rows: """
        {"name": "drawn", "model": "drawn"}, {"name": "pixels", "reference": "pixels"},
        {"name": "chance", "reference": "chance"}
        """)
    for row in ["drawn", "pixels", "chance"] { #expect(try fittings(of: row, in: plan) == []) }
  }

  @Test func everyCourseOfAChainOfRecipesCounts() async throws {
    let plan = try await plan(rows: #"{"name": "tuned", "model": "tuned"}"#)
    #expect(
      try fittings(of: "tuned", in: plan) == [
        "the training of net on my-photos", "the training of tuned on my-objects",
      ])
  }

  @Test func aWhiteningCountsWithTheImagesThatItSees() async throws {
    let plan = try await plan(rows: Self.whitened)
    #expect(
      try fittings(of: "white", in: plan) == [
        "the training of net on my-photos", "whitening on my-others, the first 20",
      ])
  }

  @Test func aRowDoesNotAnswerForAnother() async throws {
    let plan = try await plan(
      rows: "{\"name\": \"drawn\", \"model\": \"drawn\"}, \(Self.whitened)")
    #expect(try fittings(of: "drawn", in: plan) == [])
    #expect(try fittings(of: "white", in: plan).count == 2)
  }

  @Test func whatSeveralCellsRestOnIsNamedOnce() async throws {
    let plan = try await plan(
      rows: """
        {"name": "plain", "model": "net"}, {"name": "tuned", "model": "tuned"}, \(Self.whitened)
        """, rest: ", \"seeds\": [0, 1, 2]")
    let cells = plan.cells.filter { $0.dataset == .roxford5k }
    let set = try #require(cells.first?.set)
    let all = plan.fittings(behind: cells.flatMap(\.scores.values), on: set)
    #expect(
      all.map(\.purpose) == [
        "the training of net", "the training of tuned", "whitening",
      ])
    let each = cells.flatMap { plan.fittings(behind: Array($0.scores.values), on: set) }
    #expect(Set(each.map(\.purpose)) == Set(all.map(\.purpose)))
  }

  @Test func partsOfOneWorldHaveNothingInCommon() async throws {
    let plan = try await plan(
      rows: #"{"name": "net", "model": "net"}"#, trainedOn: "\"mini-scenes\"")
    #expect(try fittings(of: "net", on: .miniOxford, in: plan) == [])
    #expect(
      try fittings(of: "net", on: .roxford5k, in: plan)
        == ["the training of net on mini-scenes"])
  }

  /// Buildings are a function of the seed; other sizes show the same ones.
  @Test(arguments: [(UInt64(1), false), (2, true)])
  func anotherWorldIsAskedAbout(seed: UInt64, isAsked: Bool) async throws {
    let experiment = try PlanFixture().experiment()
    let net = try #require(experiment.models.first { $0.name == "net" })
    let plan = try await PlanFixture().plan()
    let cell = try #require(plan.cells.first { $0.row.name == "plain" })
    var world = experiment.world
    (world.seed, world.imageSize) = (seed, 128)
    let other = WorldSet(cell.dataset, in: world)
    let found = plan.fittings(behind: Array(cell.scores.values), on: other)
    #expect(found.map(\.purpose) == (isAsked ? ["the training of \(net.name)"] : []))
  }

  @Test func trainingOnWhatIsEvaluatedIsAskedAboutWithinOneWorldToo() async throws {
    let plan = try await plan(
      rows: #"{"name": "net", "model": "net"}"#, trainedOn: "\"mini-oxford\"",
      rest: ", \"allowLeak\": true")
    #expect(
      try fittings(of: "net", on: .miniOxford, in: plan)
        == ["the training of net on mini-oxford"])
  }
}
