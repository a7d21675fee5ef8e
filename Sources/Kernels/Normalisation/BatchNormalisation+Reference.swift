// The plain twin of the compiled batch normalisation (Ioffe and Szegedy 2015, algorithm 1).
public import Tensors

/// Returns batch normalisation with batch statistics, computed by its definition.
///
/// - Parameters:
///   - input: (batch, channel, height, width).
///   - scale: (channel).
///   - shift: (channel).
///   - epsilon: what is added to the variance.
/// - Returns: the output, and the mean and biased variance of each channel.
public func referenceBatchNormalise(
  _ input: Tensor, scale: [Float], shift: [Float], epsilon: Float
) -> (output: Tensor, mean: [Float], variance: [Float]) {
  let places = placesByChannel(input.shape)
  var output = input
  var means: [Float] = []
  var variances: [Float] = []
  for (channel, places) in places.enumerated() {
    let values = places.map { Double(input.elements[$0]) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let deviation = (variance + Double(epsilon)).squareRoot()
    for (place, value) in zip(places, values) {
      output.elements[place] = Float(
        (value - mean) / deviation * Double(scale[channel]) + Double(shift[channel]))
    }
    means.append(Float(mean))
    variances.append(Float(variance))
  }
  return (output, means, variances)
}

/// Returns the gradients of batch normalisation with batch statistics, by the chain rule.
///
/// - Parameters:
///   - input: (batch, channel, height, width).
///   - scale: (channel).
///   - gradient: of the loss with respect to the output.
///   - epsilon: what was added to the variance.
/// - Returns: the gradients with respect to input, scale and shift.
public func referenceBatchNormaliseBackward(
  _ input: Tensor, scale: [Float], gradient: Tensor, epsilon: Float
) -> (input: Tensor, scale: [Float], shift: [Float]) {
  var inputGradient = input
  var scaleGradient: [Float] = []
  var shiftGradient: [Float] = []
  for (channel, places) in placesByChannel(input.shape).enumerated() {
    let count = Double(places.count)
    let values = places.map { Double(input.elements[$0]) }
    let gradientValues = places.map { Double(gradient.elements[$0]) }
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = (variance + Double(epsilon)).squareRoot()
    let normal = values.map { ($0 - mean) / deviation }
    let gradientSum = gradientValues.reduce(0, +)
    let gradientNormalSum = zip(gradientValues, normal).reduce(0) { $0 + $1.0 * $1.1 }
    for (index, place) in places.enumerated() {
      let centred =
        gradientValues[index] - gradientSum / count - normal[index] * gradientNormalSum / count
      inputGradient.elements[place] = Float(Double(scale[channel]) / deviation * centred)
    }
    scaleGradient.append(Float(gradientNormalSum))
    shiftGradient.append(Float(gradientSum))
  }
  return (inputGradient, scaleGradient, shiftGradient)
}

/// Returns, for each channel, where its elements lie.
private func placesByChannel(_ shape: Shape) -> [[Int]] {
  let area = shape.height * shape.width
  return (0..<shape.channels).map { channel in
    (0..<shape.batch).flatMap { image in
      let first = (image * shape.channels + channel) * area
      return Array(first..<first + area)
    }
  }
}
