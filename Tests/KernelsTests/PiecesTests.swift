import CFeatureMaps
import Dispatch
import Glibc
import Synchronization
import Testing

/// Work in pieces that threads share: every piece is done once, whoever else is at work.
@Suite(.timeLimit(.minutes(1))) struct PiecesTests {
  @Test(arguments: [0, 1, 2, 3, 64, 1_000], [1, 2, 3, 4, 9, 300] as [Int32])
  func everyPieceIsDoneOnce(count: Int, threads: Int32) {
    for _ in 0..<20 {
      let tally = Tally(count: count)
      tally.run(threads: threads)
      #expect(tally.timesDone == Array(repeating: 1, count: count))
    }
  }

  @Test(arguments: [1, 2, 4, 300] as [Int32])
  func workersHaveNumbersOfTheirOwnAndAreWaitedFor(threads: Int32) {
    for _ in 0..<30 {
      let atWork = Mutex<Set<Int>>([])
      let wrong = Mutex<[Int]>([])
      let tally = Tally(count: 12) { _, worker in
        let isAlone = atWork.withLock { $0.insert(worker).inserted }
        if !isAlone || worker >= threads { wrong.withLock { $0.append(worker) } }
        // Gives others time to come, on however few cores.
        usleep(300)
        atWork.withLock { _ = $0.remove(worker) }
      }
      tally.run(threads: threads)
      #expect(wrong.withLock { $0 } == [])
      #expect(tally.timesDone == Array(repeating: 1, count: 12))
    }
  }

  @Test func callsFromSeveralThreadsAtOnceAreAllDone() {
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 6) { caller in
      for call in 0..<100 {
        let tally = Tally(count: (caller + call) % 40)
        tally.run(threads: 2 + Int32(caller % 3))
        if tally.timesDone.contains(where: { $0 != 1 }) { failures.withLock { $0 += 1 } }
      }
    }
    #expect(failures.withLock { $0 } == 0)
  }

  @Test func aPieceMayHavePiecesOfItsOwn() {
    let inner = (0..<20).map { Tally(count: $0) }
    let outer = Tally(count: 20) { piece, _ in inner[piece].run(threads: 3) }
    outer.run(threads: 3)
    #expect(outer.timesDone == Array(repeating: 1, count: 20))
    #expect(inner.allSatisfy { tally in tally.timesDone.allSatisfy { $0 == 1 } })
  }

  /// The other caller is at its pieces until this one's are done.
  @Test func nobodyWaitsForAnotherCaller() {
    let (begun, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let ended = DispatchSemaphore(value: 0)
    let busy = Tally(count: 2) { _, _ in
      begun.signal()
      mayEnd.wait()
    }
    DispatchQueue.global().async {
      busy.run(threads: 2)
      ended.signal()
    }
    begun.wait()
    let tally = Tally(count: 100)
    tally.run(threads: 4)
    #expect(tally.timesDone == Array(repeating: 1, count: 100))
    #expect(busy.timesDone.contains(0))
    for _ in 0..<2 { mayEnd.signal() }
    ended.wait()
    #expect(busy.timesDone == [1, 1])
  }
}

/// Pieces of work that count how often each is done.
private final class Tally: Sendable {
  private let done: Mutex<[Int]>
  private let count: Int
  private let work: @Sendable (_ piece: Int, _ worker: Int) -> Void

  init(count: Int, work: @escaping @Sendable (_ piece: Int, _ worker: Int) -> Void = { _, _ in }) {
    self.count = count
    self.work = work
    done = Mutex(Array(repeating: 0, count: count))
  }

  /// How often each piece is done.
  var timesDone: [Int] { done.withLock { $0 } }

  func run(threads: Int32) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe pieces_run(
      count, threads,
      { context, piece, worker in
        guard let context = unsafe context else { return }
        let tally = unsafe Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue()
        tally.work(piece, worker)
        tally.done.withLock { $0[piece] += 1 }
      }, context)
  }
}
