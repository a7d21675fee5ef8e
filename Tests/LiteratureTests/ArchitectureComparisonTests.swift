import Literature
import Testing

/// Networks without labels beside classifiers of the same architecture.
@Suite struct ArchitectureComparisonTests {
  private static func system(_ training: String, _ architecture: String = "resnet50") -> String {
    #"{"architecture": "\#(architecture)", "training": "\#(training)", "on": null}"#
  }

  private static func values(_ percent: Double) -> String {
    #"[{"dataset": "A", "metric": "m", "percent": \#(percent)}]"#
  }

  private func comparisons(_ entries: String...) throws -> [ArchitectureComparison] {
    let text = entries.joined(separator: ",\n")
    let (ledger, mistakes) = try reading(text)
    #expect(mistakes == [])
    return ledger.architectureComparisons
  }

  @Test func entriesOfOneSourceAndProtocolAreCompared() throws {
    let found = try comparisons(
      entryText(
        id: "c", system: Self.system("contrastive"), protocol: unsaidProtocol,
        values: Self.values(60)),
      entryText(
        id: "l", system: Self.system("classifier"), protocol: unsaidProtocol,
        values: Self.values(55)))
    #expect(found.map(\.lead) == [5])
    #expect(found[0].contrastive.entry.id == "c" && found[0].classifier.entry.id == "l")
    #expect(
      found[0].architecture == "resnet50" && found[0].dataset == "A" && found[0].metric == "m")
  }

  @Test func whatTwoSourcesDoNotStateIsNotTheSame() throws {
    let other = #"{"citation": "Another paper", "address": "https://example.org/2"}"#
    let found = try comparisons(
      entryText(
        id: "c", system: Self.system("self-distillation"), protocol: unsaidProtocol,
        values: Self.values(60)),
      entryText(
        id: "l", system: Self.system("classifier"), protocol: unsaidProtocol, source: other,
        values: Self.values(55)))
    #expect(found.map(\.lead) == [nil])
    #expect(found[0].differences.count == 8)
    #expect(found[0].differences[0].words == "resize not stated")
  }

  @Test func whatTwoSourcesStateAlikeIsCompared() throws {
    let other = #"{"citation": "Another paper", "address": "https://example.org/2"}"#
    let found = try comparisons(
      entryText(id: "c", system: Self.system("contrastive"), values: Self.values(40)),
      entryText(id: "l", system: Self.system("classifier"), source: other, values: Self.values(55)))
    #expect(found.map(\.lead) == [-15])
  }

  @Test func otherArchitecturesSetsAndTrainingsAreNot() throws {
    #expect(
      try comparisons(
        entryText(id: "a", system: Self.system("contrastive", "resnet101"), values: Self.values(1)),
        entryText(id: "b", system: Self.system("fine-tuned"), values: Self.values(1)),
        entryText(id: "c", system: Self.system("contrastive")),
        entryText(id: "d", system: Self.system("classifier"), values: Self.values(1))
      ).isEmpty)
  }

  @Test func whatCanBeComparedStandsFirst() throws {
    let other = #"{"citation": "Another paper", "address": "https://example.org/2"}"#
    let found = try comparisons(
      entryText(
        id: "c", system: Self.system("contrastive"), protocol: unsaidProtocol, source: other,
        values: Self.values(1)),
      entryText(id: "d", system: Self.system("contrastive"), values: Self.values(2)),
      entryText(id: "l", system: Self.system("classifier"), values: Self.values(3)))
    #expect(found.map { $0.contrastive.entry.id } == ["d", "c"])
    #expect(found.map { $0.lead == nil } == [false, true])
  }
}
