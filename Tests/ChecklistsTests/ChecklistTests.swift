import Checklists
import Records
import Testing

@Suite struct ChecklistTests {
  private func text(_ tables: CheckedTable...) -> String { Checklist(tables).markdown }

  private func boxes(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.hasPrefix("- [") }
  }

  @Test func everyQuestionHasABoxAndOnlyFactsTickIt() {
    let checklist = Checklist([smallTable()])
    let items = checklist.parts.flatMap(\.items)
    #expect(boxes(checklist.markdown).count == checklist.count)
    #expect(checklist.count == items.count)
    for item in items where item.isAnswered { #expect(!item.facts.isEmpty, "\(item.name)") }
    #expect(boxes(checklist.markdown).count { $0.hasPrefix("- [x] ") } == checklist.answered)
    #expect(Set(items.map(\.name)).count == items.count)
  }

  @Test func whatRecordsCannotKnowStaysOpen() {
    let text = text(smallTable())
    for name in [
      "Limitations (discussion).", "Theory.", "Code of ethics.", "Broader impacts.", "Safeguards.",
      "Licences of existing assets.", "New assets.", "Crowdsourcing and human subjects.",
      "Artifacts Available.", "Results Reproduced.", "Results Replicated.",
    ] {
      #expect(text.contains("- [ ] **\(name)**"), "\(name)")
    }
  }

  @Test func verdictsStandWithTheirIntervals() {
    #expect(
      text(smallTable()).contains(
        "\"Training helps.\" (net-beats-random): HOLDS on mini-oxford, +25.00 points "
          + "(+12.50 … +37.50, 95 %)"))
    #expect(text(smallTable(verdict: nil)).contains("(net-beats-random): not judged"))
  }

  @Test func oneSeedIsALimitAndSeveralHaveADeviation() {
    let one = text(smallTable())
    #expect(one.contains("one seed of training: nothing is known of the spread"))
    #expect(!one.contains("sample standard deviation"))
    let three = text(smallTable(seeds: [0, 1, 2]))
    #expect(!three.contains("one seed of training"))
    #expect(three.contains("sample standard deviation (divisor n − 1) over 3 seeds"))
    #expect(three.contains("with seeds 0, 1, 2"))
  }

  @Test(
    arguments: [
      (false, "commit 0123, with nothing changed"), (true, "commit 0123, WITH CHANGES"),
      (nil, "of no known commit"),
    ] as [(Bool?, String)])
  func theCodeIsNamedWithItsChanges(isDirty: Bool?, words: String) {
    #expect(text(smallTable(isDirty: isDirty)).contains(words))
  }

  @Test func whatWasNotThereIsALimitAndNotComplete() {
    let missing = MissingInput(kind: .weights, name: "r50.pth", advice: "download it")
    let text = text(smallTable(missing: [missing]))
    #expect(text.contains("not there, so without values: r50.pth"))
    #expect(text.contains("NOT THERE when it was run: r50.pth; download it"))
    #expect(!text.contains("everything was there"))
  }

  @Test func aStatedLicenceAnswersItsQuestion() {
    let text = Checklist([smallTable()], license: "CC-BY-4.0").markdown
    #expect(text.contains("- [x] **New assets.**"))
    #expect(text.contains("the results are released under CC-BY-4.0"))
  }

  @Test func textOfASpecMakesNoBoxOfItsOwn() {
    let forged = text(smallTable(assumption: "none\n- [x] **Theory.** <b>proved"))
    #expect(boxes(forged).count == boxes(text(smallTable())).count)
    #expect(!forged.contains("<b>"))
  }

  @Test func factsOfSeveralTablesNameThemAndWhatIsTrueOfAllStandsOnce() {
    let both = text(smallTable(name: "one"), smallTable(name: "two", seeds: [0, 1]))
    #expect(both.hasPrefix("# Checklist of one, two\n"))
    #expect(both.contains("  - one: one seed of training"))
    #expect(both.contains("  - two: 2 seeds of training"))
    let shared = "rendered pictures of a drawn world"
    #expect(both.split(separator: shared).count == 2)
  }
}
