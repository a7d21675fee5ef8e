import Failures
import Foundation
import Logging
import Parts
import Pipeline
import SpecReading
import Specs
import Steps
import TestSupport
import Testing

/// Steps that are performed by themselves, of a table without a network.
@Suite struct StepRunnerTests {
  private let folder: Scratch
  private let experiment: ResolvedExperiment

  init() throws {
    folder = try Scratch()
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
      "world": {"imageSize": 32, "instancesPerCity": 2, "distractorsPerCity": 2},
      "rows": [{"name": "chance", "reference": "chance"}, {"name": "pixels", "reference": "pixels"}]}
      """, to: "spec.json")
    experiment = try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func list(_ selection: StepSelection = StepSelection()) async throws -> StepList {
    try await StepLister(options, observe: { _ in }).list(selection, of: [experiment])
  }

  private func perform(
    _ selection: StepSelection, withInputs: Bool = false
  ) async throws -> [String] {
    try await StepRunner(options, observe: { _ in })
      .perform(selection, of: [experiment], withInputs: withInputs)
      .steps.map { "\($0.step): \($0.state.rawValue)" }
  }

  private func wave(_ number: Int) -> StepSelection {
    var selection = StepSelection()
    selection.wave = number
    return selection
  }

  private func keys(_ keys: String...) -> StepSelection {
    var selection = StepSelection()
    selection.keys = keys
    return selection
  }

  private let extraction = [
    "extract mini-oxford by 8×8 pixels, shard 1",
    "extract mini-oxford queries by 8×8 pixels, shard 1",
  ]

  @Test func theListTellsWavesAndWhatWaitsForWhat() async throws {
    let list = try await list()
    #expect(list.waves == 3)
    #expect(list.steps.map(\.wave) == [1, 2, 2, 3, 3, 3])
    #expect(list.steps.map(\.kind).suffix(3) == ["ranking", "scores", "scores"])
    #expect(list.steps[0].state == .missing && list.steps[0].waitsFor.isEmpty)
    #expect(list.steps.dropFirst().allSatisfy { $0.state == .waiting })
    #expect(list.steps[1].waitsFor == [list.steps[0].key])
    #expect(list.steps[1].firstInput == "render mini-oxford")
    #expect(try folder.files() == ["spec.json"])
  }

  @Test func aStepWhoseInputsAreMissingNamesThemAndDoesNothing() async throws {
    let key = try await list().steps[0].key
    let error = await #expect(throws: UnreadyStepsError.self) { try await perform(wave(2)) }
    #expect(
      error?.description
        == "\(extraction[0]) (and 1 other step): dataset \"render mini-oxford\" "
        + "(\(key.prefix(12))) must be done first. Do that by 'iir step SPEC KEY', or wait for the "
        + "process that does; or give --with-inputs.")
    #expect(error?.kind == .stageFailed)
    #expect(!FileManager.default.fileExists(atPath: options.dataRoot))
  }

  @Test func wavesOneAfterTheOtherDoEverythingOnceAndFindItThen() async throws {
    #expect(try await perform(wave(1)) == ["render mini-oxford: done"])
    #expect(try await perform(wave(2)) == extraction.map { "\($0): done" })
    #expect(try await perform(wave(3)).allSatisfy { $0.hasSuffix(": done") })
    let again = try await perform(StepSelection())
    #expect(again.count == 6 && again.allSatisfy { $0.hasSuffix(": found") })
    #expect(try await list().steps.allSatisfy { $0.state == .cached })
  }

  @Test func withItsInputsAKeyIsDoneFromNothing() async throws {
    let ranking = try #require(try await list().steps.first { $0.kind == "ranking" })
    #expect(
      try await perform(keys(ranking.shortKey), withInputs: true) == ["\(ranking.step): done"])
    let cached = try await list().steps.filter { $0.state == .cached }.map(\.kind)
    #expect(cached == ["dataset", "descriptors", "descriptors", "ranking"])
  }

  @Test func aDamagedArtifactIsNotTakenForOneThatIsThere() async throws {
    _ = try await perform(StepSelection(), withInputs: true)
    let step = try #require(try await list().steps.first { $0.kind == "descriptors" })
    let file = "cache/pixels/\(step.key.prefix(2))/\(step.key).h5"
    var bytes = try folder.bytes(file)
    let whole = bytes
    bytes[bytes.count / 2] ^= 0x40
    try folder.write(bytes, to: file)
    #expect(try await perform(keys(step.key)) == ["\(step.step): done"])
    #expect(try folder.bytes(file) == whole)
  }

  @Test func aKeyOrAWaveThatIsNotThereIsRefused() async throws {
    let unknown = await #expect(throws: UnknownStepError.self) {
      try await perform(keys("ffffffffffffffff"))
    }
    #expect(
      unknown?.description
        == "ffffffffffffffff: no step that leaves something in the cache has a key that begins so. "
        + "Run 'iir step SPEC --list' to see all steps.")
    let late = await #expect(throws: UnknownStepError.self) { try await perform(wave(4)) }
    #expect(late?.reason == "the waves are 1 to 3")
    let several = await #expect(throws: UnknownStepError.self) { try await perform(keys("")) }
    #expect(several?.reason.hasPrefix("6 steps have keys that begin so: dataset \"render ") == true)
    #expect(several?.kind == .usage)
  }

  @Test func morePartsThanStepsLeaveSomeWithNothingToDo() async throws {
    var done: [String] = []
    for number in 1...9 {
      var selection = wave(1)
      selection.part = WorkPart(number: number, of: 9)
      done += try await perform(selection)
    }
    #expect(done == ["render mini-oxford: done"])
  }
}
