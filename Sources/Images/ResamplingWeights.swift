/// The source pixels of each resized pixel along one axis, and their fixed-point weights.
///
/// Positions, rounding and precision are Pillow's (`Resample.c`), so that pixels come out equal.
struct ResamplingWeights {
  /// Bits after the binary point: 32, less 8 for the sample and 2 for sign and overshoot.
  static let precision: Int32 = 22

  /// Bits in the low part of a split weight.
  static let lowBits: Int32 = 11

  /// One fixed-point weight, in two parts.
  ///
  /// Each part fits 16 bits, which lets the compiler use 16-bit multiplications.
  struct Term {
    /// The bits above `lowBits`, with the sign.
    let high: Int16

    /// The lowest `lowBits` bits, at least 0.
    let low: Int16
  }

  /// The source pixels along the axis.
  let length: Int

  /// The source pixels used by each resized pixel.
  private(set) var ranges: [Range<Int>] = []

  /// Where each resized pixel's weights begin in `terms`.
  private(set) var starts: [Int] = []

  /// The weights of all resized pixels, one after the other.
  private(set) var terms: [Term] = []

  /// Creates the weights of one axis.
  ///
  /// - Parameters:
  ///   - length: the source pixels along the axis.
  ///   - extent: how much of the axis, from 0, is stretched over the result; at most `length`.
  ///     Single precision, as in Pillow.
  ///   - size: the pixels of the result.
  ///   - filter: the shape of the weights.
  init(length: Int, extent: Float, size: Int, filter: ResamplingFilter) {
    self.length = length
    let scale = Double(extent) / Double(size)
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    for position in 0..<size {
      let center = (Double(position) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let range = first..<min(length, Int(center + support + 0.5))
      let weights = range.map { filter.weight(at: (Double($0) - center + 0.5) * (1 / stretch)) }
      ranges.append(range)
      starts.append(terms.count)
      append(weights)
    }
  }

  private mutating func append(_ weights: [Double]) {
    let sum = weights.reduce(0, +)
    for weight in weights {
      let scaled = (sum == 0 ? weight : weight / sum) * Double(1 << Self.precision)
      let fixed = Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
      terms.append(
        Term(high: Int16(fixed >> Self.lowBits), low: Int16(fixed & (1 << Self.lowBits - 1))))
    }
  }
}
