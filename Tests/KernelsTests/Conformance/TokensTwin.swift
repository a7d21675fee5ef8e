import Tensors

/// The functions of tokens.h by plain loops, in the order that it states.
enum TokensTwin {
  /// Returns e^x, 0 below −87: 2ⁿ·eʳ with n = round(x/ln 2).
  static func exponential(_ x: Float) -> Float {
    guard !(x < -87) else { return 0 }
    guard !x.isNaN else { return x }
    let shifted = Float(12_582_912).addingProduct(x, 1.44269504)
    let whole = shifted - 12_582_912
    let rest = x.addingProduct(-whole, 0.693145752).addingProduct(-whole, 1.42860677e-6)
    let power = polynomial(
      [0.00138142216, 0.00836889911, 0.0416684039, 0.166665196, 0.49999994, 1, 1], rest)
    return Float(bitPattern: power.bitPattern &+ shifted.bitPattern << 23)
  }

  /// Returns the error function: up to 1 by a polynomial, beyond as 1 − e^polynomial.
  static func errorFunction(_ x: Float) -> Float {
    let size = x.magnitude
    let value: Float
    if size > 1 {
      value =
        1
        - exponential(
          polynomial(
            [
              -2.16867502e-05, 0.000441335113, -0.00420455541, 0.0252082385, -0.108418547,
              -0.633219898, -1.12957835, 0.000188036312,
            ], min(size, 4)))
    } else {
      let near = polynomial(
        [
          7.85389639e-05, -0.000801020535, 0.00518832915, -0.0268538129, 0.112835854, -0.37612626,
          0.128379166,
        ], size * size)
      value = size.addingProduct(near, size)
    }
    return Float(bitPattern: value.bitPattern | x.bitPattern & 0x8000_0000)
  }

  static func gelu(_ x: Float) -> Float {
    let half = x * 0.5
    return half.addingProduct(half, errorFunction(x * 0.707106781))
  }

  /// Returns the value of a polynomial, highest power first.
  private static func polynomial(_ terms: [Float], _ x: Float) -> Float {
    terms.dropFirst().reduce(terms[0]) { $1.addingProduct($0, x) }
  }

  /// Adds up a row in sixteen parts, then these by halves.
  private static func sum(
    _ count: Int, adding: (_ place: Int, _ part: inout Float) -> Void
  ) -> Float {
    var parts = [Float](repeating: 0, count: 16)
    for place in 0..<count { adding(place, &parts[place % 16]) }
    for half in [8, 4, 2, 1] {
      for part in 0..<half { parts[part] += parts[part + half] }
    }
    return parts[0]
  }

  /// Returns the normalised rows, (row, channel).
  static func normalised(
    _ source: Matrix, epsilon: Float, scale: [Float], shift: [Float]
  ) -> Matrix {
    var result = source
    let channels = source.columns
    for row in 0..<source.rows {
      let mean = Float(Double(sum(channels) { $1 += source[row, $0] }) / Double(channels))
      let squares = sum(channels) { channel, part in
        let difference = source[row, channel] - mean
        part.addProduct(difference, difference)
      }
      let inverse = Float(
        1 / (Double(squares) / Double(channels) + Double(epsilon)).squareRoot())
      for channel in 0..<channels {
        let normal = (source[row, channel] - mean) * inverse
        result[row, channel] = shift[channel].addingProduct(normal, scale[channel])
      }
    }
    return result
  }

  /// Returns the results of a linear layer, (row, output).
  static func linear(
    _ source: Matrix, weights: Matrix, biases: [Float], isGELU: Bool, onto destination: Matrix?
  ) -> Matrix {
    var result = Matrix(rows: source.rows, columns: weights.rows)
    for row in 0..<source.rows {
      for output in 0..<weights.rows {
        var value: Float = 0
        for term in 0..<source.columns {
          value.addProduct(source[row, term], weights[output, term])
        }
        value += biases[output]
        if isGELU { value = gelu(value) }
        if let destination { value += destination[row, output] }
        result[row, output] = value
      }
    }
    return result
  }

  /// Returns the attention of one image, (token, head · depth), from (token, 3 · head · depth).
  static func attention(_ source: Matrix, heads: Int) -> Matrix {
    let width = source.columns / 3
    let depth = width / heads
    let scale = Float(1 / Double(depth).squareRoot())
    var result = Matrix(rows: source.rows, columns: width)
    for head in 0..<heads {
      for query in 0..<source.rows {
        let scores = (0..<source.rows).map { key in
          var score: Float = 0
          for term in head * depth..<(head + 1) * depth {
            score.addProduct(source[query, term], source[key, width + term])
          }
          return score * scale
        }
        let largest = scores.dropFirst().reduce(scores[0]) { $1 > $0 ? $1 : $0 }
        let shares = scores.map { exponential($0 - largest) }
        let inverse = 1 / sum(shares.count) { $1 += shares[$0] }
        for channel in head * depth..<(head + 1) * depth {
          var value: Float = 0
          for key in shares.indices {
            value.addProduct(shares[key], source[key, 2 * width + channel])
          }
          result[query, channel] = value * inverse
        }
      }
    }
    return result
  }
}
