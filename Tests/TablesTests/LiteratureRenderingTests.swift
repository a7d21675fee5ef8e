import Foundation
import Records
import ResultFixtures
import Specs
import Tables
import TestSupport
import Testing

/// What tables show of the literature: values beside rows, and below what was obtained in another way.
@Suite struct LiteratureRenderingTests {
  private static let value = LiteratureValue(
    dataset: .miniOxford, metric: "medium.mAP", percent: 61.5)

  /// The small table, one of whose cells has a published value of 30, with rows of the literature.
  private func table(_ literature: LiteratureRow..., published: [PublishedValue]? = nil)
    -> ResultTable
  {
    let small = smallResult()
    var experiment = small.experiment
    experiment.literature = literature
    if let published { experiment.published = published }
    return ResultTable(
      ExperimentResult(
        experiment: experiment, datasets: small.datasets, records: small.records,
        claims: small.claims, provenance: small.provenance))
  }

  private let compared = LiteratureRow(
    entry: "a", label: "A network", setting: "size 1024", row: "net/gem",
    differences: ["size 1024 against 96", "crop not stated"], citation: "a book",
    values: [
      value, LiteratureValue(dataset: .miniOxford, metric: "medium map@1000", percent: 7),
      LiteratureValue(dataset: .roxford5k, metric: "medium.mAP", percent: 8),
    ])
  private let alone = LiteratureRow(
    entry: "b", label: "Another_1", setting: "size 224; not stated: crop; run by a user",
    citation: "an issue", values: [value])

  @Test func markdownNamesTheFieldsThatDiffer() {
    let text = MarkdownRenderer().render(table(compared, alone))
    #expect(
      text.contains(
        """
        ## Published elsewhere

        Percent, as their sources give them; none was computed here. Where one was compared with a row, the fields \
        that differ are named, theirs against the row's.

        - A network: mini-oxford medium.mAP 61.50, medium map@1000 7.00; against net/gem: size 1024 against 96; \
        crop not stated (a book)
        - Another_1: mini-oxford medium.mAP 61.50; size 224; not stated: crop; run by a user (an issue)

        """))
    #expect(text.contains("**25.00**ᵃ (published 30.00)"))
  }

  @Test func whatStandsBesideAValueIsNotTwiceInMarkdown() {
    let text = MarkdownRenderer().render(table())
    #expect(!text.contains("## Published elsewhere"))
    #expect(text.contains("- Published value of net/gem on mini-oxford, medium.mAP: a book."))
  }

  @Test func aResultKnowsWhatWasMeasured() {
    let found = table(compared, alone).literature
    #expect(found.map(\.isBeside) == [true, false, false])
    #expect(found[0].values.map(\.value) == [0.3] && found[0].values.map(\.measured) == [0.25])
    #expect(found[1].values.map(\.measured) == [0.25, nil])
    #expect(found[2].values.map(\.measured) == [nil])
  }

  @Test func setsThatTheTableHasNotAreLeftOut() {
    let elsewhere = LiteratureRow(
      label: "l", citation: "c",
      values: [LiteratureValue(dataset: .roxford5k, metric: "medium.mAP", percent: 8)])
    #expect(table(elsewhere, published: []).literature.isEmpty)
  }

  @Test func laTeXListsBothBelowTheTable() {
    let text = LaTeXRenderer().render(table(compared, alone))
    #expect(
      text.contains(
        """
          \\begin{itemize}\\footnotesize\\raggedright
            \\item Net, "small": mini-oxford medium.mAP 30.00; beside net/gem: every field agrees (a book)
            \\item A network: mini-oxford medium.mAP 61.50, medium map@1000 7.00; against net/gem: size 1024 against \
        96; crop not stated (a book)
            \\item Another\\_1: mini-oxford medium.mAP 61.50; size 224; not stated: crop; run by a user (an issue)
          \\end{itemize}
        \\end{table}
        """))
    #expect(!LaTeXRenderer().render(table(published: [])).contains("itemize"))
  }

  @Test(.enabled(if: PDFLaTeX.isInstalled)) func laTeXOfTheLiteratureCompiles() throws {
    let hostile = LiteratureRow(
      label: #"50 % of $x_1^2$ & {more} \input{secret} # ~ <α>"#, setting: "R-[37]",
      citation: #"a_b, https://example.org/a_b#c%20, "cell" ^2"#, values: [Self.value])
    let folder = try Scratch()
    try LaTeXRenderer().render(table(compared, alone, hostile)).write(
      toFile: "\(folder.path)/table.tex", atomically: true, encoding: .utf8)
    try PDFLaTeX.compile("\\input{table}", in: folder.path)
  }

  @Test func csvHasWhatStandsBesideAValue() {
    let lines = CSVRenderer().render(table(compared)).split(separator: "\r\n")
    #expect(lines.map { $0.contains(",0.3,") } == [false, false, true])
    #expect(!lines.contains { $0.contains("0.615") })
  }
}
