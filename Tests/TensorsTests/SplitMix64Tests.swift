import Tensors
import Testing

@Suite struct SplitMix64Tests {
  /// Computed in Python from the published recurrence.
  @Test func drawsAreThePublishedOnes() {
    var generator = SplitMix64(state: 1_234_567)
    let draws = (0..<3).map { _ in generator.next() }
    #expect(
      draws == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  /// FNV-1a's published hashes of the empty text and of "a".
  @Test func aNamesStreamBeginsAtItsHash() {
    #expect(SplitMix64(name: "").state == 0xcbf2_9ce4_8422_2325)
    #expect(SplitMix64(name: "a").state == 0xaf63_dc4c_8601_ec8c)
  }
}
