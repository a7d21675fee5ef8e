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

    /// Returns the rows of every log in the cache by file, each without its last column, and those
    /// columns.
    private func logs(
      _ workspace: Workspace
    ) throws -> (rows: [String: [String]], speeds: [String: [String]]) {
      var (rows, speeds): ([String: [String]], [String: [String]]) = ([:], [:])
      for file in try workspace.files(below: "Cache/weights", endingIn: ".csv") {
        for line in String(decoding: try workspace.bytes(file), as: UTF8.self)
          .split(separator: "\n")
        {
          let comma = try #require(line.lastIndex(of: ","))
          rows[file, default: []].append(String(line[..<comma]))
          speeds[file, default: []].append(String(line[comma...]))
        }
      }
      return (rows, speeds)
    }

    /// The contrastive training of a hundred steps, one of momentum contrast, and one whose step is made
    /// of two batches.
    @Test(arguments: [
      "{\"views\": 800}",
      """
      {"views": 800,
       "objective": {"kind": "moco", "queueLength": 12, "momentum": 0.9, "projection": [16, 8]}}
      """, "{\"views\": 1600, \"accumulation\": 2}",
    ])
    func aKilledTrainingGoesOnWithItsLog(training: String) throws {
      let recipe = """
        {"version": 2, "label": "Slow", "extends": "contrastive.json",
         "architecture": {"width": 16}, "training": \(training)}
        """
      let command = ["run", TinySpecs.slowPath, "--log-every", "3"]
      let undisturbed = try Workspace.afterOneRun()
      try undisturbed.write(recipe, to: "Experiments/models/slow.json")
      #expect(try RunningCommand(command, in: undisturbed).finish().status == 0)
      let workspace = try Workspace.afterOneRun()
      try workspace.write(recipe, to: "Experiments/models/slow.json")
      let killed = try RunningCommand(command + ["--checkpoint-every", "0"], in: workspace)
      var first = try checkpoint(workspace)
      // Until rows are in it.
      while !String(decoding: first.bytes.prefix(1 << 20), as: UTF8.self).contains("\\n9,") {
        first = try checkpoint(workspace, otherThan: first.bytes)
      }
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      let kept = try workspace.bytes(first.file)
      let run = try RunningCommand(command, in: workspace).finish()
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("Goes on from step"))
      #expect(try weights(workspace) == weights(undisturbed))
      let (found, expected) = (try logs(workspace), try logs(undisturbed))
      #expect(found.rows == expected.rows)
      let slow = try #require(found.rows.first { $0.value.count == 35 })
      let steps = slow.value.dropFirst().map { String($0.prefix { $0 != "," }) }
      #expect(steps == (1...33).map { "\(3 * $0)" } + ["100"])
      // What was written before the kill stands there to its time.
      let speeds = try #require(found.speeds[slow.key])
      let header = String(decoding: kept.prefix(1 << 20), as: UTF8.self)
      #expect(header.contains("\(slow.value[1])\(speeds[1])\\n"))
      let verified = try workspace.iir("cache", "verify")
      #expect(verified.status == 0, "\(verified.output)")
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
