import Foundation
import Testing

extension EndToEndTests {
  /// What `iir report` makes of the results of a run.
  @Suite struct ReportTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func report(_ arguments: String...) throws -> Finished {
      try workspace.iir(["report", TinySpecs.path] + arguments, environment: [:])
    }

    @Test func aReportLiesBesideTheTablesAndIsTheSameTwice() throws {
      let run = try report()
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output == "The report is in Results/report.html\n")
      let again = try report("--out", "again.html", "-q")
      #expect(again.status == 0 && again.output == "")
      let page = try workspace.text("again.html")
      #expect(try page == workspace.text("Results/report.html"))
      #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\""))
      // Places and logs come from the cache of the run.
      #expect(page.contains("class=\"line c0 d0 ki r"))
      #expect(page.contains(">gradient norm</text>"))
    }

    @Test func withoutACacheTheResultsAreThere() throws {
      let run = try report("--out", "bare.html", "--cache", "no-such-cache")
      #expect(run.status == 0, "\(run.messages)")
      let page = try workspace.text("bare.html")
      #expect(page.contains("Some places of positives are not in the cache"))
      #expect(page.contains("No log in the cache of: "))
      #expect(!workspace.exists("no-such-cache"))
    }

    @Test func withoutResultsTheCommandIsNamedThatMakesThem() throws {
      let empty = try Workspace()
      let missing = try empty.iir("report", TinySpecs.path)
      #expect(missing.status == 6)
      #expect(missing.messages.contains("run the table: iir run"))
      #expect(!empty.exists("Results"))
    }
  }
}
