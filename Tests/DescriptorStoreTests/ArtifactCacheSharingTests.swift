import DescriptorStore
import Files
import Foundation
import TestSupport
import Testing

@Suite struct ArtifactCacheSharingTests {
  private let scratch: Scratch
  private let log = WarningLog()
  private let cache: ArtifactCache
  private let key = ArtifactKey(stage: "descriptors", stageVersion: 1, fields: [:])
  private let bytes: [UInt8] = [1, 2, 3]

  init() throws {
    scratch = try Scratch()
    cache = try ArtifactCache(directory: scratch.path + "/cache", logger: log.logger)
  }

  @Test func aHeldLockIsBusyForWhoDoesNotWait() throws {
    let lock = try cache.lock(key, wait: true)
    let path = "\(cache.directory)/locks/\(key.digest).lock"
    #expect(throws: CacheError.busy(stage: "descriptors", lock: path)) {
      try cache.lock(key, wait: false).release()
    }
    lock.release()
    try cache.lock(key, wait: false).release()
  }

  @Test func aLockOfAnotherProcessIsBusyUntilThatProcessDies() throws {
    try cache.lock(key, wait: false).release()
    let path = "\(cache.directory)/locks/\(key.digest).lock"
    let holder = Process()
    let output = Pipe()
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    holder.arguments = ["--no-fork", path, "sh", "-c", "echo held; exec sleep 60"]
    holder.standardOutput = output
    try holder.run()
    #expect(try output.fileHandleForReading.read(upToCount: 4) == Data("held".utf8))
    #expect(throws: CacheError.busy(stage: "descriptors", lock: path)) {
      try cache.lock(key, wait: false).release()
    }
    #expect(kill(holder.processIdentifier, SIGKILL) == 0)
    holder.waitUntilExit()
    try cache.lock(key, wait: false).release()
  }

  @Test func keysDoNotBlockEachOther() throws {
    let other = ArtifactKey(stage: "descriptors", stageVersion: 2, fields: [:])
    let lock = try cache.lock(key, wait: true)
    try cache.lock(other, wait: false).release()
    lock.release()
  }

  @Test func whoWaitsGetsWhatTheOtherMade() async throws {
    let (cache, key, bytes) = (cache, key, bytes)
    let found = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          let lock = try cache.lock(key, wait: true)
          let found = try cache.find(key)
          if found == nil {
            usleep(50_000)
            try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
          }
          lock.release()
          return found?.bytes == bytes
        }
      }
      return try await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    // One found it made, so the other made it: once.
    #expect(found.filter { $0 }.count == 1)
    #expect(log.warnings.isEmpty)
  }

  @Test func aCancelledTaskStopsWaiting() async throws {
    let lock = try cache.lock(key, wait: true)
    let (cache, key) = (cache, key)
    let waiter = Task { try cache.lock(key, wait: true).release() }
    waiter.cancel()
    await #expect(
      throws: CacheError.cancelled(
        stage: "descriptors", lock: "\(cache.directory)/locks/\(key.digest).lock")
    ) {
      try await waiter.value
    }
    lock.release()
  }

  @Test func readersNeverSeeAReplacementAsDamage() async throws {
    let (cache, key) = (cache, key)
    try cache.publish(key: key, fileExtension: "h5", bytes: [0])
    let reads = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        for round in 1..<60 {
          try cache.publish(key: key, fileExtension: "h5", bytes: [UInt8(round)])
        }
        return []
      }
      group.addTask {
        try (0..<300).map { _ in try cache.find(key)?.bytes.first ?? 255 }
      }
      return try await group.reduce(into: [UInt8]()) { $0 += $1 }
    }
    #expect(reads.count == 300)
    #expect(reads == reads.sorted())
    #expect(!reads.contains(255))
    #expect(log.warnings.isEmpty)
  }

  @Test func aReadOnlyCacheServesItsHits() throws {
    try cache.publish(key: key, fileExtension: "h5", bytes: bytes)
    try withoutPrivileges {
      let readOnly = try ArtifactCache(directory: cache.directory, logger: log.logger)
      #expect(try readOnly.find(key)?.bytes == bytes)
      #expect(try readOnly.record(of: key).flatMap(readOnly.find)?.bytes == bytes)
      let isReserved = readOnly.reserve([key]) != nil
      #expect(!isReserved)
    }
    #expect(log.warnings.isEmpty)
  }

  @Test func aMissThatCannotBeStoredFailsBeforeTheWork() throws {
    let folder = cache.directory
    try withoutPrivileges {
      let readOnly = try ArtifactCache(directory: folder, logger: log.logger)
      #expect(
        throws: CacheError.cannotStore(
          directory: folder,
          cause: FileError(operation: "create", path: folder + "/locks", cause: .permission))
      ) {
        try readOnly.lock(key, wait: true).release()
      }
      #expect(
        throws: CacheError.cannotStore(
          directory: folder,
          cause: FileError(
            operation: "create", path: folder + "/descriptors", cause: .permission))
      ) {
        try readOnly.publish(key: key, fileExtension: "h5", bytes: bytes)
      }
    }
  }

  @Test func damageInAReadOnlyCacheIsAMissAndReportedOnce() throws {
    let path = try cache.publish(key: key, fileExtension: "h5", bytes: bytes).path
    try Data([9, 9, 9]).write(to: URL(filePath: path))
    let found = try withoutPrivileges { [try cache.find(key), try cache.find(key)] }
    #expect(found == [nil, nil])
    #expect(log.warnings.count == 1)
    #expect(log.warnings.first?.contains("cannot be written to") == true)
    #expect(try scratch.files(below: "cache").filter { $0.hasPrefix("quarantine") }.isEmpty)
  }

  /// Runs work that the file system treats as an ordinary user's, in folders made read-only.
  ///
  /// Permissions do not bind the superuser, so a test that runs as one gives up this thread's
  /// file-system identity for the time of the work.
  private func withoutPrivileges<Value>(_ work: () throws -> Value) throws -> Value {
    let folders = [cache.directory] + (try subfolders(of: cache.directory))
    for folder in folders { #expect(unsafe chmod(folder, 0o555) == 0) }
    defer { for folder in folders { _ = unsafe chmod(folder, 0o755) } }
    guard geteuid() == 0 else { return try work() }
    typealias SetIdentity = @convention(c) (uid_t) -> Int32
    let symbol = try unsafe #require(unsafe dlsym(nil, "setfsuid"))
    let setIdentity = unsafe unsafeBitCast(symbol, to: SetIdentity.self)
    _ = setIdentity(65534)
    defer { _ = setIdentity(0) }
    return try work()
  }

  private func subfolders(of folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter {
      try FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType
        == .typeDirectory
    }
  }
}
