/// Eight neighbouring numbers at a time, for loops that the compiler does not turn into vectors
/// itself, such as those with a square root.
extension Span<Float> {
  /// Returns the elements from `index` to `index + 7`, which must be inside.
  @unsafe @inline(__always)
  func lanes(at index: Int) -> SIMD8<Float> {
    unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: 4 &* index, as: SIMD8<Float>.self)
  }
}

extension MutableSpan<Float> {
  /// Returns the elements from `index` to `index + 7`, which must be inside.
  @unsafe @inline(__always)
  func lanes(at index: Int) -> SIMD8<Float> {
    unsafe span.lanes(at: index)
  }

  /// Replaces the elements from `index` to `index + 7`, which must be inside.
  @unsafe @inline(__always)
  mutating func store(_ lanes: SIMD8<Float>, at index: Int) {
    var bytes = unsafe mutableBytes
    unsafe bytes.storeBytes(
      of: lanes, toUncheckedByteOffset: 4 &* index, as: SIMD8<Float>.self)
  }
}
