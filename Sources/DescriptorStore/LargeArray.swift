internal import Glibc

extension Array where Element: BinaryFloatingPoint & BitwiseCopyable {
  /// Creates an array of zeros for a table that may fill most of the memory.
  ///
  /// The system is asked for large pages, so that it hands the memory out a few megabytes at a time and
  /// not by 4 KiB, which takes longer than reading the table. Where it has none, nothing changes.
  ///
  /// - Parameter count: the number of elements.
  package init(largeZeros count: Int) {
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      guard let start = bytes.baseAddress else { return }
      let skipped = (page - Int(bitPattern: start) % page) % page
      let length = (bytes.count - skipped) / page * page
      // A wish: its refusal is no failure.
      if length > 0 { _ = unsafe madvise(start + skipped, length, MADV_HUGEPAGE) }
      // The bits of a floating-point zero are zeros.
      unsafe memset(start, 0, bytes.count)
      filled = count
    }
  }
}
