import DescriptorStore
import Files
import JSON
import Testing

@Suite struct ArtifactKeyTests {
  private let key = ArtifactKey(
    stage: "descriptors", stageVersion: 2,
    fields: ["scales": [1.0, 0.5], "weights": "ab", "resize": ["rule": "shrink", "size": 96]])

  @Test func digestIsThatOfTheCompactDocument() {
    #expect(
      key.document.compact
        == #"{"fields":{"resize":{"rule":"shrink","size":96},"scales":[1.0,0.5],"weights":"ab"},"#
        + #""schema":1,"stage":"descriptors","stageVersion":2}"#)
    #expect(key.digest == Digest.sha256(of: key.document.compact))
  }

  @Test func everyPartOfTheKeyChangesTheDigest() {
    let digests: Set = [
      key.digest,
      ArtifactKey(stage: "weights", stageVersion: 2, fields: key.fields).digest,
      ArtifactKey(stage: "descriptors", stageVersion: 3, fields: key.fields).digest,
      ArtifactKey(stage: "descriptors", stageVersion: 2, fields: [:]).digest,
    ]
    #expect(digests.count == 4)
  }

  @Test func theDocumentMakesTheKeyAgain() {
    #expect(ArtifactKey(document: key.document) == key)
  }

  @Test(arguments: [
    CanonicalJSON.null,
    ["schema": 2, "stage": "a", "stageVersion": 1, "fields": .object([:])],
    ["schema": 1, "stage": "../a", "stageVersion": 1, "fields": .object([:])],
    ["schema": 1, "stage": "quarantine", "stageVersion": 1, "fields": .object([:])],
    ["schema": 1, "stage": "a", "stageVersion": 0, "fields": .object([:])],
    ["schema": 1, "stage": "a", "stageVersion": 1, "fields": .object([:]), "more": 1],
    ["schema": 1, "stage": "a", "stageVersion": 1],
  ])
  func otherDocumentsMakeNoKey(document: CanonicalJSON) {
    #expect(ArtifactKey(document: document) == nil)
  }

  @Test func differencesNameTheFieldsThatChanged() {
    let other = ArtifactKey(
      stage: "descriptors", stageVersion: 3,
      fields: ["scales": [1.0, 0.7], "pooling": "gem", "resize": ["rule": "shrink", "size": 128]])
    #expect(
      KeyDifference.between(key.document, other.document) == [
        KeyDifference(field: "fields.pooling", old: nil, new: "gem"),
        KeyDifference(field: "fields.resize.size", old: 96, new: 128),
        KeyDifference(field: "fields.scales[1]", old: 0.5, new: 0.7),
        KeyDifference(field: "fields.weights", old: "ab", new: nil),
        KeyDifference(field: "stageVersion", old: 2, new: 3),
      ])
  }

  @Test func arraysOfDifferentLengthsDifferAsAWhole() {
    #expect(
      KeyDifference.between(["a": [1, 2]], ["a": [1]])
        == [KeyDifference(field: "a", old: [1, 2], new: [1])])
  }

  @Test func equalDocumentsDoNotDiffer() {
    #expect(KeyDifference.between(key.document, key.document).isEmpty)
  }
}
