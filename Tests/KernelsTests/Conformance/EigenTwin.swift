/// The decomposition of eigen.h by plain loops, in the kernel's order of operations: Householder's
/// reduction to two diagonals, then implicit QL steps with Wilkinson's shift.
struct EigenTwin {
  /// The eigenvalues, in no order.
  private(set) var values: [Double]

  /// The eigenvectors, (eigenvalue, component).
  private(set) var vectors: [[Double]]

  /// How often two rows of the vectors turned.
  private(set) var rotationCount = 0

  private var beside: [Double]
  private var factors: [Double]
  private var matrix: [[Double]]
  private let size: Int

  /// Decomposes a symmetric matrix, row by row.
  init(_ elements: [Double], size: Int) {
    self.size = size
    matrix = (0..<size).map { Array(elements[$0 * size..<($0 + 1) * size]) }
    vectors = (0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } }
    values = Array(repeating: 0, count: size)
    (beside, factors) = (values, values)
    reduce()
    iterate()
    bringBack()
  }

  /// Brings the matrix to its two diagonals; reflection k stays in row k.
  private mutating func reduce() {
    // What a step leaves to subtract from the rows below.
    var (last, weights) = (values, values)
    func subtracting(_ row: [Double], at r: Int, from first: Int) -> [Double] {
      var row = row
      for i in first..<size {
        row[i] = row[i].addingProduct(-last[r], weights[i]).addingProduct(-weights[r], last[i])
      }
      return row
    }
    for k in 0..<max(size - 1, 0) {
      let first = k + 1
      if k > 0 { matrix[k] = subtracting(matrix[k], at: k, from: k) }
      values[k] = matrix[k][k]
      reflect(k)
      let reflection = matrix[k]
      var products = [Double](repeating: 0, count: size)
      for r in first..<size {
        if k > 0 { matrix[r] = subtracting(matrix[r], at: r, from: first) }
        products[r] = dot(matrix[r][first...], reflection[first...])
      }
      let factor = factors[k]
      let half = 0.5 * factor * factor * dot(reflection[first...], products[first...])
      for i in first..<size {
        last[i] = reflection[i]
        weights[i] = (-(half * reflection[i])).addingProduct(factor, products[i])
      }
    }
    var corner = matrix[size - 1][size - 1]
    if size > 1 { corner.addProduct(-(2 * last[size - 1]), weights[size - 1]) }
    values[size - 1] = corner
  }

  /// Makes row k, right of the diagonal, the vector that reflects it onto its first component.
  private mutating func reflect(_ k: Int) {
    let first = k + 1
    let head = matrix[k][first]
    let largest = matrix[k][(first + 1)...].reduce(0) { max($0, abs($1)) }
    guard largest > 0 else {
      (factors[k], beside[k]) = (0, head)
      for i in first..<size { matrix[k][i] = 0 }
      return
    }
    let scale = max(largest, abs(head))
    for i in first..<size { matrix[k][i] /= scale }
    let norm = dot(matrix[k][first...], matrix[k][first...]).squareRoot()
    let end = matrix[k][first] > 0 ? -norm : norm
    beside[k] = end * scale
    matrix[k][first] -= end
    factors[k] = 2 / dot(matrix[k][first...], matrix[k][first...])
  }

  private mutating func iterate() {
    var largest = 0.0
    for l in 0..<size {
      largest = max(largest, abs(values[l]) + abs(beside[l]))
      while true {
        let m = (l..<size - 1).first { largest + abs(beside[$0]) == largest } ?? size - 1
        if m == l { break }
        step(l, m)
      }
    }
  }

  /// One QL step on rows l to m.
  private mutating func step(_ l: Int, _ m: Int) {
    var g = (values[l + 1] - values[l]) / (2 * beside[l])
    var r = length(g, 1)
    g = values[m] - values[l] + beside[l] / (g + (g.sign == .minus ? -r : r))
    var (s, c, p) = (1.0, 1.0, 0.0)
    for i in (l..<m).reversed() {
      let (f, b) = (s * beside[i], c * beside[i])
      r = length(f, g)
      beside[i + 1] = r
      if r == 0 {
        values[i + 1] -= p
        beside[m] = 0
        return
      }
      (s, c) = (f / r, g / r)
      g = values[i + 1] - p
      r = (2 * c * b).addingProduct(values[i] - g, s)
      p = s * r
      values[i + 1] = g + p
      g = (-b).addingProduct(c, r)
      turn(i, c, s)
    }
    values[l] -= p
    beside[l] = g
    beside[m] = 0
  }

  private mutating func turn(_ row: Int, _ c: Double, _ s: Double) {
    rotationCount += 1
    for i in 0..<size {
      let (a, b) = (vectors[row][i], vectors[row + 1][i])
      vectors[row + 1][i] = (c * b).addingProduct(s, a)
      vectors[row][i] = (-(s * b)).addingProduct(c, a)
    }
  }

  /// Brings the vectors of the two diagonals back to those of the matrix.
  private mutating func bringBack() {
    for k in (0..<max(size - 1, 0)).reversed() where factors[k] != 0 {
      for r in 0..<size {
        let share = factors[k] * dot(vectors[r][(k + 1)...], matrix[k][(k + 1)...])
        for i in k + 1..<size { vectors[r][i].addProduct(-share, matrix[k][i]) }
      }
    }
  }
}

/// Eight sums, element i going to sum i mod 8, then (0 + 4) + (2 + 6) + ((1 + 5) + (3 + 7)).
private func dot(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
  var sums = [Double](repeating: 0, count: 8)
  for i in 0..<left.count {
    sums[i % 8].addProduct(left[left.startIndex + i], right[right.startIndex + i])
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

private func length(_ a: Double, _ b: Double) -> Double {
  let larger = max(abs(a), abs(b))
  guard larger > 0 else { return 0 }
  let (a, b) = (a / larger, b / larger)
  return larger * (b * b).addingProduct(a, a).squareRoot()
}
