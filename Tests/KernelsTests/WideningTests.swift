import Kernels
import Testing

@Suite struct WideningTests {
  private let halves = (0...UInt16.max).map { Float16(bitPattern: $0) }

  private func widened(_ halves: Span<Float16>) -> [Float] {
    var values = [Float](repeating: 9, count: halves.count + 1)
    widen(halves, into: &values)
    #expect(values.last == 9)
    return values.dropLast()
  }

  private func equals(_ value: Float, _ half: Float16) -> Bool {
    half.isNaN ? value.isNaN : value.bitPattern == Float(half).bitPattern
  }

  @Test func everyNumberIsWidenedExactly() {
    #expect(zip(widened(halves.span), halves).allSatisfy(equals))
  }

  /// Fewer than eight numbers take another way than eight do.
  @Test func everyNumberIsWidenedExactlyInShortLists() {
    for start in stride(from: 0, to: halves.count, by: 7) {
      let few = halves[start..<min(start + 7, halves.count)]
      #expect(zip(widened(few.span), few).allSatisfy(equals))
    }
  }
}
