import Foundation
import Testing

extension EndToEndTests {
  /// Trainings that are killed and started again.
  @Suite struct InterruptedTrainingTests {
    private static let folder = "Cache/checkpoints"

    /// Returns the bytes of all weights in the cache by file.
    private func weights(_ workspace: Workspace) throws -> [String: Data] {
      var weights: [String: Data] = [:]
      for file in try workspace.files(below: "Cache/weights", endingIn: ".safetensors") {
        weights[file] = try workspace.bytes(file)
      }
      return weights
    }

    private func checkpoints(_ workspace: Workspace) throws -> [String] {
      guard workspace.exists(Self.folder) else { return [] }
      return try workspace.files(below: Self.folder, endingIn: ".safetensors")
    }

    /// Returns the checkpoint of a training in progress, as soon as it is another than one before.
    private func checkpoint(
      _ workspace: Workspace, otherThan old: Data? = nil
    ) throws -> (file: String, bytes: Data) {
      let deadline = ContinuousClock.now + .seconds(30)
      while ContinuousClock.now < deadline {
        if let file = try checkpoints(workspace).first {
          let bytes = try workspace.bytes(file)
          if bytes != old { return (file, bytes) }
        }
        usleep(1_000)
      }
      throw CocoaError(.fileReadNoSuchFile)
    }

    /// Returns the seconds that stand in a checkpoint.
    private func seconds(in checkpoint: Data) throws -> Double {
      let text = String(decoding: checkpoint.prefix(1 << 20), as: UTF8.self)
      let match = try #require(text.firstMatch(of: /seconds\\":([0-9.]+)/))
      return try #require(Double(match.output.1))
    }

    /// Returns the seconds of the training that a table tells of.
    private func trainingSeconds(in table: Data) throws -> [Double] {
      let document = try JSONSerialization.jsonObject(with: table) as? [String: Any]
      let provenance = document?["provenance"] as? [String: Any]
      let stages = try #require(provenance?["stages"] as? [[String: Any]])
      return stages.filter { ($0["name"] as? String)?.hasPrefix("train slow") == true }
        .compactMap { $0["seconds"] as? Double }
    }

    @Test func aKilledTrainingGoesOnToTheSameBytes() throws {
      let undisturbed = try Workspace.afterOneRun()
      #expect(try undisturbed.iir("run", TinySpecs.slowPath).status == 0)
      #expect(try checkpoints(undisturbed) == [])
      let workspace = try Workspace.afterOneRun()
      let killed = try workspace.start("run", "--checkpoint-every", "0", TinySpecs.slowPath)
      let first = try checkpoint(workspace)
      // The time that it stands still counts as time that it took.
      killed.signal(SIGSTOP)
      usleep(2_000_000)
      let before = try workspace.bytes(first.file)
      killed.signal(SIGCONT)
      _ = try checkpoint(workspace, otherThan: before)
      usleep(20_000)
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      let kept = try workspace.bytes(first.file)
      let run = try workspace.iir("run", TinySpecs.slowPath)
      #expect(run.status == 0, "\(run.messages)")
      let notice = try #require(
        run.messages.firstMatch(
          of: /Goes on from step ([0-9]+) of 100 of train slow, seed [0-9]+\./))
      #expect(try #require(Int(notice.output.1)) >= 1)
      let expected = try weights(undisturbed)
      #expect(try weights(workspace) == expected)
      #expect(expected.count == 4)
      #expect(try checkpoints(workspace) == [])
      let spent = try seconds(in: kept)
      #expect(spent >= 2)
      let told = try trainingSeconds(in: try workspace.bytes("Results/slow.json"))
      #expect(told.count == 1)
      #expect(told.allSatisfy { $0 > spent }, "\(told)")
    }

    @Test func anIntervalOfTheLogBelowOneIsRefused() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("run", "--log-every", "0", TinySpecs.slowPath)
      #expect(run.status == 2)
      #expect(run.messages.contains("--log-every is 0; give at least 1 step."))
    }

    @Test func aDamagedCheckpointIsToldOfAndTrainingBeginsAnew() throws {
      let undisturbed = try Workspace.afterOneRun()
      #expect(try undisturbed.iir("run", TinySpecs.slowPath).status == 0)
      let workspace = try Workspace.afterOneRun()
      let killed = try workspace.start("run", "--checkpoint-every", "0", TinySpecs.slowPath)
      let file = try checkpoint(workspace).file
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      try workspace.damage(file)
      let run = try workspace.iir("run", TinySpecs.slowPath)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.warnings.count == 1, "\(run.messages)")
      #expect(run.messages.contains("The checkpoint '\(file)' cannot be used."))
      #expect(run.messages.contains("begins anew"))
      #expect(!run.messages.contains("Goes on from step"))
      #expect(try weights(workspace) == weights(undisturbed))
      #expect(try checkpoints(workspace) == [])
    }

    @Test func anIntervalBelowZeroIsRefused() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("run", "--checkpoint-every=-1", TinySpecs.slowPath)
      #expect(run.status == 2)
      #expect(run.messages.contains("--checkpoint-every is -1.0; give at least 0 seconds."))
    }
  }
}
