import Glibc
import Tensors

/// Returns the sum over places of features that are weighted by place and by channel.
///
/// Kalantidis, Mellina and Osindero 2016. The weight of a place is the square root of its
/// share in the summed channels, the share taken of their Euclidean length over all places. The weight
/// of a channel is the logarithm of the sum of all channels' shares of non-zero places over its own; a
/// channel without any counts nothing. A map of zeros gives zeros.
///
/// - Parameter features: the maps after the last ReLU, not negative, (batch, channel, height, width).
/// - Returns: (batch, channel).
func crossDimensionalWeighting(_ features: Tensor) -> Matrix {
  let shape = features.shape
  let area = shape.height * shape.width
  let size = shape.channels * area
  var pooled = Matrix(rows: shape.batch, columns: shape.channels)
  for image in 0..<shape.batch {
    let values = features.elements.span.extracting(image * size..<(image + 1) * size)
    let places = placeWeights(values, area: area)
    let channels = channelWeights(values, area: area)
    for channel in channels.indices {
      var sum = 0.0
      for place in places.indices {
        sum += places[place] * Double(values[channel * area + place])
      }
      pooled[image, channel] = Float(sum * channels[channel])
    }
  }
  return pooled
}

private func placeWeights(_ values: Span<Float>, area: Int) -> [Double] {
  var sums = [Double](repeating: 0, count: area)
  for index in values.indices { sums[index % area] += Double(values[index]) }
  let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
  guard length > 0 else { return sums }
  return sums.map { sum in
    precondition(sum >= 0, "expected features that are not negative, found a sum of \(sum)")
    return (sum / length).squareRoot()
  }
}

private func channelWeights(_ values: Span<Float>, area: Int) -> [Double] {
  let shares = (0..<values.count / area).map { channel in
    let places = channel * area..<(channel + 1) * area
    return Double(places.reduce(0) { values[$1] == 0 ? $0 : $0 + 1 }) / Double(area)
  }
  let total = shares.reduce(0, +)
  return shares.map { $0 > 0 ? log(total / $0) : 0 }
}
