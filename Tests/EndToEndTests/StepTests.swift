import Foundation
import Testing

extension EndToEndTests {
  /// `iir step`: processes that divide the work of a spec and meet in the cache.
  @Suite struct StepTests {
    private static let spec = "Experiments/divided.json"
    private static let shards = 3

    /// Makes a workspace without data or cache, with a spec that has a slow training beside the tiny ones.
    private func workspace() throws -> Workspace {
      let workspace = try Workspace()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "rows+": [{"name": "slow", "model": "slow"}]}
        """, to: Self.spec)
      return workspace
    }

    private struct List: Decodable {
      struct Entry: Decodable {
        let key: String
        let wave: Int
        let kind: String
        let step: String
        let state: String
      }
      let waves: Int
      let steps: [Entry]
    }

    private struct Outcome: Decodable {
      struct Entry: Decodable {
        let key: String
        let state: String
      }
      let steps: [Entry]
    }

    private func list(_ workspace: Workspace, _ arguments: String...) throws -> List {
      let run = try workspace.iir(
        ["step", "--list", "--json", Self.spec] + arguments, environment: [:])
      #expect(run.status == 0, "\(run.messages)")
      return try JSONDecoder().decode(List.self, from: Data(run.output.utf8))
    }

    /// Returns the files of a cache that an artifact consists of, each with what tells it from one that was
    /// put in its place.
    private func artifacts(_ workspace: Workspace) throws -> [String: UInt64] {
      var artifacts: [String: UInt64] = [:]
      for file in try workspace.files(below: "Cache") {
        let folder = file.split(separator: "/")[1]
        let attributes = try FileManager.default.attributesOfItem(
          atPath: "\(workspace.path)/\(file)")
        guard !["locks", "runs", "checkpoints"].contains(folder),
          attributes[.type] as? FileAttributeType == .typeRegular,
          file.contains("/\(folder)/"), file.split(separator: "/").count == 4
        else { continue }
        artifacts[file] = attributes[.systemFileNumber] as? UInt64
      }
      return artifacts
    }

    /// Runs the parts of a wave, two at a time.
    private func perform(
      _ wave: Int, parts: [Int], _ workspace: Workspace
    ) throws -> [Finished] {
      func start(_ part: Int) throws -> RunningCommand {
        try workspace.start(
          "step", "--json", "--wave", "\(wave)", "--shard", "\(part)/\(Self.shards)", Self.spec)
      }
      var running: [RunningCommand] = []
      var finished: [Finished] = []
      for part in parts {
        if running.count == 2 { finished.append(try running.removeFirst().finish()) }
        running.append(try start(part))
      }
      return try finished + running.map { try $0.finish() }
    }

    /// Returns a document of results without its provenance.
    private func results(_ workspace: Workspace) throws -> NSDictionary {
      let document = try JSONSerialization.jsonObject(
        with: try workspace.bytes("Results/divided.json"))
      let dictionary = try #require(document as? [String: Any])
      #expect(dictionary["provenance"] != nil)
      return dictionary.filter { $0.key != "provenance" } as NSDictionary
    }

    @Test func processesThatDivideTheWorkMakeTheBytesOfOneRun() throws {
      let plain = try workspace()
      #expect(try plain.iir("run", Self.spec).status == 0)
      let divided = try workspace()
      let whole = try list(divided)
      #expect(whole.waves == 6)
      let slow = try #require(whole.steps.first { $0.step == "train slow, seed 0" })
      let orders = [[2, 3, 1], [3, 1, 2], [1, 3, 2]]
      var runs: [Finished] = []
      var seen: [String: UInt64] = [:]
      for wave in 1...whole.waves {
        if wave == slow.wave {
          let part = try #require(
            try (1...Self.shards).first { part in
              try list(divided, "--wave", "\(wave)", "--shard", "\(part)/\(Self.shards)")
                .steps.contains { $0.key == slow.key }
            })
          let killed = try divided.start(
            "step", "--wave", "\(wave)", "--shard", "\(part)/\(Self.shards)",
            "--checkpoint-every", "0", Self.spec)
          #expect(try killed.waits(for: "train slow"))
          killed.signal(SIGKILL)
          let end = try killed.finish()
          #expect(end.status == -SIGKILL)
          #expect(!end.messages.contains("train slow, seed 0: 800 views, done"))
          runs.append(end)
        }
        let finished = try perform(wave, parts: orders[wave % orders.count], divided)
        #expect(finished.map(\.status) == [0, 0, 0], "\(finished.map(\.messages))")
        runs += finished
        let there = try artifacts(divided)
        #expect(seen.allSatisfy { there[$0.key] == $0.value }, "an artifact was made anew")
        seen = there
      }
      let outcomes = try runs.filter { $0.status == 0 }.map {
        try JSONDecoder().decode(Outcome.self, from: Data($0.output.utf8))
      }
      let taken = outcomes.flatMap(\.steps)
      #expect(taken.map(\.key).sorted() == whole.steps.map(\.key).sorted())
      // What the killed process had stored before is found.
      #expect(taken.filter { $0.state != "done" }.count < 3)
      let stages = runs.flatMap { $0.messages.split(separator: "\n") }
        .filter { $0.contains(", done in ") }.compactMap { $0.split(separator: ":").first }
      #expect(Set(stages).count == stages.count, "\(stages)")
      #expect(stages.contains("train slow, seed 0"))
      let run = try divided.iir("run", Self.spec)
      #expect(run.status == 0)
      #expect(run.messages.contains("nothing recomputed"), "\(run.messages)")
      #expect(try artifacts(divided) == seen)
      let files = try plain.files(below: "Results")
      #expect(try divided.files(below: "Results") == files)
      #expect(files.count >= 4)
      for file in files where !file.hasSuffix(".json") && plain.isFile(file) {
        #expect(try divided.bytes(file) == plain.bytes(file), "\(file)")
      }
      #expect(try results(divided) == results(plain))
    }

    @Test func allOfItAtOnceWithInputsIsDoneByLocks() throws {
      let workspace = try workspace()
      let parts = try (1...Self.shards).map { part in
        try workspace.start(
          "step", "--json", "--with-inputs", "--shard", "\(part)/\(Self.shards)", TinySpecs.path)
      }
      let runs = try parts.map { try $0.finish() }
      #expect(runs.map(\.status) == [0, 0, 0], "\(runs.map(\.messages))")
      let stages = runs.flatMap { $0.messages.split(separator: "\n") }
        .filter { $0.contains(", done in ") }.compactMap { $0.split(separator: ":").first }
      #expect(Set(stages).count == stages.count, "\(stages)")
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.messages.contains("nothing recomputed"), "\(run.messages)")
      #expect(
        try workspace.bytes("Results/tiny.md") == Workspace.afterOneRun().bytes("Results/tiny.md"))
    }

    @Test func aPartWhoseInputsAreMissingEndsWithFourAndNamesThem() throws {
      let workspace = try workspace()
      let run = try workspace.iir("step", "--wave", "2", Self.spec)
      #expect(run.status == 4)
      #expect(run.output == "")
      #expect(
        run.messages.hasPrefix("train classifier, seed 0 (and 2 other steps): dataset \"render "),
        "\(run.messages)")
      #expect(run.messages.contains("must be done first"))
      #expect(!workspace.exists("Data"))
    }

    @Test func aStepThatIsThereIsLeftAndOneThatIsDamagedIsMade() throws {
      let workspace = try Workspace.afterOneRun()
      let sidecar = try #require(
        try workspace.files(below: "Cache/weights", endingIn: ".json").first)
      let key = String(try #require(sidecar.split(separator: "/").last).dropLast(5))
      let before = try artifacts(workspace)
      let there = try workspace.iir("step", TinySpecs.path, String(key.prefix(12)))
      #expect(there.status == 0, "\(there.messages)")
      #expect(there.output == "tiny: 0 steps done, 1 found in the cache\n")
      #expect(try artifacts(workspace) == before)
      let network = sidecar.dropLast(5) + ".safetensors"
      let bytes = try workspace.bytes(String(network))
      try workspace.damage(String(network))
      let made = try workspace.iir("step", key, TinySpecs.path)
      #expect(made.status == 0, "\(made.messages)")
      #expect(made.output == "tiny: 1 step done, 0 found in the cache\n")
      #expect(made.warnings.count == 1)
      #expect(try workspace.bytes(String(network)) == bytes)
    }

    @Test func workOfAnotherProcessEndsWith75OnRequest() throws {
      let workspace = try Workspace.afterOneRun()
      let first = try workspace.start("step", "--wave", "2", TinySpecs.slowPath)
      #expect(try first.waits(for: "train slow"))
      first.signal(SIGSTOP)
      let second = try workspace.iir("step", "--wave", "2", "--no-wait", "-q", TinySpecs.slowPath)
      #expect(second.status == 75)
      #expect(second.messages.hasPrefix("Another run is working on the same weights"))
      first.signal(SIGCONT)
      #expect(try first.finish().status == 0)
    }

    @Test func variablesSayThePartAndTwoThatDifferAreRefused() throws {
      let workspace = try Workspace.afterOneRun()
      let array = [
        "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_COUNT": "3",
      ]
      let second = try workspace.iir(
        ["step", "--wave", "1", TinySpecs.path], environment: array)
      #expect(second.output == "tiny, wave 1, part 2/3: 0 steps done, 1 found in the cache\n")
      #expect(
        second.messages.contains(
          "Part 2/3, by SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT."))
      let refused = try workspace.iir(
        ["step", TinySpecs.path],
        environment: array.merging(["JOB_COMPLETION_INDEX": "0"]) { $1 })
      #expect(refused.status == 2)
      #expect(refused.messages.contains("SLURM_ARRAY_TASK_ID=4"))
      #expect(refused.messages.contains("JOB_COMPLETION_INDEX=0"))
      // Keys name the steps, whatever runs beside them.
      let key = try workspace.iir(["step", "--list", TinySpecs.path], environment: array)
        .output.prefix(12)
      let named = try workspace.iir(["step", TinySpecs.path, String(key)], environment: array)
      #expect(named.output == "tiny: 0 steps done, 1 found in the cache\n", "\(named.messages)")
    }

    @Test func theListIsALineAStepForAShell() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("step", "--list", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 42)
      #expect(
        lines.allSatisfy {
          $0.contains(/^[0-9a-f]{12}  [1-6]  [a-z]+ +(missing|waiting)  [a-z]/)
        })
      #expect(lines.first?.hasSuffix("  1  dataset      missing  render mini-scenes") == true)
      #expect(lines.last?.contains("; waits for \"render mini-oxford\" and 1 more") == true)
      #expect(!workspace.exists("Cache") && !workspace.exists("Data"))
    }

    @Test(arguments: [
      ["0123abcd"], [TinySpecs.path, "0123abcd", "--wave", "1"], [TinySpecs.path, "--shards", "0"],
      [TinySpecs.path, "--wave", "0"], [TinySpecs.path, "--shard", "4/3"],
      [TinySpecs.path, "--of", "network"], [TinySpecs.path, "--shards", "2"],
      [TinySpecs.path, "--wave", "9"], [TinySpecs.path, "0123abcdef"],
    ])
    func mistakesEndWithTwoBeforeAnyWork(arguments: [String]) throws {
      let workspace = try Workspace()
      let run = try workspace.iir(["step"] + arguments, environment: [:])
      #expect(run.status == 2, "\(run.messages)")
      #expect(run.output == "")
      #expect(!workspace.exists("Data"))
    }
  }
}

extension Workspace {
  /// Whether a path is a file and no folder.
  fileprivate func isFile(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(
      atPath: "\(path)/\(name)", isDirectory: &isFolder)
    return exists && !isFolder.boolValue
  }
}
