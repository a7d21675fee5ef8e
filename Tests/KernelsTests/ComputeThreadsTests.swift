import COneDNN
import Foundation
import Kernels
import Synchronization
import Tensors
import Testing

/// A thread has a number of its own, or that of the process.
@Suite struct ComputeThreadsTests {
  /// In a process of its own, since other tests set the number of theirs.
  @Test func theNumberOfTheProcessHoldsWhereNoneIsSet() async {
    await #expect(processExitsWith: .success) {
      func count(afterSetting own: Int?) throws -> Int {
        try onNewThread {
          if let own { ComputeThreads.setCount(own) }
          return ComputeThreads.count
        }
      }
      ComputeThreads.setStandardCount(7)
      let counts = try [nil, 5, nil].map { try count(afterSetting: $0) }
      #expect(counts == [7, 5, 7])
    }
  }

  @Test func theLibraryRunsWithTheNumberThatItWasCompiledFor() throws {
    let numbers = try onNewThread {
      let context = try ComputeContext()
      let plain = try Memory(Layout([4, 8]), in: context)
      let rounded = try Memory(Layout([4, 8], precision: .bfloat16), in: context)
      ComputeThreads.setCount(5)
      let step = try Kernel.reorder(from: plain.layout, to: rounded.layout, in: context)
        .bound(to: [.source: plain, .destination: rounded])
      let compiled = omp_get_max_threads()
      omp_set_num_threads(1)
      ComputeThreads.setCount(2)
      try step.run()
      return [compiled, omp_get_max_threads()]
    }
    #expect(numbers == [5, 5])
  }
}

/// Returns what a function gives on a thread where no number was set.
private func onNewThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) throws -> Value {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    let outcome = Result { try work() }
    result.withLock { $0 = outcome }
    done.signal()
  }
  done.wait()
  return try #require(result.withLock { $0 }).get()
}
