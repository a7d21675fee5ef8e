import Foundation
import Kernels

/// What the environment says of threads and memory, and what holds where it does not.
enum RuntimeEnvironment {
  /// The number of threads that OMP_NUM_THREADS asks for, or nil when it does not say.
  static var threadCount: Int? {
    variables["OMP_NUM_THREADS"].flatMap(Int.init).flatMap { $0 >= 1 ? $0 : nil }
  }

  /// Keeps the memory of freed images small, but for what the user has set; comes before any thread.
  ///
  /// By itself the allocator keeps what each thread frees in an arena of its own, large blocks too:
  /// extracting 1024-pixel images held 650 MB, much of it freed pixels.
  static func prepareMemory() {
    if variables["MALLOC_MMAP_THRESHOLD_"] == nil { SystemMemory.returnBlocks(of: 4 << 20) }
    if variables["MALLOC_ARENA_MAX"] == nil { SystemMemory.limitArenas(to: 2) }
    if variables["MALLOC_TRIM_THRESHOLD_"] == nil { SystemMemory.keepFreedBlocks(upTo: 32 << 20) }
  }

  private static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
