import Datasets
import Foundation
import Logging
import Pipeline
import Records
import Specs
import TestSupport
import Testing

/// A run of a table whose rows show several worlds.
@Suite struct WorldRunTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      exportFolder: "\(folder.path)/Networks", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func fixture(seed: Int = 1) -> PlanFixture {
    var fixture = PlanFixture()
    fixture.worldSeed = seed
    fixture.world =
      #""imageSize": 32, "scenes": 24, "landmarks": 8, "viewsPerLandmark": 3, "instancesPerCity": 2, "#
      + #""distractorsPerCity": 2"#
    fixture.rows = """
      {"name": "white", "model": "net", "descriptor": {"whitening": WHITENING}},
      {"name": "pixels", "reference": "pixels"}, {"name": "chance", "reference": "chance"}
      """
    return fixture
  }

  private func run(_ experiment: ResolvedExperiment) async throws -> ExperimentResult {
    try await ExperimentRunner(options, observe: { _ in }).run(experiment)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(self.folder.path)/\(folder)")
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test func eachRowHasTheValuesOfATableOfItsWorldAlone() async throws {
    let both = try await run(fixture().experiment().alsoIn("other") { $0.seed = 2 })
    let alone = try await run(fixture(seed: 2).experiment())
    for row in ["white", "pixels", "chance"] {
      let record = try #require(both.record(row: "\(row)/other", dataset: .miniOxford))
      #expect(record.seeds == alone.record(row: row, dataset: .miniOxford)?.seeds)
    }
    let pixels = both.record(row: "pixels", dataset: .miniOxford)
    #expect(pixels?.seeds != alone.record(row: "pixels", dataset: .miniOxford)?.seeds)
  }

  @Test func resultsTellTheSetsAndNetworksOfEachWorldApart() async throws {
    let result = try await run(fixture().experiment().alsoIn("other") { $0.seed = 2 })
    #expect(result.datasets.map(\.dataset) == [.miniOxford, .miniOxford])
    #expect(result.datasets.map { $0.world?.seed } == [nil, 2])
    let prints = result.fingerprints.map { "\($0.kind.rawValue) \($0.name)" }
    #expect(Set(prints).count == prints.count)
    #expect(prints.contains("dataset mini-oxford"))
    #expect(prints.contains("dataset mini-oxford (world.seed 2)"))
    #expect(prints.contains("weights net (world.seed 2), seed 0"))
    #expect(
      try names("Networks") == [
        "net-seed-0.csv", "net-seed-0.safetensors", "net-world.seed-2-seed-0.csv",
        "net-world.seed-2-seed-0.safetensors",
        "white-other-whitening-on-mini-landmarks-world.seed-2-seed-0.safetensors",
        "white-whitening-on-mini-landmarks-seed-0.safetensors",
      ])
    #expect(
      try names("Data").filter { $0.hasPrefix("mini-oxford") } == [
        "mini-oxford@imageSize32-instancesPerCity2-distractorsPerCity2",
        "mini-oxford@seed2-imageSize32-instancesPerCity2-distractorsPerCity2",
      ])
    let read = try ExperimentResult(result.encoded(), path: "result.json")
    #expect(read == result)
  }

  /// Makes a folder of the images of mini-oxford in a world, to fit on.
  private func bringOxford(of world: WorldSettings) async throws {
    let renderer = try WorldRenderer(world: world, options: options, observe: { _ in })
    let (files, mine) = (FileManager.default, "\(folder.path)/Data/mine")
    try files.copyItem(atPath: try await renderer.provide(.miniOxford), toPath: mine)
    try files.moveItem(atPath: "\(mine)/labels.csv", toPath: "\(mine)/manifest.csv")
    for name in ["gnd_mini-oxford.pkl", "groundtruth"] {
      try files.removeItem(atPath: "\(mine)/\(name)")
    }
  }

  @Test func imagesOfAnyWorldThatWereFittedOnAreFound() async throws {
    var fixture = fixture()
    fixture.whitening =
      #"{"kind": "pca", "fitOn": {"folder": "mine"}, "dimensions": 4, "images": 12}"#
    let experiment = try fixture.experiment()
    let both = experiment.alsoIn("other") { $0.seed = 2 }
    try await bringOxford(of: self.fixture(seed: 2).experiment().world)
    _ = try await run(experiment)
    let error = await #expect(throws: DatasetError.self) { try await run(both) }
    #expect(
      error?.problem.hasPrefix("12 of its images are also images of mini-oxford (world.seed 2) (")
        == true)
  }
}
