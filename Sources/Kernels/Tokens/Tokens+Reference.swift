// The plain twins of what is computed on tokens, by their definitions in double precision.
internal import Glibc
public import Tensors

/// Returns each row normalised over its channels, by the definition.
///
/// Ba et al. 2016, eq. 3.
///
/// - Parameters:
///   - input: (row, channel).
///   - scale: (channel).
///   - shift: (channel).
///   - epsilon: what is added to the variance.
/// - Returns: (row, channel).
public func referenceLayerNormalise(
  _ input: Matrix, scale: [Float], shift: [Float], epsilon: Float
) -> Matrix {
  var output = input
  for row in 0..<input.rows {
    let values = (0..<input.columns).map { Double(input[row, $0]) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let deviation = (variance + Double(epsilon)).squareRoot()
    for column in values.indices {
      output[row, column] = Float(
        (values[column] - mean) / deviation * Double(scale[column]) + Double(shift[column]))
    }
  }
  return output
}

/// Returns the exact GELU of each element, x/2 · (1 + erf(x/√2)) (Hendrycks and Gimpel 2016, section 2).
///
/// - Parameter input: (row, channel).
/// - Returns: (row, channel).
public func referenceGELU(_ input: Matrix) -> Matrix {
  var output = input
  for index in output.elements.indices {
    let value = Double(input.elements[index])
    output.elements[index] = Float(value / 2 * (1 + erf(value / 2.0.squareRoot())))
  }
  return output
}

/// Returns softmax(q·kᵀ/√depth)·v of each head, by the definition.
///
/// Vaswani et al. 2017, eq. 1.
///
/// - Parameters:
///   - input: queries, keys and values of the tokens of one image, (token, 3 · channel).
///   - heads: how many heads share the channels.
/// - Returns: (token, channel).
public func referenceAttention(_ input: Matrix, heads: Int) -> Matrix {
  let channels = input.columns / 3
  let depth = channels / heads
  var output = Matrix(rows: input.rows, columns: channels)
  for head in 0..<heads {
    let first = head * depth
    for query in 0..<input.rows {
      let scores = (0..<input.rows).map { key in
        (first..<first + depth).reduce(0.0) {
          $0 + Double(input[query, $1]) * Double(input[key, channels + $1])
        } / Double(depth).squareRoot()
      }
      let largest = scores.max() ?? 0
      let shares = scores.map { exp($0 - largest) }
      let sum = shares.reduce(0, +)
      for channel in first..<first + depth {
        let weighted = shares.indices.reduce(0.0) {
          $0 + shares[$1] * Double(input[$1, 2 * channels + channel])
        }
        output[query, channel] = Float(weighted / sum)
      }
    }
  }
  return output
}
