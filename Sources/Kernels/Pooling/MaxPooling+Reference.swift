// The plain twin of the compiled max pooling.
public import Tensors

/// Returns the maximum of each window, and where it was found; NaN counts as the largest of all.
///
/// - Parameters:
///   - input: (batch, channel, height, width).
///   - geometry: the window.
/// - Returns: the maxima, and for each the index of the element that won; the first of equals,
///   and the last NaN.
public func referenceMaxPool(
  _ input: Tensor, _ geometry: PoolingGeometry
) -> (output: Tensor, winners: [Int]) {
  let shape = geometry.output(of: input.shape)
  var output = Tensor(repeating: -.infinity, shape: shape)
  var winners = [Int](repeating: -1, count: shape.elementCount)
  for place in 0..<shape.elementCount {
    let x = place % shape.width
    let y = place / shape.width % shape.height
    let plane = place / (shape.width * shape.height)
    for row in y * geometry.stride - geometry.padding..<y * geometry.stride
      - geometry.padding + geometry.windowSize where (0..<input.shape.height).contains(row)
    {
      for column in x * geometry.stride - geometry.padding..<x * geometry.stride
        - geometry.padding + geometry.windowSize where (0..<input.shape.width).contains(column)
      {
        let index = (plane * input.shape.height + row) * input.shape.width + column
        let value = input.elements[index]
        if value > output.elements[place] || value.isNaN || winners[place] < 0 {
          output.elements[place] = value
          winners[place] = index
        }
      }
    }
  }
  return (output, winners)
}
