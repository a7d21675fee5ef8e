import Foundation
import Testing

extension EndToEndTests {
  @Suite struct DisturbedRunTests {
    private func tables(_ workspace: Workspace, _ name: String) throws -> [Data] {
      let files =
        ["Results/\(name).md", "Results/\(name).csv"]
        + (try workspace.files(below: "Cache", endingIn: ".h5"))
        + (try workspace.files(below: "Cache", endingIn: ".safetensors"))
      return try files.map(workspace.bytes)
    }

    @Test func aRunKilledWhileItDrawsIsMadeGood() throws {
      let workspace = try Workspace()
      let killed = try workspace.start("run", TinySpecs.path)
      #expect(try killed.waits(for: "render mini-oxford"))
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try tables(workspace, "tiny") == tables(Workspace.afterOneRun(), "tiny"))
    }

    @Test func aRunKilledWhileItTrainsIsMadeGood() throws {
      let undisturbed = try Workspace.afterOneRun()
      #expect(try undisturbed.iir("run", TinySpecs.slowPath).status == 0)
      let workspace = try Workspace.afterOneRun()
      let killed = try workspace.start("run", TinySpecs.slowPath)
      #expect(try killed.waits(for: "train slow"))
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      let run = try workspace.iir("run", TinySpecs.slowPath)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try tables(workspace, "slow") == tables(undisturbed, "slow"))
    }

    @Test func anInterruptedRunEndsSoon() throws {
      let workspace = try Workspace.afterOneRun()
      let interrupted = try workspace.start("run", TinySpecs.slowPath)
      #expect(try interrupted.waits(for: "train slow"))
      let began = ContinuousClock.now
      interrupted.signal(SIGINT)
      let run = try interrupted.finish()
      // Alone on a machine it is less than one; the training would take far longer.
      #expect(ContinuousClock.now - began < .seconds(10))
      #expect(run.status == 130)
      #expect(run.messages.contains("Interrupted."))
      #expect(!workspace.exists("Results/slow.md"))
      #expect(try workspace.files(below: ".", endingIn: ".tmp") == [])
    }

    @Test func aRunThatIsToldToStopKeepsItsTrainingAndEndsWith75() throws {
      let undisturbed = try Workspace.afterOneRun()
      #expect(try undisturbed.iir("run", TinySpecs.slowPath).status == 0)
      let workspace = try Workspace.afterOneRun()
      // Before its first step a training has nothing to keep; the same command begins it anew.
      for attempt in 0..<5 where !workspace.exists("Cache/checkpoints") {
        let stopped = try workspace.start("run", TinySpecs.slowPath)
        #expect(try stopped.waits(for: "train slow"))
        usleep(100_000 << attempt)
        let began = ContinuousClock.now
        stopped.signal(SIGTERM)
        let run = try stopped.finish()
        #expect(ContinuousClock.now - began < .seconds(20))
        #expect(run.status == 75, "\(run.messages)")
        #expect(run.messages.contains("Told to stop. The same command goes on"))
      }
      #expect(try workspace.files(below: "Cache/checkpoints").count == 1)
      let again = try workspace.iir("run", TinySpecs.slowPath)
      #expect(again.status == 0, "\(again.messages)")
      #expect(again.messages.contains("Goes on from step"))
      #expect(try tables(workspace, "slow") == tables(undisturbed, "slow"))
    }

    @Test func aRunThatWouldWaitEndsWith75OnRequest() throws {
      let workspace = try Workspace.afterOneRun()
      let first = try workspace.start("run", TinySpecs.slowPath)
      #expect(try first.waits(for: "train slow"))
      // Stopped, it keeps its lock for as long as the test needs.
      first.signal(SIGSTOP)
      let second = try workspace.iir("run", "--no-wait", "-q", TinySpecs.slowPath)
      #expect(second.status == 75)
      #expect(second.messages.hasPrefix("Another run is working on the same weights"))
      first.signal(SIGCONT)
      let run = try first.finish()
      #expect(run.status == 0, "\(run.messages)")
    }

    @Test func twoRunsAtOnceAreBothRight() throws {
      let workspace = try Workspace()
      let first = try workspace.start("run", "--results", "First", TinySpecs.path)
      let second = try workspace.start("run", "--results", "Second", TinySpecs.path)
      let runs = [try first.finish(), try second.finish()]
      #expect(runs.map(\.status) == [0, 0], "\(runs.map(\.messages))")
      let expected = try Workspace.afterOneRun().text("Results/tiny.md")
      #expect(try workspace.text("First/tiny.md") == expected)
      #expect(try workspace.text("Second/tiny.md") == expected)
    }

    @Test func aDataFolderThatIsAFileIsRefused() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("run", "-q", "--data", TinySpecs.path, TinySpecs.path)
      #expect(run.status == 5)
      #expect(run.messages.contains("'\(TinySpecs.path)'"))
      #expect(run.messages.split(separator: "\n").count == 1, "\(run.messages)")
    }

    @Test func aResultThatIsAFolderIsRefused() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.remove("Results/tiny.md")
      try FileManager.default.createDirectory(
        atPath: "\(workspace.path)/Results/tiny.md", withIntermediateDirectories: false)
      let run = try workspace.iir("run", "-q", TinySpecs.path)
      #expect(run.status == 5)
      #expect(
        run.messages
          == "Could not replace 'Results/tiny.md': it is not a regular file; name a plain file or "
          + "move this away. Name another folder with --results.\n")
    }

    @Test func aResultsFolderThatIsAFileIsRefused() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir("run", "-q", "--results", TinySpecs.path, TinySpecs.path)
      #expect(run.status == 5)
      #expect(
        run.messages == "Could not use '\(TinySpecs.path)': a part of the path is not a folder; "
          + "move that file away or choose another path. Name another folder with --results.\n")
    }

    @Test func aCacheThatIsAFileIsRefused() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("run", "-q", "--cache", TinySpecs.path, TinySpecs.path)
      #expect(run.status == 5)
      #expect(run.messages.hasPrefix("Could not use '\(TinySpecs.path)': "))
      #expect(run.messages.hasSuffix("Name another folder with --cache.\n"))
      #expect(!workspace.exists("Data"))
    }
  }
}
