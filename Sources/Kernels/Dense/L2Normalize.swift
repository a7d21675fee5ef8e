public import Tensors

/// Returns every row divided by its length: v / (‖v‖ + epsilon).
///
/// A row of zeros stays zero. A row's result depends on that row alone.
///
/// - Parameters:
///   - input: (row, dimension).
///   - epsilon: what is added to the length; 1e-6 is the field's.
/// - Returns: (row, dimension), each row of a length just below 1.
public func l2Normalize(_ input: Matrix, epsilon: Float = 1e-6) -> Matrix {
  var output = input
  var values = output.elements.mutableSpan
  for row in 0..<input.rows {
    let scale = 1 / (length(of: input, row: row) + epsilon)
    for index in row * input.columns..<(row + 1) * input.columns {
      values[index] *= scale
    }
  }
  return output
}

/// Returns the gradient with respect to the input of `l2Normalize`.
///
/// With n = ‖v‖ and g the output's gradient: g/(n + ε) − v·(v·g)/(n·(n + ε)²), and g/ε where n is 0.
///
/// - Parameters:
///   - input: what was normalised, (row, dimension).
///   - outputGradient: the loss's gradient with respect to the unit rows, (row, dimension).
///   - epsilon: the one given to `l2Normalize`.
/// - Returns: the loss's gradient with respect to the input, (row, dimension).
public func l2NormalizeBackward(
  input: Matrix, outputGradient: Matrix, epsilon: Float = 1e-6
) -> Matrix {
  precondition(
    input.rows == outputGradient.rows && input.columns == outputGradient.columns,
    "expected a gradient of \(input.rows)×\(input.columns), "
      + "found \(outputGradient.rows)×\(outputGradient.columns)")
  var gradient = outputGradient
  var gradientValues = gradient.elements.mutableSpan
  let values = input.elements.span
  for row in 0..<input.rows {
    let norm = length(of: input, row: row)
    let indices = row * input.columns..<(row + 1) * input.columns
    var inner: Float = 0
    for index in indices { inner += values[index] * gradientValues[index] }
    let scale = 1 / (norm + epsilon)
    let pull = norm > 0 ? inner * scale * scale / norm : 0
    for index in indices {
      gradientValues[index] = gradientValues[index] * scale - values[index] * pull
    }
  }
  return gradient
}

/// Returns the length of one row, summed in double precision so that its square cannot overflow.
private func length(of matrix: Matrix, row: Int) -> Float {
  var sum = 0.0
  for index in row * matrix.columns..<(row + 1) * matrix.columns {
    let value = Double(matrix.elements[index])
    sum += value * value
  }
  return Float(sum.squareRoot())
}
