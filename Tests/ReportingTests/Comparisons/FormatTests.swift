import Foundation
import Reporting
import ResultFixtures
import Testing

/// One comparison in every format: a row was added, one renamed, a recipe changed, and values moved.
///
/// With IIR_RECORD_SNAPSHOTS=1 the files of Golden/ are written anew instead of compared.
@Suite struct FormatTests {
  private static func report() throws -> DiffReport {
    let table = TestTable().with { $0.name = "table,1" }
    let later = table.with { table in
      table.rows[2] = .init("net/big", size: 128)
      table.rows.append(.init("renamed|gem", model: "other"))
      table.views = 1280
      table.claims = []
      table.movement = { place in
        switch place.row {
        case "net/gem": place.query < 2 ? 0.25 : 0
        // The values are made up from the name, and are lower by 17 points than those of the former.
        case "renamed|gem": 0.14
        default: 0
        }
      }
    }
    let missing = BaselineDiff(
      table: "other", spec: "Experiments/other.json", .nothingToCompare,
      obstacle: "Results/other.json does not exist; run the table: iir run Experiments/other.json")
    return DiffReport([try table.diff(to: later), missing])
  }

  @Test(arguments: zip(DiffFormat.allCases, ["txt", "md", "json", "xml", "github"]))
  func aFormatIsTheSameText(format: DiffFormat, ending: String) throws {
    let text = try format.renderer.render(Self.report())
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/diff.\(ending)")
    if ProcessInfo.processInfo.environment["IIR_RECORD_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test func jsonHoldsEverything() throws {
    let report = try Self.report()
    let text = try DiffFormat.json.renderer.render(report)
    #expect(try JSONDecoder().decode(DiffReport.self, from: Data(text.utf8)) == report)
  }

  @Test func aMatchIsOneLineOfText() throws {
    let table = TestTable()
    let report = DiffReport([try table.diff(to: table), try table.diff(to: table)])
    #expect(TextDiffRenderer().render(report) == "table: 4 MATCH\n\ntable: 4 MATCH\n")
    #expect(report.exitCode == 0)
  }

  @Test func commandsToTheRunnerAreEscaped() {
    let diff = BaselineDiff(
      table: "a,b", spec: "C:/100%.json", .damaged, obstacle: "50 % of it,\r\nand: no more")
    #expect(
      GitHubDiffRenderer().render(DiffReport([diff]))
        == "::error file=C%3A/100%25.json,title=a%2Cb%3A a file is damaged::50 %25 of it,%0D%0Aand: "
        + "no more\n")
  }

  @Test func textOfOthersIsNoMarkdown() {
    let diff = BaselineDiff(
      table: "a_b_", spec: "a.json", .damaged, obstacle: "<img src=x> [link](x) `code`")
    #expect(
      MarkdownDiffRenderer().render(DiffReport([diff])) == """
        **a\\_b\\_: a file is damaged** (exit code 3)

        ### a\\_b\\_

        - \\<img src=x\\> \\[link\\](x) \\`code\\`

        """)
  }

  @Test func movementsBelowTwoDecimalsAreShown() throws {
    let table = TestTable()
    let later = table.with { $0.movement = { $0.row == "net/gem" ? 0.00001 : 0 } }
    #expect(
      TextDiffRenderer().render(DiffReport([try table.diff(to: later)])).contains(
        "12.5000 → 12.5010 (+0.0010 points)"))
  }
}
