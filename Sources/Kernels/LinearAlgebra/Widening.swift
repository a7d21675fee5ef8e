internal import CFeatureMaps

/// Writes float16 numbers as float32, which holds each of them exactly.
///
/// - Parameters:
///   - halves: the numbers.
///   - values: at least as many elements, of which the first are replaced.
/// - Complexity: O(numbers), one thread.
public func widen(_ halves: Span<Float16>, into values: inout [Float]) {
  precondition(
    values.count >= halves.count, "expected room for \(halves.count), found \(values.count)")
  let count = halves.count
  unsafe halves.withUnsafeBytes { halves in
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let source = halves.baseAddress, let target = values.baseAddress else { return }
      unsafe halves_widen(source, count, target)
    }
  }
}
