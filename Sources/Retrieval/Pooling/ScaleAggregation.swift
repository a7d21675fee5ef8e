import Glibc
import Kernels
public import Tensors

/// How the descriptors of one image at several scales become one.
public enum ScaleAggregation: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean of the scales' descriptors.
  case mean

  /// The power mean (Σ dᵐ / n)^(1/m) of the scales' descriptors, for plain GeM pooling.
  ///
  /// The exponent m is above 0, that of the pooling as a rule; descriptors must not be negative.
  case power

  /// Returns one unit-length descriptor an image.
  ///
  /// - Parameters:
  ///   - scales: the unit-length descriptors of the same images at each scale, each
  ///     (image, dimension), at least one.
  ///   - exponent: of the power mean; without effect on the mean.
  /// - Returns: (image, dimension); the aggregate is made unit-length again.
  /// - Complexity: O(scales × images × dimension).
  public func callAsFunction(_ scales: [Matrix], exponent: Float = 1) -> Matrix {
    guard var sum = scales.first else {
      preconditionFailure("expected the descriptors of at least 1 scale, found none")
    }
    precondition(exponent > 0, "expected an exponent above 0, found \(exponent)")
    var sums = sum.elements.mutableSpan
    for index in sums.indices { sums[index] = raised(sums[index], to: exponent) }
    for scale in scales.dropFirst() {
      precondition(
        scale.rows == scales[0].rows && scale.columns == scales[0].columns,
        "expected \(scales[0].rows)×\(scales[0].columns) descriptors, "
          + "found \(scale.rows)×\(scale.columns)")
      let values = scale.elements.span
      for index in sums.indices { sums[index] += raised(values[index], to: exponent) }
    }
    let share = 1 / Float(scales.count)
    for index in sums.indices { sums[index] = lowered(sums[index] * share, from: exponent) }
    return l2Normalize(sum)
  }

  private func raised(_ value: Float, to exponent: Float) -> Float {
    guard self == .power else { return value }
    precondition(value >= 0, "expected no negative value for a power mean, found \(value)")
    return pow(value, exponent)
  }

  private func lowered(_ value: Float, from exponent: Float) -> Float {
    guard self == .power else { return value }
    return pow(value, 1 / exponent)
  }
}
