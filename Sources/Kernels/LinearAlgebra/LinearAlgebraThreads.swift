internal import COpenBLAS
internal import Synchronization

/// How many threads the linear algebra of this process may use.
///
/// The setting belongs to the process, not to a caller: set it once, before the first product.
public enum LinearAlgebraThreads {
  private static let setCount = Atomic<Int>(0)

  /// The present number of threads, at least 1.
  public static var count: Int {
    let count = setCount.load(ordering: .relaxed)
    return count > 0 ? count : Int(openblas_get_num_threads())
  }

  /// Sets the number of threads.
  ///
  /// - Parameters:
  ///   - count: at least 1.
  ///   - numerics: under exact ones OpenBLAS, which divides its products by the number of threads,
  ///     computes with one; searches and projections, which do not depend on it, with all.
  public static func setCount(_ count: Int, numerics: Numerics) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    setCount.store(count, ordering: .relaxed)
    openblas_set_num_threads(numerics == .exact ? 1 : Int32(clamping: count))
  }
}
