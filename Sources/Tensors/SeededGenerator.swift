import Glibc

/// A stream of random draws that is a pure function of (seed, purpose, epoch, index).
///
/// Two streams that differ in any of the four are independent for all practical ends, so no draw
/// depends on the timing or the number of threads. The recurrence is xoshiro256** (Blackman and
/// Vigna 2021, "Scrambled linear pseudorandom number generators", section 5.1), its state filled by
/// SplitMix64.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates the stream of one purpose.
  ///
  /// - Parameters:
  ///   - seed: the seed of the plan.
  ///   - purpose: what the draws are for, such as "augmentation"; keeps unrelated streams apart.
  ///   - epoch: the pass over the data, or 0.
  ///   - index: the item within the pass, or 0.
  public init(seed: UInt64, purpose: String, epoch: Int = 0, index: Int = 0) {
    var mixer = SplitMix64(state: seed)
    let hash = SplitMix64(name: purpose).state
    for word in [hash, UInt64(bitPattern: Int64(epoch)), UInt64(bitPattern: Int64(index))] {
      mixer.state = mixer.next() ^ word
    }
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Returns the next 64 random bits.
  public mutating func next() -> UInt64 {
    let scaled = state.1 &* 5
    let result = ((scaled << 7) | (scaled >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// Returns a draw from 0 (included) to 1 (excluded), on a grid of 2^-24.
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Returns a draw from an interval; the upper bound can be reached only by rounding.
  public mutating func uniform(in interval: Range<Float>) -> Float {
    interval.lowerBound + (interval.upperBound - interval.lowerBound) * uniform()
  }

  /// Returns a draw from the normal distribution of mean 0 and deviation 1 (Box and Muller 1958).
  public mutating func normal() -> Float {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Returns a whole number from 0 to `bound - 1`, each equally likely.
  ///
  /// - Parameter bound: at least 1.
  /// - Returns: a draw without bias (Lemire 2019).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "expected a bound of at least 1, found \(bound)")
    let bound = UInt64(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// Returns true with the given probability.
  public mutating func chance(_ probability: Float) -> Bool {
    uniform() < probability
  }

  /// Returns one of the choices, each equally likely.
  public mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[integer(below: choices.count)]
  }

  /// Returns the numbers 0 to `count - 1` in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }
}
