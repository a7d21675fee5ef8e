/// Which fields of some points decide a value: the variance of the value, divided over them.
///
/// The value is explained by main effects of all fields, by least squares. A field's sum of squares is what
/// the fit loses without it (Yates 1934; types II and III of analysis-of-variance tables, which agree on a model
/// without interactions), and its η² is that as a share of the total sum of squares (Fisher 1925;
/// Richardson 2011, "Eta squared and partial eta squared", eq. 1). Where each two fields have their levels in
/// proportion the shares add up, with what is left for interactions, to 1; elsewhere what two fields explain
/// together is in neither share.
public struct VarianceDecomposition: Sendable, Equatable {
  /// What one field decides.
  public struct Term: Sendable, Equatable {
    /// The number of levels that can be told apart beside the other fields, less one; 0 for a field that
    /// follows from others.
    public let degreesOfFreedom: Int

    /// What the fit loses without the field.
    public let sumOfSquares: Double

    /// The same as a share of the total, 0...1.
    public let share: Double
  }

  /// One term a field.
  public let terms: [Term]

  /// The sum of squared deviations from the mean.
  public let total: Double

  /// What no main effect explains, as a share of the total: interactions of fields, and noise; 0...1.
  public let remainder: Double

  /// Whether each two fields have their levels in proportion.
  public let isBalanced: Bool

  /// Divides the variance of some values.
  ///
  /// - Parameters:
  ///   - values: one a point; at least one.
  ///   - levels: the level of each point, any numbers, (field, point).
  /// - Complexity: O(fields × points × levels²), levels those of all fields.
  public init(values: [Double], levels: [[Int]]) {
    precondition(!values.isEmpty, "expected at least 1 point")
    precondition(
      levels.allSatisfy { $0.count == values.count }, "expected \(values.count) levels a field")
    let mean = values.reduce(0, +) / Double(values.count)
    let centred = values.map { $0 - mean }
    let squares = centred.reduce(0) { $0 + $1 * $1 }
    // Values that differ by rounding alone are one value.
    let scale = values.reduce(0) { max($0, abs($1)) }
    let isVaried = squares > 1e-24 * scale * scale * Double(values.count)
    let columns = levels.map(indicators)
    let whole = residual(of: centred, by: columns.flatMap(\.self))
    terms = columns.indices.map { field in
      let others = columns.indices.filter { $0 != field }.flatMap { columns[$0] }
      let without = residual(of: centred, by: others)
      let lost = isVaried ? max(without.squares - whole.squares, 0) : 0
      return Term(
        degreesOfFreedom: whole.rank - without.rank, sumOfSquares: lost,
        share: isVaried ? lost / squares : 0)
    }
    total = isVaried ? squares : 0
    remainder = isVaried ? whole.squares / squares : 0
    isBalanced = levels.indices.allSatisfy { i in
      levels[..<i].allSatisfy { areInProportion($0, levels[i]) }
    }
  }
}

/// Returns a column for each level but the first: 1 where a point has it, less the mean.
private func indicators(_ levels: [Int]) -> [[Double]] {
  Set(levels).sorted().dropFirst().map { level in
    let share = Double(levels.count { $0 == level }) / Double(levels.count)
    return levels.map { ($0 == level ? 1 : 0) - share }
  }
}

/// Returns the squares that columns leave of a vector, and how many of them count: those that are no mixture
/// of those before.
///
/// By the modified Gram–Schmidt process, each column orthogonalised twice (Golub and Van Loan, *Matrix
/// Computations*, 4th edition, section 5.2.8).
private func residual(
  of vector: [Double], by columns: [[Double]]
) -> (squares: Double, rank: Int) {
  func product(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for index in one.indices { sum += one[index] * other[index] }
    return sum
  }
  func without(_ part: [Double], _ vector: [Double]) -> [Double] {
    let factor = product(part, vector)
    return vector.indices.map { vector[$0] - factor * part[$0] }
  }
  var basis: [[Double]] = []
  var left = vector
  for column in columns {
    let own = product(column, column)
    var new = column
    for _ in 0..<2 { for part in basis { new = without(part, new) } }
    let norm = product(new, new)
    guard norm > 1e-16 * own, norm > 0 else { continue }
    let length = norm.squareRoot()
    new = new.map { $0 / length }
    basis.append(new)
    left = without(new, left)
  }
  return (product(left, left), basis.count)
}

/// Returns whether each level of one field occurs with each of another as often as both occur.
private func areInProportion(_ one: [Int], _ other: [Int]) -> Bool {
  struct Pair: Hashable { let one, other: Int }
  var ones: [Int: Int] = [:]
  var others: [Int: Int] = [:]
  var pairs: [Pair: Int] = [:]
  for (one, other) in zip(one, other) {
    ones[one, default: 0] += 1
    others[other, default: 0] += 1
    pairs[Pair(one: one, other: other), default: 0] += 1
  }
  let count = one.count
  return ones.allSatisfy { one, times in
    others.allSatisfy { other, otherTimes in
      pairs[Pair(one: one, other: other), default: 0] * count == times * otherTimes
    }
  }
}
