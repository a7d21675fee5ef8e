// The plain twin of adaptive average pooling.
internal import Glibc
public import Tensors

/// Returns what `AdaptiveAveragePooling` returns, by plain loops.
///
/// - Parameters:
///   - input: (batch, channel, height, width).
///   - height: the number of rows of the result, at least 1.
///   - width: the number of columns of the result, at least 1.
/// - Returns: (batch, channel, `height`, `width`), each mean taken in double precision.
public func referenceAdaptiveAveragePool(_ input: Tensor, height: Int, width: Int) -> Tensor {
  let shape = input.shape
  var output = Tensor(repeating: 0, shape: [shape.batch, shape.channels, height, width])
  for place in output.elements.indices {
    let x = place % width
    let y = place / width % height
    let plane = place / (width * height)
    var sum = 0.0
    var count = 0
    for row in 0..<shape.height where isInside(row, of: y, shape.height, height) {
      for column in 0..<shape.width where isInside(column, of: x, shape.width, width) {
        sum += Double(input.elements[(plane * shape.height + row) * shape.width + column])
        count += 1
      }
    }
    output.elements[place] = Float(sum / Double(count))
  }
  return output
}

private func isInside(_ place: Int, of window: Int, _ length: Int, _ count: Int) -> Bool {
  let scale = Double(length) / Double(count)
  return Double(place) >= floor(Double(window) * scale)
    && Double(place) < ceil(Double(window + 1) * scale)
}
