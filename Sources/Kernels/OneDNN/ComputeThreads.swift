internal import COneDNN

/// How many OpenMP threads the kernels that the calling thread compiles and runs compute with.
///
/// The setting belongs to the calling thread. Kernels compiled under one count are to be run under
/// the same.
public enum ComputeThreads {
  /// The present number of threads, at least 1.
  public static var count: Int { Int(omp_get_max_threads()) }

  /// Sets the number of threads.
  ///
  /// - Parameter count: at least 1.
  public static func setCount(_ count: Int) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    omp_set_num_threads(Int32(clamping: count))
  }
}
