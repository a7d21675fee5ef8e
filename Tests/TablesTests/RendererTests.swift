import Foundation
import Kernels
import Records
import ResultFixtures
import Specs
import Tables
import Testing

@Suite struct RendererTests {
  @Test func markdownOfOneSeed() {
    #expect(
      MarkdownRenderer().render(ResultTable(smallResult())) == """
        # A small table

        In all rows of networks: pooling gem.

        | row          |       mini-oxford medium.mAP |
        | :----------- | ---------------------------: |
        | Random       |    1.25ᵃ                     |
        | Net, "small" | **25.00**ᵃ (published 30.00) |

        Percent; the best mean of each column is bold, and rows that share a letter in a \
        column cannot be told apart (see the notes).

        ## Claims

        **net-beats-random**: Training helps. (common sense) `net/gem` against `random/gem`, \
        medium.mAP:

        | dataset     | verdict | points |       interval | confidence | queries | points by seed |
        | :---------- | :------ | -----: | -------------: | ---------: | ------: | -------------: |
        | mini-oxford | HOLDS   | +23.75 | +0.00 … +40.00 |       95 % |       2 |         +23.75 |

        ## Notes

        - One seed of training: 0.
        - random: resnet18 of width 32, from random weights, not trained.
        - net: resnet18 of width 32, from random weights, NT-Xent at temperature 0.1 on \
        mini-scenes, 640 views in 10 steps of 64.
        - mini-oxford: 2 queries, 9 database images.
        - mini-oxford, hard: left out of the means for want of positives: q2.
        - mini-oxford: skipped as damaged: torn.
        - Letters: two rows of a column share one where their difference is within chance, by a \
        randomisation test over queries, those of one landmark together, that keeps the chance of \
        telling apart any two rows that are alike at 5 % over all 1 pairs of the table. Claims say what \
        other seeds and labels would show.
        - The smallest differences from the best row that such comparisons would find with a power of \
        80 %, in points: mini-oxford medium.mAP none.
        - Assumption, descriptor.pooling (gem): none is given.
        - Published value of net/gem on mini-oxford, medium.mAP: a book.

        """)
  }

  @Test func markdownOfSeveralSeedsShowsTheDeviation() {
    let text = MarkdownRenderer().render(
      ResultTable(smallResult(random: [0.01, 0.03], net: [0.2, 0.3])))
    #expect(text.contains(" 2.00 ± 1.41ᵃ "))
    #expect(text.contains("**25.00 ± 7.07**ᵃ (published 30.00)"))
    #expect(
      text.contains("Means and sample standard deviations over 2 seeds of training: 0, 1."))
  }

  @Test func rowWithoutARecordHasAnEmptyCell() {
    let full = smallResult()
    let partial = ExperimentResult(
      experiment: full.experiment, datasets: full.datasets, records: [full.records[0]],
      claims: [], provenance: full.provenance)
    let table = ResultTable(partial)
    #expect(table.rows[1].cells[0].mean == nil)
    #expect(table.rows[0].cells[0].isBest)
    #expect(!table.rows[1].cells[0].isBest)
    #expect(MarkdownRenderer().render(table).contains("– (published 30.00)") == false)
  }

  /// No two columns of a file have one name, and seeds of worlds are not called as those of training.
  @Test func sweptFieldsAreCalledByTheirWholePathWhereOneWordTellsTooLittle() {
    var table = TestTable()
    table.axes = [
      "descriptor.whitening.kind", "model.training.optimizer.kind", "world.seed",
      "model.training.dataset", "search.expansion.images", "descriptor.whitening.images",
    ]
    #expect(
      ResultTable(table.result()).axes == [
        "whitening", "optimizer", "world.seed", "model.training.dataset", "search.expansion.images",
        "descriptor.whitening.images",
      ])
  }

  @Test func aTitleOfTwoLinesIsOneHeading() {
    var table = TestTable()
    table.title = "One | a\n## Two"
    #expect(
      MarkdownRenderer().render(ResultTable(table.result())).hasPrefix("# One | a ## Two\n\nIn all")
    )
  }

  @Test func rowsThatWouldReadTheSameAreToldApart() {
    var table = TestTable()
    table.rows = [
      .init("plain", label: "Net"), .init("cut", label: "Net"), .init("other", label: "B"),
    ]
    #expect(ResultTable(table.result()).rows.map(\.label) == ["Net (plain)", "Net (cut)", "B"])
  }

  @Test func csvHasOneLineForEachCellInFullPrecision() {
    let result = smallResult(random: [0.1, 0.2], net: [1.0 / 3, 1.0 / 3])
    #expect(
      CSVRenderer().render(ResultTable(result)) == """
        table,row,label,pooling,dataset,metric,mean,deviation,seeds,published,difference,letters\r
        small,random/gem,Random,gem,mini-oxford,medium.mAP,0.15000000000000002,\
        0.07071067811865477,2,,,a\r
        small,net/gem,"Net, ""small\""",gem,mini-oxford,medium.mAP,0.3333333333333333,0.0,2,0.3,,a\r

        """)
  }

  @Test func resultReadsBackFromItsJSON() throws {
    let result = smallResult()
    #expect(try ExperimentResult(result.encoded(), path: "small.json") == result)
  }

  @Test func rowsInBfloat16AreTold() {
    let table = TestTable(rows: [.init("net/gem"), .init("net/bf16", precision: .bfloat16)])
    #expect(
      MarkdownRenderer().render(ResultTable(table.result())).contains(
        "- Precision: bfloat16 in net/bf16; the last bits are this machine's.\n"))
  }

  @Test func rowsInFloat32NeedNoNote() {
    #expect(!MarkdownRenderer().render(ResultTable(smallResult())).contains("Precision"))
  }
}
