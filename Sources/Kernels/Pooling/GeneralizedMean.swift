internal import Glibc
public import Tensors

/// Generalised-mean pooling of feature maps.
///
/// Radenović, Tolias and Chum 2019, eq. 3. Each channel becomes (mean of max(x, 1e-6)^p)^(1/p). An exponent of 1 is the mean of the clamped
/// values, and a large one comes close to the maximum.
public struct GeneralizedMean: Sendable, Equatable {
  /// The least value that enters the mean.
  public static let floor: Float = 1e-6

  /// The exponent p, above 0.
  public var exponent: Float

  /// Creates the pooling of one exponent.
  public init(exponent: Float) {
    precondition(exponent > 0, "expected an exponent above 0, found \(exponent)")
    self.exponent = exponent
  }

  /// Returns one value a channel.
  ///
  /// - Parameter features: (batch, channel, height, width).
  /// - Returns: (batch, channel).
  public func callAsFunction(_ features: Tensor) -> Matrix {
    let shape = features.shape
    let area = shape.height * shape.width
    precondition(area > 0, "expected maps of at least 1 pixel, found shape \(shape)")
    var pooled = Matrix(rows: shape.batch, columns: shape.channels)
    let elements = features.elements.span
    for map in pooled.elements.indices {
      let sum = powerSum(elements.extracting(map * area..<(map + 1) * area))
      pooled.elements[map] = pow(sum / Float(area), 1 / exponent)
    }
    return pooled
  }

  /// Returns the sum of the clamped values, each raised to the exponent.
  private func powerSum(_ values: Span<Float>) -> Float {
    var sum: Float = 0
    if exponent == 3 {
      // The usual exponent, without a call of pow for each pixel.
      for index in values.indices {
        let value = max(values[index], Self.floor)
        sum += value * value * value
      }
    } else {
      for index in values.indices { sum += pow(max(values[index], Self.floor), exponent) }
    }
    return sum
  }

  /// Returns the gradients of the pooling.
  ///
  /// - Parameters:
  ///   - features: (batch, channel, height, width), as pooled.
  ///   - pooled: what the pooling returned, (batch, channel).
  ///   - gradient: of the loss with respect to `pooled`.
  /// - Returns: the gradients with respect to the features and to the exponent. A clamped feature
  ///   has gradient 0.
  public func backward(
    _ features: Tensor, pooled: Matrix, gradient: Matrix
  ) -> (features: Tensor, exponent: Float) {
    let shape = features.shape
    let area = shape.height * shape.width
    var result = Tensor(repeating: 0, shape: shape)
    var exponentGradient: Double = 0
    for index in pooled.elements.indices {
      let value = pooled.elements[index]
      let gradientValue = gradient.elements[index]
      // With m = mean of x^p and g = m^(1/p): dg/dx = g/(p·m) · p·x^(p-1)/area.
      let mean = pow(value, exponent)
      let scale = gradientValue * value / (mean * Float(area))
      var weightedLogs: Float = 0
      for place in index * area..<(index + 1) * area {
        let clamped = max(features.elements[place], Self.floor)
        let power = pow(clamped, exponent)
        weightedLogs += power * log(clamped)
        if features.elements[place] > Self.floor {
          result.elements[place] = scale * power / clamped
        }
      }
      // dg/dp = g · (Σ x^p·log x / (area·m·p) − log m / p²).
      exponentGradient += Double(
        gradientValue * value
          * (weightedLogs / (Float(area) * mean * exponent) - log(mean) / (exponent * exponent)))
    }
    return (result, Float(exponentGradient))
  }
}
