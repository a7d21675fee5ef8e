import Glibc
import Kernels
import Tensors

/// Returns the generalised mean of each channel, each with an exponent of its own.
///
/// Sums are kept in double precision: a small exponent multiplies their rounding by its inverse.
///
/// - Parameters:
///   - features: (batch, channel, height, width).
///   - exponents: one a channel, above 0.
/// - Returns: (batch, channel).
func channelGeneralizedMean(_ features: Tensor, exponents: [Float]) -> Matrix {
  let shape = features.shape
  precondition(
    exponents.count == shape.channels && exponents.allSatisfy { $0 > 0 },
    "expected \(shape.channels) exponents above 0, found \(exponents.count)")
  let area = shape.height * shape.width
  var pooled = Matrix(rows: shape.batch, columns: shape.channels)
  let values = features.elements.span
  for map in pooled.elements.indices {
    let exponent = exponents[map % shape.channels]
    var sum = 0.0
    for place in map * area..<(map + 1) * area {
      sum += Double(pow(max(values[place], GeneralizedMean.floor), exponent))
    }
    pooled.elements[map] = Float(pow(sum / Double(area), 1 / Double(exponent)))
  }
  return pooled
}
