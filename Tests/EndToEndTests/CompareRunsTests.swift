import Foundation
import Testing

extension EndToEndTests {
  /// What `iir compare-runs` says of two runs, and how it ends.
  @Suite struct CompareRunsTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace()
      try workspace.write("q0 Q0 a 1 3 x\nq0 Q0 b 2 2 x\nq0 Q0 c 3 1 x\n", to: "ours.run")
      try workspace.write("q0 Q0 b 1 3 x\nq0 Q0 a 2 2 x\nq0 Q0 c 3 1 x\n", to: "theirs.run")
      try workspace.write("q0 0 a 1\n", to: "gnd.qrels")
    }

    private func compare(_ arguments: String...) throws -> Finished {
      try workspace.iir(["compare-runs"] + arguments, environment: [:])
    }

    @Test func runsAreComparedWithAndWithoutJudgements() throws {
      let unjudged = try compare("ours.run", "theirs.run")
      #expect(unjudged.status == 0, "\(unjudged.messages)")
      #expect(unjudged.output.hasPrefix("OURS is ours.run  \nTHEIRS is theirs.run\n"))
      #expect(unjudged.output.contains("no --ground-truth or --manifest was given"))
      let judged = try compare(
        "ours.run", "theirs.run", "--ground-truth", "gnd.qrels", "--json", "-q")
      #expect(judged.status == 0, "\(judged.messages)")
      let document = try JSONSerialization.jsonObject(with: Data(judged.output.utf8))
      let metrics = try #require((document as? [String: Any])?["metrics"] as? [[String: Any]])
      #expect(metrics.map { $0["metric"] as? String } == ["manifest.mAP"])
      #expect(metrics[0]["rootMeanSquareError"] as? Double == 0.75)
    }

    @Test func theEndingTellsWhatWentWrong() throws {
      let missing = try compare("ours.run", "nowhere.run")
      #expect(missing.status == 3)
      #expect(missing.messages.contains("nowhere.run"))
      try workspace.write("other Q0 a 1 3 x\n", to: "other.run")
      let apart = try compare("ours.run", "other.run")
      #expect(apart.status == 6)
      #expect(apart.messages.contains("they have no query in common"))
      #expect(try compare("ours.run", "theirs.run", "--persistence", "1").status == 2)
      #expect(try compare("ours.run", "theirs.run", "--our-baseline", "ours.run").status == 2)
      #expect(try compare("ours.run").status == 2)
    }
  }
}
