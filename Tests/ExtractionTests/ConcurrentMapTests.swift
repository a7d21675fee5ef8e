import Extraction
import Foundation
import Synchronization
import Testing

@Suite struct ConcurrentMapTests {
  private struct Refusal: Error, Equatable {
    let input: Int
  }

  @Test func resultsStandInTheOrderOfInputs() async throws {
    let results = try await mapConcurrently(Array(0..<40), width: 4) { input in
      // The first inputs take longest.
      Thread.sleep(forTimeInterval: Double(40 - input) / 20_000)
      return input * input
    }
    #expect(results == (0..<40).map { $0 * $0 })
  }

  @Test func noInputsGiveNoResults() async throws {
    let results = try await mapConcurrently([Int](), width: 3) { $0 }
    #expect(results.isEmpty)
  }

  @Test func eachInputIsReportedOnce() async throws {
    let finished = Mutex(0)
    _ = try await mapConcurrently(
      Array(0..<25), width: 3, onFinish: { finished.withLock { $0 += 1 } }, { $0 })
    #expect(finished.withLock { $0 } == 25)
  }

  @Test func theFirstErrorEndsTheWhole() async {
    let started = Mutex(0)
    await #expect(throws: Refusal(input: 3)) {
      try await mapConcurrently(Array(0..<1000), width: 2) { input in
        started.withLock { $0 += 1 }
        guard input != 3 else { throw Refusal(input: input) }
      }
    }
    // Those in work when the error came may finish; no other begins.
    #expect(started.withLock { $0 } < 1000)
  }

  @Test func noMoreThanTheWidthIsInWorkAtOnce() async throws {
    let active = Mutex((now: 0, most: 0))
    _ = try await mapConcurrently(Array(0..<20), width: 1) { _ in
      active.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      Thread.sleep(forTimeInterval: 0.001)
      active.withLock { $0.now -= 1 }
    }
    #expect(active.withLock { $0.most } == 1)
  }

  @Test func aCancelledTaskEndsInACancellation() async {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await mapConcurrently([1, 2, 3], width: 2) { $0 }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
