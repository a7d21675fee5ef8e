/// The SplitMix64 generator: a counter whose every value is mixed.
///
/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", with
/// Stafford's variant 13 of the mixing. It fills the state of `SeededGenerator`, and being the same
/// few lines in any language it gives tests the tensors that their reference scripts used.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  package var state: UInt64

  /// Creates the stream that begins at a state.
  package init(state: UInt64) {
    self.state = state
  }

  /// Creates the stream of a name: its state is the 64-bit FNV-1a hash of the name's UTF-8 bytes.
  package init(name: String) {
    state = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
  }

  /// Returns the next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
