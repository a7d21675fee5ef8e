import Tensors

/// Returns the variance that rounding alone can give to a direction that descriptors do not extend in.
///
/// A value of a descriptor is a float32 sum of many terms. Its relative error grows with the square
/// root of their number, for which that of the dimensions stands; what is left below that along a
/// direction is not signal, and dividing by it would blow up noise. At 2,048 dimensions a direction of
/// signal has a standard deviation of more than 5e-6 of a descriptor's length.
///
/// - Parameter descriptors: (image, dimension), at least one row, finite.
/// - Returns: dimensions × (2^-23)² × the mean squared length, at least the least normal float32.
func roundingVariance(of descriptors: Matrix) -> Double {
  let squares = descriptors.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
  let unit = Double(Float.ulpOfOne)
  return max(
    Double(descriptors.columns) * unit * unit * squares / Double(descriptors.rows),
    Double(Float.leastNormalMagnitude))
}

extension Projection {
  /// How much longer the longest direction is than the shortest; directions of zeros do not count.
  ///
  /// A whitening's directions are as long as descriptors vary little along them: 316 times at most where
  /// variances are raised to 1e-5 of the largest, as VISSL does.
  public var lengthRatio: Float {
    let lengths = (0..<matrix.rows).map { row in
      matrix.row(row).reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }.filter { $0 > 0 }
    guard let shortest = lengths.min(), let longest = lengths.max() else { return 1 }
    return Float(longest / shortest)
  }

  /// Whether directions are so much longer than others that they can only have been scaled up from
  /// rounding: by images, or pairs, that did not extend in them.
  ///
  /// The limit is that of `roundingVariance(of:)`, which no whitening that is fitted here exceeds.
  public var scalesUpRounding: Bool {
    lengthRatio > 1 / (Float(matrix.columns).squareRoot() * Float.ulpOfOne)
  }
}
