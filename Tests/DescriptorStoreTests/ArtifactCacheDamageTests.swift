import DescriptorStore
import Files
import Foundation
import TestSupport
import Testing

/// What a killed writer, a bad disk or a stranger can leave at the place of an entry.
enum Damage: CaseIterable {
  case artifactWithoutSidecar
  case sidecarWithoutArtifact
  case flippedByte
  case truncatedArtifact
  case longerArtifact
  case emptyArtifact
  case foreignSidecar
  case truncatedSidecar
  case sidecarOfAnotherKey
  case artifactIsAFolder
  case artifactIsALink
  case artifactIsAPipe
  case sidecarIsALink

  func inflict(on artifact: String, _ sidecar: String, in scratch: Scratch) throws {
    let files = FileManager.default
    let (artifactPath, sidecarPath) = ("\(scratch.path)/\(artifact)", "\(scratch.path)/\(sidecar)")
    switch self {
    case .artifactWithoutSidecar: try files.removeItem(atPath: sidecarPath)
    case .sidecarWithoutArtifact: try files.removeItem(atPath: artifactPath)
    case .flippedByte: try scratch.write([1, 2, 3 ^ 4, 4, 5], to: artifact)
    case .truncatedArtifact: try scratch.write([1, 2, 3, 4], to: artifact)
    case .longerArtifact: try scratch.write([1, 2, 3, 4, 5, 6], to: artifact)
    case .emptyArtifact: try scratch.write([], to: artifact)
    case .foreignSidecar: try scratch.write(Array("{\"sha256\": 1}".utf8), to: sidecar)
    case .truncatedSidecar:
      try scratch.write(Array(try scratch.bytes(sidecar).dropLast(9)), to: sidecar)
    case .sidecarOfAnotherKey:
      let text = String(decoding: try scratch.bytes(sidecar), as: UTF8.self)
      try scratch.write(
        Array(text.replacing("\"stageVersion\": 1", with: "\"stageVersion\": 2").utf8), to: sidecar)
    case .artifactIsAFolder:
      try files.removeItem(atPath: artifactPath)
      try files.createDirectory(atPath: artifactPath, withIntermediateDirectories: false)
    case .artifactIsALink: try replaceByLink(artifactPath)
    case .artifactIsAPipe:
      try files.removeItem(atPath: artifactPath)
      #expect(unsafe mkfifo(artifactPath, 0o600) == 0)
    case .sidecarIsALink: try replaceByLink(sidecarPath)
    }
  }

  /// Moves a file aside and leaves a link to it: the same bytes, and yet refused.
  private func replaceByLink(_ path: String) throws {
    try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: path + ".moved")
  }
}

@Suite struct ArtifactCacheDamageTests {
  private let scratch: Scratch
  private let log = WarningLog()
  private let cache: ArtifactCache
  private let key = ArtifactKey(stage: "descriptors", stageVersion: 1, fields: [:])
  private let bytes: [UInt8] = [1, 2, 3, 4, 5]
  private let artifact: String
  private let sidecar: String

  init() throws {
    scratch = try Scratch()
    cache = try ArtifactCache(directory: scratch.path + "/cache", logger: log.logger)
    let entry = "cache/descriptors/\(key.digest.prefix(2))/\(key.digest)"
    (artifact, sidecar) = ("\(entry).h5", "\(entry).json")
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
  }

  @Test(arguments: Damage.allCases)
  func aDamagedEntryIsAMissReportedOnceAndQuarantined(damage: Damage) throws {
    try damage.inflict(on: artifact, sidecar, in: scratch)
    #expect(try cache.find(key) == nil)
    #expect(try cache.find(key) == nil)
    #expect(log.warnings.count == 1)
    #expect(log.warnings.first?.contains(key.digest) == true)
    #expect(log.warnings.first?.contains("It will be computed again.") == true)
    let left = try FileManager.default.contentsOfDirectory(
      atPath: "\(scratch.path)/cache/descriptors/\(key.digest.prefix(2))")
    let quarantined = try FileManager.default.contentsOfDirectory(
      atPath: "\(scratch.path)/cache/quarantine")
    #expect(left.isEmpty)
    #expect(!quarantined.isEmpty)
  }

  @Test(arguments: Damage.allCases)
  func recomputingAfterDamageGivesTheSameFiles(damage: Damage) throws {
    let (oldArtifact, oldSidecar) = (try scratch.bytes(artifact), try scratch.bytes(sidecar))
    try damage.inflict(on: artifact, sidecar, in: scratch)
    #expect(try cache.find(key) == nil)
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    #expect(try scratch.bytes(artifact) == oldArtifact)
    #expect(try scratch.bytes(sidecar) == oldSidecar)
    #expect(try cache.find(key)?.bytes == bytes)
    #expect(log.warnings.count == 1)
  }

  @Test func whatTurnsOutToBeOfNoUseIsReportedAndMovedAway() throws {
    try cache.retire(#require(try cache.find(key)), because: "it holds no descriptors")
    #expect(try cache.find(key) == nil)
    #expect(try scratch.bytes("cache/quarantine/\(key.digest).h5") == bytes)
    #expect(log.warnings.count == 1)
    #expect(
      log.warnings.first?.contains("is damaged: it holds no descriptors; it was moved") == true)
  }

  @Test func whatAnotherRunHasReplacedIsNotMovedAway() throws {
    let found = try #require(try cache.find(key))
    try cache.publish(key: key, fileExtension: "h5", bytes: [9])
    try cache.retire(found, because: "it holds no descriptors")
    #expect(try cache.find(key)?.bytes == [9])
    #expect(log.warnings.isEmpty)
  }

  @Test func damageAfterDamageIsKeptApartInTheQuarantine() throws {
    try scratch.write([9], to: artifact)
    #expect(try cache.find(key) == nil)
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    try scratch.write([8], to: artifact)
    #expect(try cache.find(key) == nil)
    #expect(try scratch.bytes("cache/quarantine/\(key.digest).h5") == [9])
    #expect(try scratch.bytes("cache/quarantine/\(key.digest).h5.2") == [8])
  }

  @Test func publishingOverAFolderIsRefusedAndLeavesNoTemporary() throws {
    try Damage.artifactIsAFolder.inflict(on: artifact, sidecar, in: scratch)
    #expect(
      throws: CacheError.cannotStore(
        directory: cache.directory,
        cause: FileError(
          operation: "replace", path: "\(scratch.path)/\(artifact)", cause: .notARegularFile))
    ) {
      try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    }
    #expect(
      try scratch.files(below: "cache").filter { $0.hasSuffix(".tmp") }.isEmpty)
  }

  @Test func anEntryOfAnotherExtensionIsQuarantinedWithItsSidecarGone() throws {
    try scratch.write([1], to: artifact.replacing(".h5", with: ".safetensors"))
    #expect(try cache.find(key)?.bytes == bytes)
    try FileManager.default.removeItem(atPath: "\(scratch.path)/\(sidecar)")
    #expect(try cache.find(key) == nil)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/cache/quarantine")
        .sorted()
        == ["\(key.digest).h5", "\(key.digest).safetensors"])
  }
}
