public import Tensors

/// Returns each column with mean 0 and deviation 1 over the rows: batch normalisation without
/// scale and shift (Ioffe and Szegedy 2015).
///
/// - Parameters:
///   - input: (batch, dimension), at least one row.
///   - epsilon: what is added to the variance (divisor N) of a column.
/// - Returns: the columns, and the reciprocal deviation that each was multiplied by.
public func standardize(
  _ input: Matrix, epsilon: Float = 1e-5
) -> (output: Matrix, reciprocals: [Float]) {
  var output = input
  var reciprocals = [Float](repeating: 0, count: input.columns)
  let count = Float(input.rows)
  for column in 0..<input.columns {
    var sum: Float = 0
    for row in 0..<input.rows { sum += input[row, column] }
    let mean = sum / count
    var squares: Float = 0
    for row in 0..<input.rows {
      squares += (input[row, column] - mean) * (input[row, column] - mean)
    }
    let reciprocal = 1 / (squares / count + epsilon).squareRoot()
    for row in 0..<input.rows {
      output[row, column] = (input[row, column] - mean) * reciprocal
    }
    reciprocals[column] = reciprocal
  }
  return (output, reciprocals)
}

/// Returns the gradient of `standardize` with respect to its input.
///
/// - Parameters:
///   - output: what `standardize` returned, (batch, dimension).
///   - reciprocals: the reciprocal deviations that it returned.
///   - outputGradient: of the loss with respect to the output, (batch, dimension).
/// - Returns: the gradient with respect to the input, (batch, dimension).
public func standardizeBackward(
  output: Matrix, reciprocals: [Float], outputGradient: Matrix
) -> Matrix {
  precondition(
    reciprocals.count == output.columns && outputGradient.rows == output.rows
      && outputGradient.columns == output.columns,
    "expected a gradient of \(output.rows)×\(output.columns), "
      + "found \(outputGradient.rows)×\(outputGradient.columns)")
  var gradient = outputGradient
  let count = Float(output.rows)
  for column in 0..<output.columns {
    var sum: Float = 0
    var product: Float = 0
    for row in 0..<output.rows {
      sum += outputGradient[row, column]
      product += outputGradient[row, column] * output[row, column]
    }
    for row in 0..<output.rows {
      gradient[row, column] =
        reciprocals[column]
        * (outputGradient[row, column] - sum / count - output[row, column] * product / count)
    }
  }
  return gradient
}
