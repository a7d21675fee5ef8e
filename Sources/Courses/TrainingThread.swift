import Foundation
import Kernels
package import Training

/// One trainer, made and used on a thread of its own.
///
/// The number of threads that kernels compute with belongs to a thread, and the concurrency runtime moves
/// a task between threads at every `await`.
package actor TrainingThread {
  private let executor = SingleThreadExecutor()
  private var trainer: Trainer?

  /// Begins a thread without a trainer.
  package init() {}

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Makes the trainer.
  ///
  /// - Parameters:
  ///   - threads: how many threads its steps are computed with.
  ///   - make: makes it, on its thread.
  /// - Throws: what `make` throws.
  package func prepare(threads: Int, _ make: @Sendable () throws -> sending Trainer) throws {
    ComputeThreads.setCount(threads)
    trainer = try make()
  }

  /// Learns from one batch, and tells how the step went where one is made and it is asked for.
  package func takeStep(on batch: TrainingBatch, measuring: Bool) throws -> StepReport {
    try prepared.takeStep(on: batch, measuring: measuring)
  }

  /// Returns something of the trainer, or brings something into it.
  package func read<Value: Sendable>(
    _ value: @Sendable (Trainer) throws -> Value
  ) rethrows -> Value {
    try value(prepared)
  }

  private var prepared: Trainer {
    guard let trainer else { preconditionFailure("expected a trainer to be prepared") }
    return trainer
  }
}

/// Runs jobs one after another on one thread, which ends with the executor.
final class SingleThreadExecutor: SerialExecutor {
  private let queue = JobQueue()

  init() {
    let queue = queue
    Thread.detachNewThread { queue.run() }
  }

  deinit { queue.close() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // The actor that the job belongs to keeps this executor until the job is done.
    let executor = unsafe asUnownedSerialExecutor()
    queue.append { unsafe job.runSynchronously(on: executor) }
  }
}

/// Jobs that wait for their thread.
///
/// Unchecked because `condition` guards the two variables.
private final class JobQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [@Sendable () -> Void] = []
  private var isClosed = false

  func append(_ job: @escaping @Sendable () -> Void) {
    condition.withLock { jobs.append(job) }
    condition.signal()
  }

  func close() {
    condition.withLock { isClosed = true }
    condition.signal()
  }

  /// Runs jobs until the queue is closed and empty.
  func run() {
    while let job = next() { job() }
  }

  private func next() -> (@Sendable () -> Void)? {
    condition.withLock {
      while jobs.isEmpty && !isClosed { condition.wait() }
      return jobs.isEmpty ? nil : jobs.removeFirst()
    }
  }
}
