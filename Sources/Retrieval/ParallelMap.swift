import Dispatch
import Kernels
import Synchronization

/// Returns what a function gives for each index, computed with the threads of the linear algebra.
///
/// Results stand at their index, so they do not depend on the number of threads.
///
/// - Parameters:
///   - count: how many indices there are, counted from 0.
///   - transform: called once an index, by several threads at a time.
/// - Returns: one result an index.
func parallelMap<Result: Sendable>(
  _ count: Int, _ transform: @Sendable (Int) -> Result
) -> [Result] {
  let threads = min(count, LinearAlgebraThreads.count)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    for index in stride(from: thread, to: count, by: threads) {
      let result = transform(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap(\.self) }
}
