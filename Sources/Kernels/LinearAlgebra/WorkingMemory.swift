/// Calls a closure with working memory that begins at a cache line, with whatever it holds.
///
/// - Parameters:
///   - count: how many elements.
///   - body: what is done with them.
/// - Returns: what the closure returns.
func withWorkingMemory<Element: BitwiseCopyable, Result>(
  of count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
) -> Result {
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64)
  defer { unsafe memory.deallocate() }
  return unsafe body(memory.assumingMemoryBound(to: Element.self))
}
