internal import CFeatureMaps

/// How this process takes memory from the system; for the beginning of a program.
public enum SystemMemory {
  /// Gives large blocks back to the system once they are freed.
  ///
  /// - Parameter byteCount: the size of the smallest of them, at least 1.
  public static func returnBlocks(of byteCount: Int) {
    precondition(byteCount >= 1, "expected at least 1 byte, found \(byteCount)")
    system_memory_return_blocks(byteCount)
  }

  /// Limits the arenas that threads take smaller blocks from, and free them into.
  ///
  /// - Parameter count: at least 1.
  public static func limitArenas(to count: Int) {
    precondition(count >= 1, "expected at least 1 arena, found \(count)")
    system_memory_limit_arenas(Int32(clamping: count))
  }

  /// Keeps freed smaller blocks for the next ones: a page that comes anew from the system costs as much as
  /// thousands of multiplications, and each training step frees and takes the same blocks.
  ///
  /// - Parameter byteCount: how much is kept at the end of each arena, at least 0.
  public static func keepFreedBlocks(upTo byteCount: Int) {
    precondition(byteCount >= 0, "expected at least 0 bytes, found \(byteCount)")
    system_memory_keep_freed(byteCount)
  }
}
