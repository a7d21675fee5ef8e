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
}
