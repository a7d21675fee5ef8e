import Kernels
public import Tensors

/// The contrastive loss on the distances of pairs, over all tuples of a batch.
///
/// cirtorch's form (Radenović et al. 2019, "Fine-tuning CNN Image Retrieval with No Human Annotation",
/// after Chopra et al. 2005): ½·D² of the positive of a tuple plus ½·max(0, margin − D)² of
/// each wrong row, with D = ‖q − x + ε‖ and ε = 10⁻⁶ in every coordinate. Every ordered pair of rows of
/// one label is the query and the positive of a tuple that has all wrong rows, unless negatives were mined:
/// then rows are tuples. The value is the mean over tuples. Its minimum is 0, but for ε: positives alike,
/// wrong rows farther than the margin.
public struct ContrastivePairLoss: TupleLoss, Hashable {
  /// The distance that wrong rows are pushed to; 0.7 in cirtorch.
  public let margin: Float

  /// The number of negatives that were mined for each query; nil for all wrong rows of the batch.
  public let negatives: Int?

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: the distance that wrong rows are pushed to, above 0.
  ///   - negatives: the number of negatives of a tuple, at least 1, where a batch is tuples of a query, its
  ///     positive and its negatives; nil where labels tell.
  public init(margin: Float, negatives: Int? = nil) {
    precondition(margin > 0, "expected a margin above 0, found \(margin)")
    self.margin = margin
    self.negatives = negatives
  }

  private static let epsilon = 1e-6

  /// The squared distance below which the product's rounding would be seen, so that coordinates are
  /// subtracted one by one.
  private static let nearness = 1e-3

  /// Returns the mean over tuples, and its gradient.
  ///
  /// - Parameters:
  ///   - descriptors: unit-length rows, (row, dimension).
  ///   - labels: what each row shows; not looked at where negatives were mined.
  /// - Returns: the value, and the gradient with respect to the descriptors, (row, dimension).
  /// - Complexity: O(rows² × dimension), three products.
  public func callAsFunction(_ descriptors: Matrix, labels: [Int]) -> LossResult {
    let rows = descriptors.rows
    let queries = queries(labels, rows: rows)
    guard !queries.isEmpty else { return .none(like: descriptors) }
    let distances = Distances(descriptors, epsilon: Self.epsilon, nearness: Self.nearness)
    let tuples = Double(queries.reduce(0) { $0 + $1.positives.count })
    var total = 0.0
    // The derivative with respect to each D, over D: what q − x + ε is multiplied by.
    var pulls = Matrix(rows: rows, columns: rows)
    for query in queries {
      for positive in query.positives {
        total += 0.5 * distances.square(query.row, positive)
        pulls[query.row, positive] = Float(1 / tuples)
      }
      let weight = Double(query.positives.count)
      for negative in query.negatives {
        let distance = distances.square(query.row, negative).squareRoot()
        let shortfall = Double(margin) - distance
        guard shortfall > 0 else { continue }
        total += 0.5 * weight * shortfall * shortfall
        pulls[query.row, negative] = Float(-weight * shortfall / (distance * tuples))
      }
    }
    return LossResult(
      value: Float(total / tuples), gradient: gradient(of: pulls, descriptors))
  }

  /// Returns Σ pull · (q − x + ε) at each query q, less the same at each x.
  private func gradient(of pulls: Matrix, _ descriptors: Matrix) -> Matrix {
    var gradient = descriptorGradient(similarityGradient: pulls, scale: -1, of: descriptors)
    let (rows, columns) = (descriptors.rows, descriptors.columns)
    for row in 0..<rows {
      var (given, taken) = (0.0, 0.0)
      for other in 0..<rows {
        given += Double(pulls[row, other])
        taken += Double(pulls[other, row])
      }
      let (length, shift) = (Float(given + taken), Float((given - taken) * Self.epsilon))
      for column in 0..<columns {
        gradient[row, column] += length * descriptors[row, column] + shift
      }
    }
    return gradient
  }
}

/// The squared distances of the rows of a batch, cirtorch's ε in every coordinate.
private struct Distances {
  let rows: Matrix
  let similarities: Matrix
  let epsilon: Double
  let nearness: Double

  /// The sum of each row's coordinates.
  private let sums: [Double]

  init(_ rows: Matrix, epsilon: Double, nearness: Double) {
    self.rows = rows
    self.epsilon = epsilon
    self.nearness = nearness
    similarities = multiply(rows, rows, transposingRight: true)
    sums = (0..<rows.rows).map { rows.row($0).reduce(0) { $0 + Double($1) } }
  }

  /// Returns Σ (q − x + ε)².
  func square(_ query: Int, _ other: Int) -> Double {
    let squares = Double(similarities[query, query]) + Double(similarities[other, other])
    let product = squares - 2 * Double(similarities[query, other])
    guard product < nearness else {
      let shift = 2 * epsilon * (sums[query] - sums[other])
      return product + shift + Double(rows.columns) * epsilon * epsilon
    }
    var sum = 0.0
    for column in 0..<rows.columns {
      let difference = Double(rows[query, column]) - Double(rows[other, column]) + epsilon
      sum += difference * difference
    }
    return sum
  }
}
