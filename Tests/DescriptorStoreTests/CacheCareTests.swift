import DescriptorStore
import Foundation
import TestSupport
import Testing

@Suite struct CacheListingTests {
  private let filled: FilledCache

  init() throws { filled = try FilledCache() }

  @Test func everyEntryIsListedWithTheBytesOfBothFiles() throws {
    let entries = try filled.cache.entries()
    let descriptors = [filled.first, filled.second].sorted { $0.digest < $1.digest }
    #expect(entries.map(\.record.key) == descriptors + [filled.weights])
    let sidecar = try filled.scratch.bytes(filled.entry(filled.first) + ".json").count
    let first = try #require(entries.first { $0.record.key == filled.first })
    #expect(first.bytes == 3 + sidecar)
    #expect(!first.isPinned)
    #expect(abs(first.made - Int(Date().timeIntervalSince1970)) < 60)
    #expect(first.lastUsed >= first.made)
  }

  @Test func incompleteEntriesAreNotListed() throws {
    try FileManager.default.removeItem(
      atPath: "\(filled.scratch.path)/\(filled.entry(filled.first)).h5")
    try FileManager.default.removeItem(
      atPath: "\(filled.scratch.path)/\(filled.entry(filled.second)).json")
    #expect(try filled.cache.entries().map(\.record.key) == [filled.weights])
  }

  @Test func aHitAfterADayIsNotedAndOneBeforeIsNot() throws {
    let now = Int(Date().timeIntervalSince1970)
    for (key, seconds) in [(filled.first, 90_000), (filled.second, 80_000)] {
      for end in ["h5", "json"] { try filled.age("\(filled.entry(key)).\(end)", by: seconds) }
      #expect(try filled.cache.find(key) != nil)
    }
    let entries = try filled.cache.entries()
    let first = try #require(entries.first { $0.record.key == filled.first })
    let second = try #require(entries.first { $0.record.key == filled.second })
    #expect(abs(first.made - (now - 90_000)) < 60)
    #expect(abs(first.lastUsed - now) < 60)
    #expect(abs(second.lastUsed - (now - 80_000)) < 60)
  }

  @Test func usageCountsEachKindOnItsOwn() throws {
    let before = try filled.cache.usage()
    #expect(before.artifacts.files == 6)
    #expect(before.artifacts.bytes == (try filled.cache.entries().reduce(0) { $0 + $1.bytes }))
    #expect(before.quarantine == FileTotal())
    #expect(before.checkpoints == FileTotal())
    #expect(before.locks == FileTotal(files: 1, bytes: 0))
    let other = ArtifactKey(stage: "weights", stageVersion: 2, fields: [:])
    try filled.cache.storeCheckpoint([1, 2, 3, 4], of: other)
    try filled.scratch.write([9, 9], to: filled.entry(filled.first) + ".h5")
    #expect(try filled.cache.find(filled.first) == nil)
    let after = try filled.cache.usage()
    #expect(after.artifacts.files == 4)
    #expect(after.quarantine.files == 2)
    #expect(after.checkpoints == FileTotal(files: 1, bytes: 4))
  }
}

@Suite struct CacheVerificationTests {
  private let filled: FilledCache

  init() throws { filled = try FilledCache() }

  @Test func aWholeCacheIsClean() throws {
    try filled.cache.pin(filled.first)
    try filled.cache.storeCheckpoint(
      [1], of: ArtifactKey(stage: "weights", stageVersion: 2, fields: [:]))
    try filled.scratch.write([], to: "cache/digests.index")
    let found = try filled.cache.verify()
    #expect(found.isClean, "\(found)")
    #expect(found.whole == FileTotal(files: 3, bytes: 9))
  }

