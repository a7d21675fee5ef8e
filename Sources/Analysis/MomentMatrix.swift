/// The sums of products of some variables over observations: all that least squares need of them.
///
/// Sums of parts of the data add up to that of the whole, so a fit to any mixture of clusters takes no
/// second look at the observations.
struct MomentMatrix {
  /// The number of variables.
  let size: Int

  /// The sums, (variable, variable), row by row; both triangles.
  private(set) var sums: [Double]

  init(size: Int) {
    self.size = size
    sums = Array(repeating: 0, count: size * size)
  }

  /// Adds one observation.
  ///
  /// - Parameter values: one a variable.
  mutating func add(_ values: [Double]) {
    for i in 0..<size {
      for j in 0..<size { sums[i * size + j] += values[i] * values[j] }
    }
  }

  /// Adds the sums of other observations, each so many times.
  mutating func add(_ other: MomentMatrix, times: Double) {
    for index in sums.indices { sums[index] += times * other.sums[index] }
  }

  /// How small what a variable adds to those before it may be, as a share of its own sum of squares,
  /// before it counts as a mixture of them.
  private static let tolerance = 1e-10

  /// Returns the coefficients of the least-squares fit of one variable by others.
  ///
  /// - Parameters:
  ///   - response: the variable that is explained.
  ///   - predictors: the variables that explain it.
  /// - Returns: one coefficient a predictor, or nil where a predictor is a mixture of others.
  /// - Complexity: O(predictors³), by Cholesky's factorisation of the normal equations.
  func coefficients(of response: Int, by predictors: [Int]) -> [Double]? {
    let count = predictors.count
    var factor = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        var value = sums[predictors[row] * size + predictors[column]]
        let own = value
        for k in 0..<column { value -= factor[row * count + k] * factor[column * count + k] }
        if row == column {
          guard value > Self.tolerance * own else { return nil }
          factor[row * count + row] = value.squareRoot()
        } else {
          factor[row * count + column] = value / factor[column * count + column]
        }
      }
    }
    var solution = [Double](repeating: 0, count: count)
    for row in 0..<count {
      var value = sums[predictors[row] * size + response]
      for k in 0..<row { value -= factor[row * count + k] * solution[k] }
      solution[row] = value / factor[row * count + row]
    }
    for row in (0..<count).reversed() {
      var value = solution[row]
      for k in (row + 1)..<count { value -= factor[k * count + row] * solution[k] }
      solution[row] = value / factor[row * count + row]
    }
    return solution
  }

  /// Returns the sum of squares that a fit leaves.
  ///
  /// - Parameters:
  ///   - response: the variable that is explained.
  ///   - predictors: the variables that explain it.
  ///   - coefficients: those of the fit.
  /// - Returns: the sum of squares of the response less what the fit explains.
  func residual(of response: Int, by predictors: [Int], _ coefficients: [Double]) -> Double {
    zip(predictors, coefficients).reduce(sums[response * size + response]) {
      $0 - $1.1 * sums[$1.0 * size + response]
    }
  }
}
