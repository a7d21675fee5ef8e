import Tensors

/// Returns the gradient of a function of a matrix by central finite differences.
func numericalGradient(
  at point: Matrix, step: Float, of function: (Matrix) -> Float
) -> [Float] {
  point.elements.indices.map { index in
    var (above, below) = (point, point)
    above.elements[index] += step
    below.elements[index] -= step
    return (function(above) - function(below)) / (above.elements[index] - below.elements[index])
  }
}

/// Returns the gradient of a function of a tensor by central finite differences.
func numericalGradient(
  at point: Tensor, step: Float = 1e-2, of function: (Tensor) -> Double
) -> [Float] {
  point.elements.indices.map { index in
    var moved = point
    moved.elements[index] = point.elements[index] + step
    let above = function(moved)
    moved.elements[index] = point.elements[index] - step
    return Float((above - function(moved)) / Double(2 * step))
  }
}

/// Returns the largest absolute difference of two lists, infinity when their lengths differ.
func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Returns a matrix of normal draws.
func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64, deviation: Float = 1) -> Matrix {
  var generator = SeededGenerator(seed: seed, purpose: "test matrix")
  return Matrix(
    Tensor(normal: [rows, columns], deviation: deviation, using: &generator))
}
