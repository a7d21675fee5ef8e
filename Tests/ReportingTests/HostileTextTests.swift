import Evaluation
import Foundation
import Records
import Reporting
import ResultFixtures
import Specs
import Tables
import TestSupport
import Testing

/// Texts that mean something to the format that they are written in.
enum HostileText {
  static let all = [
    "a,b", "\"", "\"a\"", "a\"\u{301}b", "a\r\nb", "a\nb", "a\rb", "a\u{2028}b", "a|b", "a\\|b",
    "a\\\\|b", "|", "||", "a|\u{301}b", " a ", "", "'=1+1", "=SUM(A1)", "<b>&amp;</b>", "]]>",
    "<!-- a -->", "%0A::error::x", "::set-output name=x::y", "\u{1B}[31m", "\u{0}", "\u{FFFF}",
    "💥", "旧市街", "e\u{301}", "`a`", "**a**", "a\tb", "\u{85}", "\u{B}a\u{C}",
  ]

  /// A table whose rows bear these texts, each told apart by its place.
  static func table(_ texts: [String] = all) -> TestTable {
    var table = TestTable()
    table.claims = []
    table.rows = texts.enumerated().map { place, text in
      .init("row\(place)", model: place == 0 ? "random" : "net", label: "\(text) :\(place)")
    }
    return table
  }
}

/// What is written as a table can be read as one, whatever its texts are.
@Suite struct HostileTextTests {
  private let table = ResultTable(HostileText.table().result())

  @Test func csvReadsBackFieldByField() throws {
    let records = try #require(TableText.csv(CSVRenderer().render(table)))
    #expect(Set(records.map(\.count)) == [12])
    #expect(records[0].prefix(3) == ["table", "row", "label"])
    #expect(records.count == table.rows.count + 1)
    for (record, row) in zip(records.dropFirst(), table.rows) {
      #expect(record[1] == row.name)
      #expect(Array(record[2].utf8) == Array(row.label.utf8))
      #expect(Double(record[6]) == row.cells[0].mean)
    }
  }

  @Test func everyLineOfAMarkdownTableHasTheSameCells() throws {
    let lines = MarkdownRenderer().render(table).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let grid = try lines.filter { $0.hasPrefix("|") }.map {
      try #require(TableText.cells(ofMarkdown: String($0)))
    }
    #expect(grid.count == table.rows.count + 2)
    #expect(Set(grid.map(\.count)) == [2])
    for (cells, row) in zip(grid.dropFirst(2), table.rows) {
      let place = try #require(row.label.split(separator: ":").last)
      #expect(cells[0].hasSuffix(":\(place)"))
      #expect(Double(cells[1].filter { $0.isNumber || $0 == "." }) != nil)
    }
  }

  @Test func aCellOfMarkdownReadsBackWithItsBarsAndBackslashes() throws {
    for text in ["a|b", "a\\|b", "a\\\\|b", "|", "\\|\\", "a|\u{301}b", "||"] {
      let grid = MarkdownRenderer.grid(["x"], [[text]], leading: 1)
      let line = try #require(grid.split(separator: "\n").last)
      let cells = try #require(TableText.cells(ofMarkdown: String(line)), "\(text)")
      // Backslashes that stand before no bar are left as they are.
      let expected = text.hasSuffix("\\") ? "|\\" : text
      #expect(cells.count == 1 && cells[0].hasSuffix(expected), "\(text): \(line)")
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}"])
  func noTextBreaksALineOfMarkdown(newline: String) {
    var hostile = HostileText.table(["a\(newline)## b"])
    hostile.title = "One\(newline)# Two"
    let text = MarkdownRenderer().render(ResultTable(hostile.result()))
    let headings = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("#") }
    #expect(headings.first == "# One # Two")
    #expect(headings.allSatisfy { $0.hasPrefix("# One") || ["## Notes"].contains($0) })
  }

  @Test func junitIsXMLWhateverTheTextsAre() throws {
    let hostile = HostileText.table()
    var later = hostile
    for place in later.rows.indices { later.rows[place].size = 97 }
    let report = DiffReport([try hostile.diff(to: later)])
    let text = JUnitDiffRenderer().render(report)
    #expect(Self.elements(of: text) == nil)
    for text in HostileText.all {
      let diff = BaselineDiff(table: text, spec: text, .damaged, obstacle: text)
      #expect(Self.elements(of: JUnitDiffRenderer().render(DiffReport([diff]))) == nil)
    }
  }

  /// What is wrong with a text as XML: tags that are not closed in turn, and characters it may not hold.
  private static func elements(of text: String) -> String? {
    var open: [Substring] = []
    for (number, part) in text.split(separator: "<").dropFirst().enumerated() {
      guard let end = part.firstIndex(of: ">") else { return "part \(number) has no end" }
      let tag = part[..<end]
      let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }
      guard tag.unicodeScalars.count(where: { $0 == "\"" }).isMultiple(of: 2) else {
        return "a quote within <\(tag)>"
      }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return "</\(name)> closes nothing" }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    let forbidden = text.unicodeScalars.first {
      ($0.value < 0x20 && $0 != "\n") || $0.value == 0xFFFE || $0.value == 0xFFFF
    }
    return forbidden.map { "U+\(String($0.value, radix: 16))" }
      ?? (open.isEmpty ? nil : "\(open) stay open")
  }

  @Test func everyCommandToTheRunnerIsOneLine() throws {
    for text in HostileText.all {
      let diff = BaselineDiff(table: text, spec: text, .damaged, obstacle: text)
      let command = GitHubDiffRenderer().render(DiffReport([diff]))
      let lines = command.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 2 && lines[1].isEmpty, "\(text)")
      #expect(!command.unicodeScalars.contains("\r"))
      #expect(command.hasPrefix("::error file="))
      // The properties end at the second pair of colons, and hold none themselves.
      let parts = command.unicodeScalars.split(
        separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
      #expect(parts.count == 5 && parts[0].isEmpty && parts[1].isEmpty && parts[3].isEmpty)
    }
  }

  @Test(arguments: DiffFormat.allCases)
  func everyFormatIsWrittenForEveryOutcome(format: DiffFormat) throws {
    for text in HostileText.all {
      for outcome in [BaselineDiff.Outcome.nothingToCompare, .damaged] {
        let diff = BaselineDiff(table: text, spec: text, outcome, obstacle: text)
        #expect(try format.renderer.render(DiffReport([diff])).hasSuffix("\n"))
      }
    }
  }

  @Test func jsonOfAHostileReportReadsBack() throws {
    let report = DiffReport(
      HostileText.all.map { BaselineDiff(table: $0, spec: $0, .damaged, obstacle: $0) })
    let text = try JSONDiffRenderer().render(report)
    #expect(try JSONDecoder().decode(DiffReport.self, from: Data(text.utf8)) == report)
  }
}
