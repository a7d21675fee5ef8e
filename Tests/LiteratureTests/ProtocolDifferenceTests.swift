import Images
import Literature
import Networks
import Retrieval
import Specs
import Testing

/// The one rule by which a published value may stand beside a row's.
@Suite struct ProtocolDifferenceTests {
  /// A row whose protocol `fullProtocol` is.
  private static func row(
    _ change: (inout DescriptorSettings) -> Void = { _ in }, search: SearchSettings = .plain
  )
    -> ResolvedRow
  {
    let descriptor = DescriptorSettings {
      $0.size = 1024
      $0.whitening = .pca(
        PCAWhiteningSettings {
          $0.fitOn = .otherCity
          $0.dimensions = 512
        })
      change(&$0)
    }
    return ResolvedRow(
      name: "a", baseName: "a", label: "A", model: "net", axisValues: [], descriptor: descriptor,
      search: search)
  }

  private static let resNet50 = ArchitectureSettings {
    $0.name = .resNet50
    $0.width = 64
  }

  private func differences(
    _ text: String = entryText(), row: ResolvedRow = row(),
    architecture: ArchitectureSettings = resNet50, on dataset: DatasetName = .roxford5k,
    metrics: [String] = ["medium.mAP"]
  ) throws -> [String] {
    let entry = try entry(text)
    return entry.differences(
      of: entry.values[0], from: row, of: architecture, on: dataset,
      metrics: metrics.compactMap { MetricName($0) }
    ).map(\.words)
  }

  @Test func nothingDiffersWhereEveryFieldAgrees() throws {
    #expect(try differences() == [])
  }

  @Test(arguments: [
    (#""resize": "shrink""#, #""resize": "force""#, "resize force against shrink"),
    (#""size": 1024"#, #""size": 224"#, "size 224 against 1024"),
    (#""crop": "cirtorch""#, #""crop": "none""#, "crop none against cirtorch"),
    (
      #""scales": [1]"#, #""scales": [1, 0.7071067811865476, 0.5]"#,
      "scales 1, 0.707, 0.5 against 1"
    ),
    (#""pooling": "gem""#, #""pooling": "rmac""#, "pooling rmac against gem"),
    (#""kind": "pca""#, #""kind": "learned""#, "whitening learned against pca"),
    (
      #""fitOn": "other-city""#, #""fitOn": "SfM-120k""#,
      "whitening set SfM-120k against other-city"
    ),
    (#""dimensions": 512"#, #""dimensions": 2048"#, "whitening dimensions 2048 against 512"),
    (#""power": 0.5"#, #""power": 0.25"#, "whitening power 0.25 against 0.5"),
    (#""search": "none""#, #""search": "re-ranked""#, "search re-ranked against none"),
    (#""rule": "mAP""#, #""rule": "mAP-rectangular""#, "rule mAP-rectangular against mAP"),
  ])
  func eachFieldThatDiffersIsNamed(stated: String, other: String, words: String) throws {
    var text = fullProtocol.replacing(stated, with: other)
    if other.contains("learned") { text = text.replacing(#", "power": 0.5"#, with: "") }
    #expect(try differences(entryText(protocol: text)) == [words])
  }

  @Test(arguments: [
    (#""resize": "shrink""#, "resize"), (#""size": 1024"#, "size"),
    (#""crop": "cirtorch""#, "crop"),
    (#""scales": [1]"#, "scales"), (#""pooling": "gem""#, "pooling"),
    (#""fitOn": "other-city""#, "whitening set"), (#""dimensions": 512"#, "whitening dimensions"),
    (#""power": 0.5"#, "whitening power"), (#""search": "none""#, "search"),
    (#""rule": "mAP""#, "rule"),
  ])
  func whatIsNotStatedDiffers(stated: String, field: String) throws {
    let key = stated.prefix { $0 != ":" }
    let text = fullProtocol.replacing(stated, with: "\(key): null")
    #expect(try differences(entryText(protocol: text)) == ["\(field) not stated"])
  }

  @Test func nothingStatedDiffersInEveryField() throws {
    #expect(
      try differences(entryText(protocol: unsaidProtocol))
        == ["resize", "size", "crop", "scales", "pooling", "whitening", "search", "rule"]
        .map { "\($0) not stated" })
  }

  @Test func theArchitectureHasToBeTheSame() throws {
    let narrow = ArchitectureSettings {
      $0.name = .resNet50
      $0.width = 32
    }
    #expect(
      try differences(architecture: narrow)
        == ["architecture resnet50 against resnet50 of width 32"])
    let unsaid = #"{"architecture": null, "training": "classifier", "on": null}"#
    #expect(try differences(entryText(system: unsaid)) == ["architecture not stated"])
  }

  @Test func imagesThatAreLeftAtTheirSizeHaveNoneToAgreeIn() throws {
    let text = fullProtocol.replacing(#""resize": "shrink""#, with: #""resize": "none""#)
      .replacing(#""size": 1024"#, with: #""size": null"#)
    #expect(try differences(entryText(protocol: text)) == ["resize none against shrink"])
    #expect(
      try differences(entryText(protocol: text), row: Self.row { $0.resize = .none }) == [])
  }

  @Test func theOtherCityMayBeCalledByItsName() throws {
    let text = fullProtocol.replacing("other-city", with: "rparis6k")
    #expect(try differences(entryText(protocol: text)) == [])
    let paris = entryText(
      protocol: text, values: #"[{"dataset": "rparis6k", "metric": "medium.mAP", "percent": 1}]"#)
    // On Paris itself, Paris is not the other city.
    #expect(
      try differences(paris, on: .rparis6k) == ["whitening set rparis6k against other-city"])
  }

  @Test func whitenedAgainstNotWhitenedIsOneDifference() throws {
    #expect(
      try differences(row: Self.row { $0.whitening = .none }) == ["whitening pca against none"])
    let plain = unsaidProtocol.replacing(
      #""whitening": null"#, with: #""whitening": {"kind": "none"}"#)
    let found = try differences(entryText(protocol: plain), row: Self.row { $0.whitening = .none })
    #expect(!found.contains { $0.hasPrefix("whitening") })
  }

  @Test func aSearchOfARowIsNamed() throws {
    let search = SearchSettings { $0.expansion = .aqe(images: 5) }
    #expect(
      try differences(row: Self.row(search: search))
        == ["search none against aqe, the mean of a query and its 5 nearest images"])
    let text = fullProtocol.replacing(
      #""search": "none""#, with: #""search": {"expansion": {"kind": "aqe", "images": 5}}"#)
    #expect(try differences(entryText(protocol: text), row: Self.row(search: search)) == [])
  }

  @Test func aMetricThatTheTableHasNotIsOneDifferenceInPlaceOfTheRule() throws {
    let other = entryText(
      values: #"[{"dataset": "roxford5k", "metric": "medium map@1000", "percent": 1}]"#)
    #expect(
      try differences(other, metrics: ["medium.mAP", "hard.mAP"])
        == ["metric medium map@1000 against medium.mAP, hard.mAP"])
  }

  @Test func theReadingOfPlacesIsPartOfTheRule() throws {
    let text = fullProtocol.replacing(#""rule": "mAP""#, with: #""rule": "with-junk.MRR""#)
    let entry = entryText(
      protocol: text,
      values: #"[{"dataset": "roxford5k", "metric": "medium.with-junk.MRR", "percent": 1}]"#)
    #expect(try differences(entry, metrics: ["medium.with-junk.MRR"]) == [])
  }
}
