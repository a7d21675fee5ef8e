import Evaluation
import Foundation
import Records
import ResultFixtures
import Specs
import Tables
import TestSupport
import Testing

/// Tables as wide as a page, and what stands in which grid.
@Suite struct TableLayoutTests {
  /// A table of many columns on two sets.
  private func wide(seeds: [UInt64] = [0]) -> TestTable {
    TestTable().with { table in
      table.datasets = [.miniOxford, .miniParis]
      table.metrics = [
        MetricName(.easy, .averagePrecision), medium, MetricName(.hard, .averagePrecision),
        MetricName(.easy, .precision(at: 1)), MetricName(.medium, .precision(at: 5)),
        MetricName(.hard, .precision(at: 10)), MetricName(.medium, .recall(at: 100)),
      ]
      table.seeds = seeds
    }
  }

  private func lines(_ table: TestTable) -> [String] {
    MarkdownRenderer().render(ResultTable(table.result())).split(separator: "\n").map(String.init)
  }

  private func values(in lines: [String]) -> [String] {
    lines.filter { $0.hasPrefix("|") && !$0.contains("points by seed") }
      .flatMap { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  @Test(arguments: [[0], [0, 1, 2]] as [[UInt64]])
  func noLineOfValuesIsWiderThanAPage(seeds: [UInt64]) {
    let lines = lines(wide(seeds: seeds))
    let grids = lines.filter { $0.hasPrefix("|") }
    #expect(grids.allSatisfy { $0.count <= 100 }, "\(grids.map(\.count).max() ?? 0)")
    #expect(lines.contains("## mini-oxford") && lines.contains("## mini-paris"))
  }

  @Test func everyColumnStandsOnceUnderItsSet() {
    let lines = lines(wide())
    let claims = lines.firstIndex(of: "## Claims") ?? lines.count
    for set in ["mini-oxford", "mini-paris"] {
      let start = lines.firstIndex(of: "## \(set)") ?? 0
      let rest = lines[(start + 1)..<claims]
      let own = rest.prefix { !$0.hasPrefix("## ") }
      for metric in wide().metrics.map(\.description) {
        #expect(values(in: Array(own)).count { $0 == metric } == 1, "\(set) \(metric)")
      }
    }
  }

  @Test func aNarrowTableIsOneGridWithItsSetsInTheHeading() {
    let lines = lines(TestTable())
    #expect(lines.contains { $0.hasPrefix("| row ") && $0.contains(" mini-oxford medium.mAP ") })
    #expect(!lines.contains("## mini-oxford"))
  }

  /// Where the columns fit beside fewer axes, the values of the first ones stand above their rows.
  @Test func axesStandAboveTheirRowsWhereFewerGridsDo() throws {
    var table = TestTable().with { table in
      table.datasets = [.miniOxford, .miniParis]
      table.metrics = [
        MetricName(.easy, .averagePrecision), medium, MetricName(.hard, .averagePrecision),
      ]
      table.claims = []
    }
    table.axes = ["descriptor.pooling", "descriptor.scales"]
    let scales = ["[1]", "[1, 0.7071067811865476, 0.5]"]
    table.rows = scales.flatMap { scales in
      ["gem", "mac"].map { pooling in
        var row = TestTable.Row(
          "net/\(pooling)/\(scales)", label: "A network of a long name, fine-tuned")
        row.axisValues = [pooling, scales]
        return row
      }
    }
    let lines = lines(table)
    #expect(lines.filter { $0.hasPrefix("| row ") }.count == 8)
    let headings = scales.flatMap { scales in
      ["gem", "mac"].map { "### pooling \($0), scales \(scales)" }
    }
    #expect(lines.filter { $0.hasPrefix("### ") } == headings + headings)
    #expect(lines.filter { $0.hasPrefix("|") }.allSatisfy { $0.count <= 100 })
    for row in ResultTable(table.result()).rows {
      for cell in row.cells {
        let number = Rounded.percent(cell.mean ?? 0)
        #expect(values(in: lines).contains { $0.contains(number) }, "\(number)")
      }
    }
  }

  @Test func anAxisOfOneValueIsSaidOnce() {
    let lines = lines(TestTable())
    #expect(lines.contains("In all rows of networks: pooling gem."))
    #expect(!lines.contains { $0.hasPrefix("| row ") && $0.contains("pooling") })
  }

  // MARK: Differences from a row

  private var compared: TestTable { TestTable().with { $0.differencesFrom = "net/gem" } }

  @Test func differencesAreFromTheRowOfReference() throws {
    let table = ResultTable(compared.result())
    let reference = try #require(table.rows.first { $0.name == "net/gem" }?.cells[0].mean)
    for row in table.rows {
      let cell = row.cells[0]
      if row.name == "net/gem" {
        #expect(cell.difference == nil)
      } else {
        #expect(cell.difference == cell.mean.map { $0 - reference })
      }
    }
    let text = MarkdownRenderer().render(table)
    #expect(text.contains(" Δ |"))
    #expect(text.contains(" Δ: points above or below A label (net/gem)"))
    #expect(!MarkdownRenderer().render(ResultTable(TestTable().result())).contains("Δ"))
  }

  @Test func differencesChangeNoHash() throws {
    #expect(try compared.experiment.numbersHash() == TestTable().experiment.numbersHash())
  }

  // MARK: LaTeX

  @Test func latexHasEveryValueOnce() {
    let table = ResultTable(wide().result())
    let text = LaTeXRenderer().render(table)
    let cells = text.split(separator: "\n").filter { $0.hasSuffix("\\\\") && $0.contains(" & ") }
      .flatMap { $0.split(separator: "&") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    for row in table.rows {
      for cell in row.cells {
        let number = Rounded.percent(cell.mean ?? 0)
        #expect(cells.contains { $0.contains(number) }, "\(number)")
      }
    }
    #expect(text.contains("\\multicolumn{7}{c}{mini-paris}"))
    #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
  }

  @Test func longTablesGoOnFromPageToPage() {
    let table = TestTable().with { table in
      table.rows = (0..<60).map { .init("row\($0)") }
      table.claims = []
    }
    let text = LaTeXRenderer().render(ResultTable(table.result()))
    #expect(text.contains("\\begin{longtable}") && !text.contains("\\begin{table}"))
  }

  /// All that a document needs besides is what the file says; hostile names included.
  @Test(.enabled(if: PDFLaTeX.isInstalled)) func latexCompiles() throws {
    let hostile = TestTable().with { table in
      table.title = #"50 % of $x_1^2$ & {more} \input{secret} # ~ <α> – "it""#
      table.rows = [
        .init("random/gem", model: "random", label: #"\_{}%$#&^~ × µ"#), .init("net/gem"),
      ]
    }
    let long = TestTable().with { table in
      table.rows = (0..<60).map { .init("row\($0)") }
      table.claims = []
    }
    let tables = [
      smallResult(), smallResult(random: [0.01, 0.03], net: [0.2, 0.3]), wide().result(),
      wide(seeds: [0, 1]).result(), compared.result(), hostile.result(), long.result(),
    ]
    let folder = try Scratch()
    for (number, result) in tables.enumerated() {
      try LaTeXRenderer().render(ResultTable(result)).write(
        toFile: "\(folder.path)/t\(number).tex", atomically: true, encoding: .utf8)
    }
    let inputs = tables.indices.map { "\\input{t\($0)}" }.joined(separator: "\n\n")
    try PDFLaTeX.compile(inputs, in: folder.path)
  }
}

/// The program that makes a PDF file of LaTeX.
enum PDFLaTeX {
  private static let program = "/usr/bin/pdflatex"

  /// Whether the program and the packages that tables need are there.
  static var isInstalled: Bool {
    guard FileManager.default.isExecutableFile(atPath: program) else { return false }
    return ["booktabs.sty", "siunitx.sty", "longtable.sty"].allSatisfy { file in
      (try? run("/usr/bin/kpsewhich", [file], in: "/").status) == 0
    }
  }

  /// Compiles a document with a body; its log is shown where that fails.
  static func compile(_ body: String, in folder: String) throws {
    let document = """
      \\documentclass{article}
      \\usepackage{booktabs, siunitx, longtable}
      \\begin{document}
      \(body)
      \\end{document}
      """
    try document.write(toFile: "\(folder)/main.tex", atomically: true, encoding: .utf8)
    let (status, output) = try run(
      program, ["-interaction=nonstopmode", "-halt-on-error", "main.tex"], in: folder)
    #expect(status == 0, "\(output.suffix(3000))")
    #expect(FileManager.default.fileExists(atPath: "\(folder)/main.pdf"))
  }

  private static func run(
    _ program: String, _ arguments: [String], in folder: String
  ) throws -> (status: Int32, output: String) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
