import Retrieval
import Tensors

/// Returns the largest absolute difference of two lists, infinity when their lengths differ.
func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Returns a matrix of normal draws.
func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var generator = SeededGenerator(seed: seed, purpose: "test matrix")
  return Matrix(Tensor(normal: [rows, columns], deviation: 1, using: &generator))
}

/// Returns the Euclidean length of each row.
func rowLengths(_ matrix: Matrix) -> [Float] {
  (0..<matrix.rows).map { matrix.row($0).reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension Diffusion {
  /// Creates a diffusion with the default of each setting that is not changed.
  init(_ change: (inout Self) -> Void) {
    self.init()
    change(&self)
  }
}