  @Test func eachFaultIsReportedAndNothingIsDeleted() throws {
    let (first, second) = (filled.entry(filled.first), filled.entry(filled.second))
    try filled.scratch.write([1, 2, 4], to: first + ".h5")
    try FileManager.default.removeItem(atPath: "\(filled.scratch.path)/\(second).json")
    try filled.scratch.write([1], to: "cache/notes.txt")
    try filled.scratch.write([1], to: "cache/weights/readme")
    try filled.scratch.write([1], to: "cache/locks/other")
    try filled.scratch.write([1], to: filled.entry(filled.weights) + ".h5")
    let files = try filled.scratch.files(below: "cache")
    let found = try filled.cache.verify()
    let folder = filled.scratch.path
    #expect(found.damaged.map(\.path) == ["\(folder)/\(first)"])
    #expect(found.damaged.map(\.reason).allSatisfy { $0.contains("bytes are not those") })
    #expect(found.orphans.map(\.path) == ["\(folder)/\(second)"])
    #expect(
      found.strange.sorted()
        == [
          "\(folder)/cache/locks/other", "\(folder)/cache/notes.txt",
          "\(folder)/cache/weights/readme", "\(folder)/\(filled.entry(filled.weights)).h5",
        ].sorted())
    #expect(found.whole == FileTotal(files: 1, bytes: 1))
    #expect(!found.isClean)
    #expect(try filled.scratch.files(below: "cache") == files)
    #expect(filled.log.warnings.isEmpty)
  }

  @Test func anEntryInTheFolderOfAnotherStageIsDamaged() throws {
    let moved = "cache/other/\(filled.first.digest.prefix(2))"
    try FileManager.default.createDirectory(
      atPath: "\(filled.scratch.path)/\(moved)", withIntermediateDirectories: true)
    for end in ["h5", "json"] {
      let bytes = try filled.scratch.bytes("\(filled.entry(filled.first)).\(end)")
      try filled.scratch.write(bytes, to: "\(moved)/\(filled.first.digest).\(end)")
    }
    let found = try filled.cache.verify()
    #expect(found.damaged.map(\.reason) == ["its sidecar is that of another key"])
    #expect(try filled.cache.entries().count == 3)
  }
}

@Suite struct CacheRemovalTests {
  private let filled: FilledCache

  init() throws { filled = try FilledCache() }

  @Test func removedEntriesAreGoneAndTheOthersStay() throws {
    let sidecar = try filled.scratch.bytes(filled.entry(filled.first) + ".json").count
    let none = ArtifactKey(stage: "weights", stageVersion: 9, fields: [:])
    let removal = try filled.cache.remove([filled.first, none])
    #expect(removal.removed == [filled.first])
    #expect(removal.absent == [none])
    #expect(removal.refused.isEmpty)
    #expect(removal.freedBytes == 3 + sidecar)
    #expect(try filled.cache.find(filled.first) == nil)
    #expect(try filled.cache.find(filled.second) != nil)
    #expect(!filled.exists(filled.entry(filled.first) + ".h5"))
    #expect(try filled.cache.verify().isClean)
    #expect(filled.log.warnings.isEmpty)
  }

  @Test func aPinnedEntryStaysUntilItIsUnpinned() throws {
    try filled.cache.pin(filled.first)
    let refusal = try filled.cache.remove([filled.first, filled.second])
    #expect(refusal.refused == [filled.first: .pinned])
    #expect(refusal.removed == [filled.second])
    #expect(try filled.cache.find(filled.first) != nil)
    try filled.cache.unpin(filled.first)
    #expect(try filled.cache.remove([filled.first]).removed == [filled.first])
  }

  @Test func anEntryWhoseLockIsHeldStays() throws {
    let lock = try filled.cache.lock(filled.first, wait: false)
    #expect(try filled.cache.remove([filled.first]).refused == [filled.first: .inUse])
    #expect(try filled.cache.find(filled.first) != nil)
    lock.release()
    #expect(try filled.cache.remove([filled.first]).removed == [filled.first])
  }

  @Test func whatARunHasReservedStaysUntilItEnds() throws {
    let other = try ArtifactCache(directory: filled.cache.directory, logger: filled.log.logger)
    let later = ArtifactKey(stage: "scores", stageVersion: 1, fields: [:])
    let reservation = filled.cache.reserve([filled.first, later])
    try filled.cache.publish(key: later, fileExtension: "scores", bytes: [1])
    let removal = try other.remove([filled.first, filled.second, later])
    #expect(removal.refused == [filled.first: .inUse, later: .inUse])
    #expect(removal.removed == [filled.second])
    #expect(try other.verify().isClean)
    _ = consume reservation
    #expect(try other.remove([filled.first, later]).removed == [filled.first, later])
    #expect(try filled.scratch.files(below: "cache/runs").isEmpty)
  }

