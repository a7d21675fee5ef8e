import Foundation
import Testing

extension EndToEndTests {
  /// Networks that `iir run` scores while it trains them.
  @Suite struct ValidationCommandTests {
    @Test func scoresArePrintedAndStandInTheLog() throws {
      let workspace = try Workspace()
      let run = try workspace.iir(
        "run", "--validate-every", "3", "--export", "Networks", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      let lines = run.messages.matches(
        of: /train (.*), seed 0: step ([0-9]+) of 4, medium.mAP on mini-validation.* ([0-9.]+) %/)
      #expect(
        lines.map { "\($0.output.1) \($0.output.2)" }
          == ["classifier", "contrastive", "contrastive-ap"].flatMap { ["\($0) 3", "\($0) 4"] })
      let log = try workspace.text("Networks/contrastive-seed-0.csv").split(separator: "\n")
      let header = log[0].split(separator: ",")
      let place = try #require(header.firstIndex(of: "validation"))
      let scores = log.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)[place]
      }
      #expect(scores.map { $0.isEmpty } == [true, true, false, false])
      let percent = try #require(Double(scores[3])) * 100
      let printed = try #require(lines.first { $0.output.1 == "contrastive" && $0.output.2 == "4" })
      #expect(abs(percent - (Double(printed.output.3) ?? -1)) <= 0.005001)
    }

    @Test(arguments: [
      (["--validate-every", "0"], "--validate-every is 0; give at least 1 step."),
      (["--validate-on", "own"], "--validate-on names a set for --validate-every; give that too."),
      (
        ["--validate-every", "2", "--validate-on", "mini-oxford"],
        "validation on mini-oxford: the set is for evaluation"
      ),
      (
        ["--validate-every", "2", "--validate-on", "mini-scenes"],
        "validation on mini-scenes: the set has no query with a positive"
      ),
      (
        ["--validate-every", "2", "--validate-on", "../own"],
        "The value '../own' is invalid for '--validate-on <name>'"
      ),
    ])
    func whatCannotBeAskedForIsRefused(arguments: [String], message: String) throws {
      let workspace = try Workspace()
      let run = try workspace.iir(["run", TinySpecs.path] + arguments, environment: [:])
      #expect(run.status == 2)
      #expect(run.messages.contains(message), "\(run.messages)")
      #expect(!workspace.exists("Cache"))
    }
  }
}
