/// A block of memory that the buffers of a plan share over time.
///
/// It only grows: to what the largest plan takes. Growing moves it, so plans compare the generation
/// and place their buffers anew when it has changed.
@safe public final class ComputeArena {
  /// Raised whenever the block has moved.
  public private(set) var generation = 0

  /// The length of the block.
  public private(set) var byteCount = 0

  private var block: UnsafeMutableRawPointer?

  /// Creates an empty arena.
  public init() {}

  deinit { unsafe block?.deallocate() }

  /// Makes sure of a length.
  public func reserve(_ byteCount: Int) {
    guard byteCount > self.byteCount else { return }
    unsafe block?.deallocate()
    unsafe block = .allocate(byteCount: byteCount, alignment: 64)
    self.byteCount = byteCount
    generation += 1
  }

  func address(of offset: Int, byteCount: Int) -> UnsafeMutableRawPointer {
    guard let block = unsafe block, offset >= 0, offset + byteCount <= self.byteCount else {
      preconditionFailure(
        "expected bytes within \(self.byteCount), found \(byteCount) from \(offset)")
    }
    return unsafe block + offset
  }
}
