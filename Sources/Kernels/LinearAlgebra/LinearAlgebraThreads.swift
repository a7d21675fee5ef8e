internal import COpenBLAS

/// How many threads the linear algebra of this process may use.
///
/// The setting belongs to the process, not to a caller: set it once, before the first product.
/// Results of one machine repeat bit for bit only under one thread count.
public enum LinearAlgebraThreads {
  /// The present number of threads, at least 1.
  public static var count: Int { Int(openblas_get_num_threads()) }

  /// Sets the number of threads.
  ///
  /// - Parameter count: at least 1.
  public static func setCount(_ count: Int) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    openblas_set_num_threads(Int32(clamping: count))
  }
}
