import DescriptorStore
import Files
import Foundation
import TestSupport
import Testing

/// Returns everything below a folder with kind, size, mode and both times of each file.
private func listing(_ folder: String) throws -> [String: [Int]] {
  var listing: [String: [Int]] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder) + ["."] {
    var status = stat()
    try #require(unsafe lstat("\(folder)/\(name)", &status) == 0)
    listing[name] = [
      Int(status.st_mode), Int(status.st_size), Int(status.st_mtim.tv_sec),
      Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec),
    ]
  }
  return listing
}

@Suite struct BaseCacheTests {
  private let scratch: Scratch
  private let log = WarningLog()
  private let base: ArtifactCache
  private let cache: ArtifactCache
  private let key = ArtifactKey(stage: "descriptors", stageVersion: 1, fields: [:])
  private let other = ArtifactKey(stage: "descriptors", stageVersion: 2, fields: [:])
  private let bytes: [UInt8] = [1, 2, 3]

  init() throws {
    scratch = try Scratch()
    base = try ArtifactCache(directory: scratch.path + "/base", logger: log.logger)
    cache = try ArtifactCache(
      directory: scratch.path + "/cache", logger: log.logger, base: base.directory)
  }

  @Test func whatTheBaseHoldsIsFound() throws {
    try base.publish(key: key, fileExtension: "h5", bytes: bytes)
    let found = try #require(try cache.find(key))
    #expect(found.bytes == bytes)
    #expect(found.path.hasPrefix(base.directory + "/"))
    #expect(try cache.record(of: key).flatMap(cache.find)?.bytes == bytes)
    #expect(try cache.record(of: other) == nil)
    #expect(try cache.find(other) == nil)
  }

  @Test func thePrivateEntryComesFirst() throws {
    try base.publish(key: key, fileExtension: "h5", bytes: [9])
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    #expect(try cache.find(key)?.bytes == bytes)
    #expect(try base.find(key)?.bytes == [9])
  }

  @Test func recordsAreThoseOfBothOnceEach() throws {
    try base.publish(key: key, fileExtension: "h5", bytes: bytes)
    try base.publish(key: other, fileExtension: "h5", bytes: bytes)
    try cache.publish(key: key, fileExtension: "h5", bytes: [9])
    let records = try cache.records(ofStage: "descriptors")
    #expect(records.map(\.key.digest) == [key, other].map(\.digest).sorted())
    #expect(records.first { $0.key == key }?.size == 1)
    #expect(try cache.entries().map(\.record.key) == [key])
  }

  @Test func nothingIsEverWrittenToTheBase() throws {
    let third = ArtifactKey(stage: "weights", stageVersion: 1, fields: [:])
    try base.publish(key: key, fileExtension: "h5", bytes: bytes)
    let damaged = try base.publish(key: other, fileExtension: "h5", bytes: bytes)
    try Data([7, 7, 7]).write(to: URL(filePath: damaged.path))
    let temporary = "base/descriptors/\(key.digest.prefix(2))/.iir-999999999-4.tmp"
    try scratch.write([1], to: temporary)
    let old = [
      timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0),
    ]
    let sidecar = "\(base.directory)/descriptors/\(key.digest.prefix(2))/\(key.digest).json"
    #expect(unsafe utimensat(AT_FDCWD, sidecar, old, 0) == 0)
    let before = try listing(base.directory)
    let reopened = try ArtifactCache(
      directory: cache.directory, logger: log.logger, base: base.directory)
    #expect(try reopened.find(key)?.bytes == bytes)
    #expect(try reopened.find(other) == nil)
    #expect(try reopened.find(third) == nil)
    try reopened.publish(key: other, fileExtension: "h5", bytes: [5])
    try reopened.retire(#require(try reopened.find(key)), because: "it is of no use")
    try reopened.pin(key)
    try reopened.storeCheckpoint([1], of: third)
    _ = try reopened.remove([key, other])
    _ = try reopened.records(ofStage: "descriptors")
    _ = try reopened.verify()
    _ = try reopened.usage()
    #expect(try listing(base.directory) == before)
  }

  @Test func damageInTheBaseIsReportedOnceAndMadeAnewInThePrivateCache() throws {
    let path = try base.publish(key: key, fileExtension: "h5", bytes: bytes).path
    try Data([7, 7, 7]).write(to: URL(filePath: path))
    #expect(try cache.find(key) == nil)
    let made = try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    #expect(made.path.hasPrefix(cache.directory + "/"))
    #expect(try cache.find(key)?.bytes == bytes)
    #expect(log.warnings.count == 1)
    #expect(log.warnings.first?.contains("base cache") == true)
    #expect(try scratch.bytes(String(path.dropFirst(scratch.path.count + 1))) == [7, 7, 7])
  }

  @Test func damageInThePrivateCacheIsMadeGoodByTheBase() throws {
    try base.publish(key: key, fileExtension: "h5", bytes: bytes)
    let path = try cache.publish(key: key, fileExtension: "h5", bytes: bytes).path
    try Data([7, 7, 7]).write(to: URL(filePath: path))
    let found = try #require(try cache.find(key))
    #expect(found.bytes == bytes)
    #expect(found.path.hasPrefix(base.directory + "/"))
    #expect(log.warnings.count == 1)
  }

  @Test func aBaseThatIsNotThereIsAnError() throws {
    let path = scratch.path + "/none"
    #expect(
      throws: CacheError.unusableBase(
        directory: path, cause: FileError(operation: "use", path: path, cause: .missing))
    ) {
      _ = try ArtifactCache(directory: cache.directory, logger: log.logger, base: path)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aFileIsNoBase() throws {
    try scratch.write([1], to: "file")
    let path = scratch.path + "/file"
    #expect(
      throws: CacheError.unusableBase(
        directory: path, cause: FileError(operation: "use", path: path, cause: .notADirectory))
    ) {
      _ = try ArtifactCache(directory: cache.directory, logger: log.logger, base: path)
    }
  }

  @Test(arguments: ["cache", "./cache", "link", "other/../cache/"])
  func aCacheIsNotItsOwnBase(name: String) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/other", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: cache.directory)
    let path = "\(scratch.path)/\(name)"
    #expect(throws: CacheError.baseIsCache(directory: cache.directory, base: path)) {
      _ = try ArtifactCache(directory: cache.directory, logger: log.logger, base: path)
    }
  }
}
