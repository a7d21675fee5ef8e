public import Tensors

/// The gradients of a linear layer.
public struct LinearGradients: Sendable, Equatable {
  /// The gradient with respect to the input, (batch, input feature).
  public let input: Matrix

  /// The gradient with respect to the weight, (output feature, input feature).
  public let weight: Matrix

  /// The gradient with respect to the bias, one value an output feature.
  public let bias: [Float]
}

/// Returns the output of a linear layer: input · weightᵀ + bias.
///
/// - Parameters:
///   - input: (batch, input feature).
///   - weight: (output feature, input feature), PyTorch's layout.
///   - bias: one value an output feature; empty for a layer without bias.
/// - Returns: (batch, output feature).
/// - Complexity: O(batch × input × output), one `sgemm`.
public func linear(_ input: Matrix, weight: Matrix, bias: [Float]) -> Matrix {
  requireBias(bias, outputs: weight.rows)
  var output = multiply(input, weight, transposingRight: true)
  guard !bias.isEmpty else { return output }
  var values = output.elements.mutableSpan
  for row in 0..<input.rows {
    for feature in bias.indices { values[row * bias.count + feature] += bias[feature] }
  }
  return output
}

/// Returns the gradients of a linear layer.
///
/// - Parameters:
///   - input: what the layer was given, (batch, input feature).
///   - weight: (output feature, input feature).
///   - outputGradient: the loss's gradient with respect to the output, (batch, output feature).
/// - Returns: gradients with respect to input, weight and bias, summed over the batch.
/// - Complexity: O(batch × input × output), two `sgemm`.
public func linearBackward(
  input: Matrix, weight: Matrix, outputGradient: Matrix
) -> LinearGradients {
  var bias = [Float](repeating: 0, count: weight.rows)
  var sums = bias.mutableSpan
  let gradientValues = outputGradient.elements.span
  for row in 0..<outputGradient.rows {
    for feature in sums.indices { sums[feature] += gradientValues[row * sums.count + feature] }
  }
  return LinearGradients(
    input: multiply(outputGradient, weight),
    weight: multiply(outputGradient, input, transposingLeft: true),
    bias: bias)
}

/// Returns what `linear` returns, by plain loops.
///
/// - Parameters:
///   - input: (batch, input feature).
///   - weight: (output feature, input feature).
///   - bias: one value an output feature; empty for a layer without bias.
/// - Returns: (batch, output feature), each element summed in double precision.
public func referenceLinear(_ input: Matrix, weight: Matrix, bias: [Float]) -> Matrix {
  requireBias(bias, outputs: weight.rows)
  var output = Matrix(rows: input.rows, columns: weight.rows)
  for row in 0..<input.rows {
    for feature in 0..<weight.rows {
      var sum = bias.isEmpty ? 0 : Double(bias[feature])
      for index in 0..<input.columns {
        sum += Double(input[row, index]) * Double(weight[feature, index])
      }
      output[row, feature] = Float(sum)
    }
  }
  return output
}

private func requireBias(_ bias: [Float], outputs: Int) {
  precondition(
    bias.isEmpty || bias.count == outputs,
    "expected \(outputs) bias values or none, found \(bias.count)")
}
