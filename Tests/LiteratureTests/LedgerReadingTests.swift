import JSON
import Literature
import Specs
import Testing

/// What a ledger may say, and which mistakes are told.
@Suite struct LedgerReadingTests {
  @Test func everyFieldOfAnEntryIsRead() throws {
    let found = try entry(
      entryText(
        system:
          #"{"architecture": "vit-b16", "training": "self-distillation", "method": "M", "on": "I"}"#,
        ranBy: #""third-party""#,
        source:
          #"{"citation": "P", "repository": "a/b", "path": "R.md", "commit": "0123abc", "place": "t"}"#
      ))
    #expect(found.id == "theirs" && found.label == "Theirs")
    #expect(found.system.words == "vit-b16, self-distillation (M) on I")
    #expect(found.ranBy == .thirdParty)
    #expect(found.source.words == "P; github.com/a/b/R.md (0123abc), t")
    #expect(
      found.setting.words
        == "resize shrink, size 1024, crop cirtorch, scales 1, pooling gem, whitening pca on other-city to 512 "
        + "dimensions, power 0.5, search none, rule mAP")
    #expect(found.values.map(\.percent) == [50])
  }

  @Test func whatIsNotStatedIsTold() throws {
    let found = try entry(entryText(protocol: unsaidProtocol, ranBy: "null"))
    #expect(
      found.settingWords
        == "not stated: resize, size, crop, scales, pooling, whitening, search, rule; who ran it is not stated"
    )
  }

  @Test func anEntryReadsBackAsItIsWritten() throws {
    for text in [entryText(), entryText(protocol: unsaidProtocol)] {
      let found = try entry(text)
      let again = try entry(CanonicalJSON.encoding(found).compact)
      #expect(again == found)
    }
  }

  @Test func aSearchIsNoneOrWhatASpecStatesOrWords() throws {
    func search(_ text: String) throws -> StatedSearch? {
      try entry(
        entryText(
          protocol: unsaidProtocol.replacing(#""search": null"#, with: #""search": \#(text)"#))
      ).setting.search
    }
    #expect(try search(#""none""#) == .settings(.plain))
    #expect(try search(#""re-ranked""#) == .words("re-ranked"))
    let expansion = try search(#"{"expansion": {"kind": "aqe", "images": 5}}"#)
    #expect(expansion?.text == "aqe, the mean of a query and its 5 nearest images")
    #expect(try CanonicalJSON.encoding(StatedSearch.settings(.plain)) == "none")
  }

  @Test(arguments: [
    (entryText(id: "no plain name"), "/entries/0/id"),
    (entryText(protocol: "{}"), #"/entries/0/protocol: missing key "crop""#),
    (
      entryText(protocol: fullProtocol.replacing(#", "power": 0.5"#, with: "")),
      #"/entries/0/protocol/whitening: missing key "power"; null where the source does not say"#
    ),
    (
      entryText(
        protocol: unsaidProtocol.replacing(
          #""whitening": null"#, with: #""whitening": {"kind": "none", "fitOn": null}"#)),
      #"/entries/0/protocol/whitening/fitOn: a whitening of the kind "none" has no "fitOn""#
    ),
    (
      entryText(
        protocol: unsaidProtocol.replacing(
          #""whitening": null"#, with: #""whitening": {"kind": "zca"}"#)),
      #"/entries/0/protocol/whitening/kind: unknown name "zca""#
    ),
    (
      entryText(system: #"{"architecture": null, "training": "labels", "on": null}"#),
      "/entries/0/system/training"
    ),
    (
      entryText(system: #"{"training": "classifier", "on": null}"#),
      #"/entries/0/system: missing key "architecture""#
    ),
    (entryText(ranBy: #""somebody""#), #"/entries/0/ranBy: unknown name "somebody""#),
    (
      entryText(source: #"{"address": "https://example.org"}"#),
      #"/entries/0/source: missing key "citation""#
    ),
    (
      entryText(source: #"{"citation": "A paper"}"#),
      #"/entries/0/source: a source has an "address" or a "repository""#
    ),
    (
      entryText(source: #"{"citation": "c", "address": "a", "commit": "0123abc"}"#),
      #"/entries/0/source/commit: a "commit" is of a "repository""#
    ),
    (
      entryText(source: #"{"citation": "c", "repository": "a/b", "commit": "main"}"#),
      #"/entries/0/source/commit: "main" is no commit: 7 to 40 hexadecimal digits"#
    ),
    (entryText(values: "[]"), "/entries/0/values: expected at least one value"),
    (
      entryText(values: #"[{"dataset": "roxford5k", "metric": "medium.mAP", "percent": 101}]"#),
      "/entries/0/values/0/percent: 101 is out of range"
    ),
    (
      entryText(values: #"[{"dataset": "roxford5k", "metric": "classic.mAP", "percent": 1}]"#),
      "/entries/0/values/0/metric: roxford5k has no classic.mAP"
    ),
    (
      entryText(
        values:
          #"[{"dataset": "A", "metric": "m", "percent": 1}, {"dataset": "A", "metric": "m", "percent": 2}]"#
      ),
      "/entries/0/values: A m stands twice; another protocol is another entry"
    ),
  ])
  func mistakesOfAnEntryAreLocated(text: String, message: String) throws {
    let mistakes = try reading(text).mistakes
    #expect(mistakes.first?.hasPrefix(message) == true, "\(mistakes)")
  }

  @Test func anIdStandsOnce() throws {
    #expect(
      try reading(entryText(), entryText()).mistakes
        == [#"/entries/1/id: another entry has the id "theirs""#])
  }

  @Test func anotherVersionIsRefused() throws {
    #expect(try reading(version: "2").mistakes == ["/version: unknown version 2"])
  }

  @Test func setsAndIdsCutALedger() throws {
    let ledger = try reading(
      entryText(
        id: "a",
        values:
          #"[{"dataset": "A", "metric": "m", "percent": 1}, {"dataset": "B", "metric": "m", "percent": 2}]"#
      ),
      entryText(id: "b")
    ).ledger
    #expect(ledger.valueCount == 3)
    #expect(ledger.filtered(ids: ["b"]).ids == ["b"])
    let cut = ledger.filtered(dataset: "B")
    #expect(cut.ids == ["a"] && cut["a"]?.values.map(\.percent) == [2])
    #expect(ledger["c"] == nil)
  }
}
