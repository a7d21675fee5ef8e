import DescriptorStore
import Files
import Foundation
import JSON
import TestSupport
import Testing

/// Files that are published with an artifact and are no part of it.
@Suite struct CompanionTests {
  private let scratch: Scratch
  private let log = WarningLog()
  private let cache: ArtifactCache
  private let key = ArtifactKey(stage: "weights", stageVersion: 1, fields: ["seed": "0"])
  private let rows = Array("step,loss\n1,0.5\n".utf8)

  init() throws {
    scratch = try Scratch()
    cache = try ArtifactCache(directory: scratch.path + "/cache", logger: log.logger)
  }

  private var file: String { "cache/weights/\(key.digest.prefix(2))/\(key.digest).csv" }

  private func publish() throws -> ArtifactRecord {
    try cache.publish(
      key: key, fileExtension: "safetensors", provenance: ["host": "a"], bytes: [1, 2],
      companions: ["csv": rows]
    ).record
  }

  @Test func itLiesBesideTheArtifactAndIsFoundByItsRecord() throws {
    let record = try publish()
    #expect(Array(try scratch.bytes(file)) == rows)
    #expect(try cache.companion("csv", of: record) == rows)
    let read = try #require(try cache.record(of: key))
    #expect(read == record)
    #expect(read.companions["csv"]?.digest == Digest.sha256(of: rows))
    #expect(try cache.companion("txt", of: read) == nil)
    #expect(try cache.verify().isClean)
    #expect(log.warnings.isEmpty)
  }

  @Test func theArtifactIsTheSameWithAndWithout() throws {
    let with = try publish()
    let other = try ArtifactCache(directory: scratch.path + "/other", logger: log.logger)
    let without = try other.publish(
      key: key, fileExtension: "safetensors", provenance: ["host": "a"], bytes: [1, 2]
    ).record
    #expect((with.digest, with.size) == (without.digest, without.size))
    #expect(with.key == without.key)
    #expect(without.companions.isEmpty)
    #expect(try other.companion("csv", of: without) == nil)
  }

  @Test(arguments: [[UInt8]("step,loss\n1,0.7\n".utf8), [], nil])
  func aDamagedOneIsToldOfAndLeavesTheArtifactWhole(content: [UInt8]?) throws {
    let record = try publish()
    if let content {
      try Data(content).write(to: URL(filePath: "\(scratch.path)/\(file)"))
    } else {
      try FileManager.default.removeItem(atPath: "\(scratch.path)/\(file)")
    }
    #expect(try cache.find(key)?.bytes == [1, 2])
    #expect(log.warnings.isEmpty)
    #expect(try cache.companion("csv", of: record) == nil)
    #expect(log.warnings.count == 1)
    let found = try cache.verify()
    #expect(found.whole.files == 1)
    #expect(
      found.damaged.map(\.reason) == [
        "the .csv beside the artifact is not what was published with it"
      ])
    #expect(found.strange.isEmpty)
  }

  @Test func itCountsAndGoesWithItsArtifact() throws {
    _ = try publish()
    let folder = "cache/weights/\(key.digest.prefix(2))"
    let sidecar = try scratch.bytes("\(folder)/\(key.digest).json").count
    #expect(try cache.entries().map(\.bytes) == [2 + rows.count + sidecar])
    try cache.pin(key)
    #expect(try cache.remove([key]).removed == [])
    #expect(Array(try scratch.bytes(file)) == rows)
    try cache.unpin(key)
    #expect(try cache.remove([key]).freedBytes == 2 + rows.count + sidecar)
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/\(file)"))
    #expect(try cache.verify().isClean)
  }

  @Test func thatOfTheBaseIsFound() throws {
    let record = try publish()
    let own = try ArtifactCache(
      directory: scratch.path + "/own", logger: log.logger, base: cache.directory)
    #expect(try own.companion("csv", of: record) == rows)
    #expect(log.warnings.isEmpty)
  }

  @Test func aStrayFileUnderTheDigestIsNoCompanion() throws {
    _ = try publish()
    try Data([7]).write(
      to: URL(
        filePath: "\(scratch.path)/cache/weights/\(key.digest.prefix(2))/\(key.digest).txt"))
    #expect(try cache.verify().strange.count == 1)
  }
}
