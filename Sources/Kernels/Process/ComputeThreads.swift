internal import CFeatureMaps
internal import COneDNN

/// How many threads the kernels that the calling thread compiles and runs compute with.
///
/// A thread has a number of its own once one is set there, else that of the process. Results in float32
/// do not depend on it.
///
/// Kernels of float32 share threads that look for work for some 50 microseconds, then sleep. oneDNN's, of
/// bfloat16, compute with those of OpenMP, which wait as its environment says, and that is read before the
/// program begins: `OMP_WAIT_POLICY=passive` lets them sleep at once, where by default they keep their
/// cores busy for a while after each kernel. It matters only where several threads compute one image.
public enum ComputeThreads {
  /// The number of threads, at least 1; OpenMP's, which is that of the cores unless its environment says
  /// otherwise, where none is set.
  public static var count: Int {
    let count = thread_count()
    return Int(count > 0 ? count : omp_get_max_threads())
  }

  /// Sets the number for the calling thread.
  ///
  /// - Parameter count: at least 1.
  public static func setCount(_ count: Int) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    thread_count_set_own(Int32(clamping: count))
  }

  /// Sets the number for every thread of the process that has none of its own.
  ///
  /// - Parameter count: at least 1.
  public static func setStandardCount(_ count: Int) {
    precondition(count >= 1, "expected at least 1 thread, found \(count)")
    thread_count_set_standard(Int32(clamping: count))
  }

  /// Tells OpenMP how many threads the library is to take where the calling thread calls it.
  ///
  /// - Parameter count: at least 1.
  static func tellLibrary(_ count: Int) { omp_set_num_threads(Int32(clamping: count)) }
}
