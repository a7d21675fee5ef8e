import Dispatch
import Kernels
import Synchronization

/// Returns what a function gives for each index, computed with the threads of the kernels.
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
  let threads = min(count, ComputeThreads.count)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    for index in stride(from: thread, to: count, by: threads) {
      let result = transform(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap(\.self) }
}

/// Returns what a function gives for pieces of a table that follow each other, computed likewise.
///
/// - Parameters:
///   - rows: how many rows the table has.
///   - transform: given the rows of a piece, the same ones whatever the number of threads.
/// - Returns: one result a piece; none for a table without rows.
package func parallelMap<Result: Sendable>(
  rowsOf rows: Int, _ transform: @Sendable (Range<Int>) -> Result
) -> [Result] {
  parallelMap((rows + rowsOfPiece - 1) / rowsOfPiece) { piece in
    transform(piece * rowsOfPiece..<min((piece + 1) * rowsOfPiece, rows))
  }
}

/// Enough that waking a thread is soon repaid, and few enough that every thread has some.
private let rowsOfPiece = 256
