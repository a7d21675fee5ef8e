public import Tensors

/// Returns the input with every negative element replaced by 0.
///
/// - Parameter input: (batch, feature).
/// - Returns: (batch, feature).
public func relu(_ input: Matrix) -> Matrix {
  var output = input
  var values = output.elements.mutableSpan
  for index in values.indices { values[index] = values[index] < 0 ? 0 : values[index] }
  return output
}

/// Returns the gradient with respect to the input of `relu`.
///
/// - Parameters:
///   - output: what `relu` returned, (batch, feature); its zeros pass no gradient.
///   - outputGradient: the loss's gradient with respect to that output, (batch, feature).
/// - Returns: the loss's gradient with respect to the input, (batch, feature).
public func reluBackward(output: Matrix, outputGradient: Matrix) -> Matrix {
  precondition(
    output.rows == outputGradient.rows && output.columns == outputGradient.columns,
    "expected a gradient of \(output.rows)×\(output.columns), "
      + "found \(outputGradient.rows)×\(outputGradient.columns)")
  var gradient = outputGradient
  var gradientValues = gradient.elements.mutableSpan
  let values = output.elements.span
  for index in gradientValues.indices {
    gradientValues[index] = values[index] > 0 ? gradientValues[index] : 0
  }
  return gradient
}
