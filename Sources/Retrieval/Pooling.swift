import Kernels
public import Tensors

/// How a map of features becomes one descriptor.
public enum Pooling: Sendable, Hashable {
  /// The mean of each channel (SPoC; Babenko and Lempitsky 2015, without centre prior).
  case spoc

  /// The largest value of each channel (MAC; Razavian et al. 2016, Tolias et al. 2016).
  case mac

  /// The generalised mean (mean of max(x, 1e-6)^exponent)^(1/exponent) of each channel.
  ///
  /// GeM; Radenović et al. 2019, equation 3. The exponent is above 0; 3 is usual, 1 gives the mean.
  case gem(exponent: Float)

  /// Returns the pooled features of each image, not yet of unit length.
  ///
  /// An image's result depends on that image alone.
  ///
  /// - Parameter features: the maps after the last ReLU, (batch, channel, height, width), at least
  ///   one pixel each.
  /// - Returns: (batch, channel).
  /// - Complexity: O(elements).
  public func callAsFunction(_ features: Tensor) -> Matrix {
    let shape = features.shape
    precondition(shape.rank == 4, "expected feature maps with 4 axes, found shape \(shape)")
    let area = shape.height * shape.width
    precondition(area > 0, "expected maps of at least 1 pixel, found shape \(shape)")
    if case .gem(let exponent) = self { return GeneralizedMean(exponent: exponent)(features) }
    var pooled = Matrix(rows: shape.batch, columns: shape.channels)
    let elements = features.elements.span
    for map in pooled.elements.indices {
      let values = elements.extracting(map * area..<(map + 1) * area)
      pooled.elements[map] = if case .mac = self { maximum(values) } else { mean(values) }
    }
    return pooled
  }
}

private func mean(_ values: Span<Float>) -> Float {
  var sum: Float = 0
  for index in values.indices { sum += values[index] }
  return sum / Float(values.count)
}

private func maximum(_ values: Span<Float>) -> Float {
  var largest = values[0]
  for index in values.indices where values[index] > largest { largest = values[index] }
  return largest
}
