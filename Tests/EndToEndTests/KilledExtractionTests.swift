import Foundation
import Testing

/// Whether tests run that take minutes: `make test-slow`.
private let runsSlowTests = ProcessInfo.processInfo.environment["IIR_SLOW_TESTS"] == "1"

extension EndToEndTests {
  /// Extractions that are killed at any moment and started again.
  @Suite struct KilledExtractionTests {
    private static let shardCount = 5

    private func command(_ workspace: Workspace) throws -> [String] {
      let images = try workspace.files(below: "\(TinySpecs.oxford)/jpg", endingIn: ".jpg").prefix(
        10)
      try workspace.write(images.joined(separator: "\n"), to: "list.txt")
      let sidecars = try workspace.files(below: "Cache/weights", endingIn: ".json")
      let sidecar = try #require(
        try sidecars.first { try workspace.text($0).contains("cross-entropy") })
      return [
        "extract", "--architecture", "resnet18", "--weights", sidecar.dropLast(4) + "safetensors",
        "--images", "list.txt", "--resize", "force", "--size", "256", "--shard", "2",
      ]
    }

    /// Kills an extraction so many times, each in a cache of its own, and starts it again.
    ///
    /// The moments are drawn from a seed, over a tenth more than an undisturbed extraction takes.
    private func kill(times: Int) throws {
      let workspace = try Workspace.afterOneRun()
      let command = try command(workspace)
      let began = ContinuousClock.now
      let whole = try RunningCommand(
        command + ["--cache", "Whole", "--out", "whole.h5"], in: workspace
      ).finish()
      let duration = (ContinuousClock.now - began) / .microseconds(1)
      try #require(whole.status == 0, "\(whole.messages)")
      let expected = try workspace.bytes("whole.h5")
      var state: UInt64 = 20
      for number in 0..<times {
        // Knuth's MMIX generator; its upper bits are drawn well enough for moments.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let moment = duration * 1.1 * Double(state >> 33) / Double(1 << 31)
        let places = ["--cache", "Cache\(number)", "--out", "\(number).h5"]
        let killed = try RunningCommand(command + places, in: workspace)
        usleep(UInt32(moment))
        killed.signal(SIGKILL)
        let begun = shards(try killed.finish())
        let again = try RunningCommand(command + places, in: workspace).finish()
        #expect(again.status == 0, "\(again.messages)")
        #expect(try workspace.bytes("\(number).h5") == expected)
        let lost = shards(again) - (Self.shardCount - begun)
        #expect(lost <= 1, "killed after \(moment) µs in shard \(begun)")
      }
    }

    /// Returns the number of shards that a run began to extract.
    private func shards(_ run: Finished) -> Int {
      (1...Self.shardCount).count { run.messages.contains("shard \($0) of \(Self.shardCount)") }
    }

    @Test func threeKilledExtractionsAreMadeGood() throws { try kill(times: 3) }

    @Test(.enabled(if: runsSlowTests, "it takes a minute; run make test-slow"))
    func twentyKilledExtractionsAreMadeGood() throws { try kill(times: 20) }
  }
}
