internal import Tensors

/// Returns the mean of each channel, (batch, channel).
func meanPool(_ features: Tensor) -> Matrix {
  let shape = features.shape
  let area = shape.height * shape.width
  let sums = (0..<shape.batch * shape.channels).map { index in
    features.elements[index * area..<(index + 1) * area].reduce(0, +) / Float(area)
  }
  return Matrix(rows: shape.batch, columns: shape.channels, elements: sums)
}

/// Returns the gradient of `meanPool` with respect to the features, of their shape.
func meanPoolBackward(_ gradient: Matrix, shape: Shape) -> Tensor {
  let area = shape.height * shape.width
  return Tensor(
    shape: shape,
    elements: gradient.elements.flatMap { repeatElement($0 / Float(area), count: area) })
}