  @Test func eachOfTwoRunsKeepsWhatItHasReserved() throws {
    let first = filled.cache.reserve([filled.first, filled.second])
    let second = filled.cache.reserve([filled.second])
    _ = consume first
    let removal = try filled.cache.remove([filled.first, filled.second])
    #expect(removal.removed == [filled.first])
    #expect(removal.refused == [filled.second: .inUse])
    _ = consume second
    #expect(try filled.cache.remove([filled.second]).removed == [filled.second])
  }

  @Test func whatAnotherProcessHasReservedStaysUntilThatProcessDies() throws {
    let file = "cache/runs/5.run"
    try FileManager.default.createDirectory(
      atPath: "\(filled.cache.directory)/runs", withIntermediateDirectories: true)
    try filled.scratch.write(Array("\(filled.first.digest)\n".utf8), to: file)
    let holder = Process()
    let output = Pipe()
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    holder.arguments = [
      "--no-fork", "\(filled.scratch.path)/\(file)", "sh", "-c", "echo held; exec sleep 60",
    ]
    holder.standardOutput = output
    try holder.run()
    #expect(try output.fileHandleForReading.read(upToCount: 4) == Data("held".utf8))
    #expect(try filled.cache.remove([filled.first]).refused == [filled.first: .inUse])
    #expect(kill(holder.processIdentifier, SIGKILL) == 0)
    holder.waitUntilExit()
    #expect(try filled.cache.remove([filled.first]).removed == [filled.first])
    #expect(!filled.exists(file))
  }

  @Test func aDamagedEntryCanBeRemoved() throws {
    try filled.scratch.write([9], to: filled.entry(filled.first) + ".json")
    #expect(try filled.cache.remove([filled.first]).removed == [filled.first])
    #expect(try filled.cache.verify().isClean)
  }

  @Test func readersSeeAnEntryWholeOrNotAtAll() async throws {
    let (cache, key) = (filled.cache, filled.first)
    let sums = try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        for _ in 0..<60 {
          _ = try cache.remove([key])
          try cache.publish(key: key, fileExtension: "h5", bytes: [1, 2, 3])
        }
        return 0
      }
      group.addTask {
        try (0..<300).reduce(0) { sum, _ in sum + (try cache.find(key)?.bytes.count ?? 3) }
      }
      return try await group.reduce(0, +)
    }
    #expect(sums == 900)
    #expect(filled.log.warnings.isEmpty)
    #expect(!filled.exists("cache/quarantine"))
  }
}

@Suite struct CachePinTests {
  private let filled: FilledCache

  init() throws { filled = try FilledCache() }

  @Test func pinsNameTheirKeys() throws {
    #expect(try filled.cache.pins() == [])
    try filled.cache.pin(filled.first)
    try filled.cache.pin(filled.first)
    try filled.cache.pin(filled.weights)
    let pins = try filled.cache.pins()
    #expect(pins.map(\.digest) == [filled.first, filled.weights].map(\.digest).sorted())
    #expect(Set(pins.map(\.key)) == [filled.first, filled.weights])
    #expect(
      try filled.cache.entries().filter(\.isPinned).map(\.record.key)
        == [filled.first, filled.weights])
    try filled.cache.unpin(filled.first)
    try filled.cache.unpin(filled.first)
    #expect(try filled.cache.pins().map(\.key) == [filled.weights])
  }

  @Test func aDamagedPinStillKeepsItsEntry() throws {
    try filled.cache.pin(filled.first)
    try filled.scratch.write([1], to: "cache/pins/\(filled.first.digest)")
    #expect(try filled.cache.pins().map(\.key) == [nil])
    #expect(try filled.cache.remove([filled.first]).refused == [filled.first: .pinned])
  }
}
