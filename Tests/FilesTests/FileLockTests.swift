import Files
import Foundation
import Synchronization
import TestSupport
import Testing

/// What keeps two runs apart.
@Suite struct FileLockTests {
  private let scratch: Scratch

  private var path: String { scratch.path + "/step.lock" }

  init() throws {
    scratch = try Scratch()
  }

  /// Takes the lock and gives it back at once; whether it was free.
  private func isFree(_ path: String) throws -> Bool {
    guard let lock = try FileLock.take(path) else { return false }
    lock.release()
    return true
  }

  /// Whether a lock is free within a second: a process that another test is starting at this moment may
  /// hold a copy of the descriptor until it runs its own program.
  private func becomesFree(_ path: String) throws -> Bool {
    for _ in 0..<200 {
      if try isFree(path) { return true }
      usleep(5000)
    }
    return false
  }

  @Test func aLockIsTakenOnceAndAgainWhenItWasGivenBack() throws {
    let taken = try FileLock.take(path)
    guard let lock = taken else {
      Issue.record("expected a lock that nobody has to be free")
      return
    }
    #expect(try !isFree(path))
    #expect(try isFree(path + ".other"))
    lock.release()
    #expect(try becomesFree(path))
  }

  @Test func theEndOfALockGivesItBack() throws {
    func hold() throws {
      let lock = try FileLock.take(path)
      let isHeld = lock != nil
      #expect(isHeld)
      #expect(try !isFree(path))
    }
    try hold()
    #expect(try becomesFree(path))
  }

  @Test func theFileOfALockKeepsWhatItHoldsAndStays() throws {
    try scratch.write([1, 2, 3], to: "step.lock")
    #expect(try isFree(path))
    #expect(try scratch.bytes("step.lock") == [1, 2, 3])
  }

  @Test func aLockThroughALinkOrInAMissingFolderIsRefused() throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: "step.lock")
    #expect(throws: FileError.self) { try isFree(scratch.path + "/link") }
    #expect(throws: FileError.self) { try isFree(scratch.path + "/missing/step.lock") }
    #expect(try scratch.files() == ["link"])
  }

  /// A process that writes holds the lock of its temporary file; no other may clean it away, whatever
  /// number its name tells.
  @Test func aTemporaryThatSomebodyHoldsIsNotStale() throws {
    let name = ".iir-999999999-1.tmp"
    let lock = try FileLock.take("\(scratch.path)/\(name)")
    let isHeld = lock != nil
    #expect(isHeld)
    try AtomicFile.removeStaleTemporaries(in: scratch.path)
    #expect(try scratch.files() == [name])
    lock?.release()
    #expect(try becomesFree("\(scratch.path)/\(name)"))
    for _ in 0..<200 where try !scratch.files().isEmpty {
      try AtomicFile.removeStaleTemporaries(in: scratch.path)
      usleep(5000)
    }
    #expect(try scratch.files() == [])
  }

  @Test func noTwoThreadsHaveTheLockAtOnce() {
    let path = path
    let holders = Mutex((now: 0, most: 0, taken: 0, failures: 0))
    DispatchQueue.concurrentPerform(iterations: 400) { _ in
      do throws(FileError) {
        guard let lock = try FileLock.take(path) else { return }
        holders.withLock {
          $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.taken + 1, $0.failures)
        }
        sched_yield()
        holders.withLock { $0.now -= 1 }
        lock.release()
      } catch {
        holders.withLock { $0.failures += 1 }
      }
    }
    let found = holders.withLock { $0 }
    #expect(found.most == 1)
    #expect(found.taken >= 1 && found.now == 0 && found.failures == 0)
  }
}
