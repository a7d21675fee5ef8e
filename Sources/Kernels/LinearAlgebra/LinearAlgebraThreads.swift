internal import Synchronization

/// How many threads the linear algebra of this process may use.
///
/// The setting belongs to the process, not to a caller: set it once, before the first product. Results do
/// not depend on it.
public enum LinearAlgebraThreads {
  private static let setCount = Atomic<Int>(0)

  /// The present number of threads, at least 1; that of the processor's cores until it is set.
  public static var count: Int {
    let count = setCount.load(ordering: .relaxed)
    return count > 0 ? count : ComputeThreads.count
  }

  /// Sets the number of threads.
  ///
  /// - Parameter count: at least 1.
  public static func setCount(_ count: Int) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    setCount.store(count, ordering: .relaxed)
  }
}
