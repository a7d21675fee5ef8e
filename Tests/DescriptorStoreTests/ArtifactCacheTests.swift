import DescriptorStore
import Files
import Foundation
import JSON
import TestSupport
import Testing

@Suite struct ArtifactCacheTests {
  private let scratch: Scratch
  private let log = WarningLog()
  private let cache: ArtifactCache
  private let key = ArtifactKey(
    stage: "descriptors", stageVersion: 1, fields: ["weights": "ab", "size": 96])
  private let bytes: [UInt8] = [1, 2, 3, 4, 5]

  init() throws {
    scratch = try Scratch()
    cache = try ArtifactCache(directory: scratch.path + "/cache", logger: log.logger)
  }

  @Test func whatIsPublishedIsFound() throws {
    #expect(try cache.find(key) == nil)
    let published = try cache.publish(
      key: key, fileExtension: "h5", provenance: ["host": "a"], bytes: bytes)
    let found = try #require(try cache.find(key))
    #expect(found == published)
    #expect(found.bytes == bytes)
    #expect(found.record.key == key)
    #expect(found.record.digest == Digest.sha256(of: bytes))
    #expect(found.record.provenance == ["host": "a"])
    #expect(log.warnings.isEmpty)
  }

  @Test func anEntryIsTwoFilesNamedByTheKey() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    let folder = "descriptors/\(key.digest.prefix(2))"
    #expect(
      try scratch.files(below: "cache") == [
        "\(folder)/\(key.digest).h5", "\(folder)/\(key.digest).json", "locks/changes.lock",
      ])
    #expect(
      String(decoding: try scratch.bytes("cache/\(folder)/\(key.digest).json"), as: UTF8.self)
        == """
        {
          "extension": "h5",
          "format": 1,
          "key": {
            "fields": {
              "size": 96,
              "weights": "ab"
            },
            "schema": 1,
            "stage": "descriptors",
            "stageVersion": 1
          },
          "provenance": {},
          "sha256": "74f81fe167d99b4cb41d6d0ccda82278caee9f3e2f25d5e5a3936ff3dcec60d0",
          "size": 5
        }

        """)
  }

  @Test func twoWritesMakeTheSameFiles() throws {
    let other = try ArtifactCache(directory: scratch.path + "/other", logger: log.logger)
    try cache.publish(key: key, fileExtension: "h5", provenance: ["b": 1, "a": 2.5], bytes: bytes)
    try other.publish(key: key, fileExtension: "h5", provenance: ["a": 2.5, "b": 1], bytes: bytes)
    let names = try scratch.files(below: "cache")
    #expect(try scratch.files(below: "other") == names)
    #expect(names.count == 3)
    for name in names {
      #expect(try scratch.bytes("cache/\(name)") == scratch.bytes("other/\(name)"))
    }
  }

  @Test func anotherCacheOnTheSameFolderFindsIt() throws {
    try cache.publish(key: key, fileExtension: "safetensors", bytes: bytes)
    let other = try ArtifactCache(directory: cache.directory, logger: log.logger)
    #expect(try other.find(key)?.bytes == bytes)
  }

  @Test func anotherKeyIsAMiss() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    let other = ArtifactKey(stage: "descriptors", stageVersion: 2, fields: key.fields)
    #expect(try cache.find(other) == nil)
  }

  @Test func publishingAgainReplacesTheEntry() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    try cache.publish(key: key, fileExtension: "h5", bytes: [9])
    #expect(try cache.find(key)?.bytes == [9])
    #expect(log.warnings.isEmpty)
  }

  @Test func emptyContentIsKept() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: [])
    #expect(try cache.find(key)?.bytes == [])
  }

  @Test func recordsListWhatAStageHolds() throws {
    let other = ArtifactKey(stage: "weights", stageVersion: 1, fields: [:])
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    try cache.publish(key: other, fileExtension: "safetensors", bytes: bytes)
    #expect(try cache.records(ofStage: "descriptors").map(\.key) == [key])
    #expect(try cache.records(ofStage: "weights").map(\.fileExtension) == ["safetensors"])
    #expect(try cache.records(ofStage: "training").isEmpty)
  }

  @Test func aRecordFindsItsArtifactWithoutTheSidecar() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    let record = try #require(try cache.record(of: key))
    let sidecar = "\(scratch.path)/cache/descriptors/\(key.digest.prefix(2))/\(key.digest).json"
    try FileManager.default.removeItem(atPath: sidecar)
    #expect(try cache.find(record)?.bytes == bytes)
    #expect(try cache.find(record)?.record == record)
    #expect(log.warnings.isEmpty)
  }

  @Test func aRecordOfAnArtifactThatWasReplacedFindsTheNewOne() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    let record = try #require(try cache.record(of: key))
    for fileExtension in ["h5", "npy"] {
      try cache.publish(key: key, fileExtension: fileExtension, bytes: [9])
      try FileManager.default.removeItem(
        atPath: "\(scratch.path)/cache/descriptors/\(key.digest.prefix(2))/\(key.digest).h5")
      try cache.publish(key: key, fileExtension: fileExtension, bytes: [9])
      #expect(try cache.find(record)?.bytes == [9])
      #expect(try cache.find(record)?.record.fileExtension == fileExtension)
    }
    #expect(try cache.remove([key]).removed == [key])
    #expect(try cache.find(record) == nil)
    #expect(log.warnings.isEmpty)
  }

  @Test func temporariesOfKilledWritersGoWhenTheCacheIsOpened() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    let stale = "cache/descriptors/\(key.digest.prefix(2))/.iir-999999999-4.tmp"
    try scratch.write([1, 2], to: stale)
    #expect(try cache.find(key)?.bytes == bytes)
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/\(stale)"))
    let reopened = try ArtifactCache(directory: cache.directory, logger: log.logger)
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/\(stale)"))
    #expect(try reopened.find(key)?.bytes == bytes)
    #expect(log.warnings.isEmpty)
  }

  @Test func aFileIsNoCache() throws {
    try scratch.write([1], to: "file")
    let path = scratch.path + "/file"
    #expect(
      throws: CacheError.unusable(
        directory: path,
        cause: FileError(operation: "use", path: path, cause: .notADirectory))
    ) {
      _ = try ArtifactCache(directory: path, logger: log.logger)
    }
    #expect(throws: CacheError.self) {
      _ = try ArtifactCache(directory: path + "/below", logger: log.logger)
    }
  }
}
