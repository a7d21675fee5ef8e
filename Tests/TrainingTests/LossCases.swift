import Tensors
import Testing
import Training

/// Every loss under one face, each with the formula of its paper in double precision.
enum LossCase: Sendable, CaseIterable, CustomTestStringConvertible {
  case crossEntropy
  case sharpPairs
  case softPairs
  case listwise
  case listwiseOfBothSigns
  case listwiseWithSelf
  case listwiseOfTwoBins

  var testDescription: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .sharpPairs: "NT-Xent at temperature 0.1"
    case .softPairs: "NT-Xent at temperature 10"
    case .listwise: "listwise AP of 0...1"
    case .listwiseOfBothSigns: "listwise AP of −1...1"
    case .listwiseWithSelf: "listwise AP with the query"
    case .listwiseOfTwoBins: "listwise AP of two bins"
    }
  }

  /// The losses that rank, with their settings.
  static let rankings: [LossCase] = [
    .listwise, .listwiseOfBothSigns, .listwiseWithSelf, .listwiseOfTwoBins,
  ]

  /// The losses of pairs of views.
  static let pairs: [LossCase] = [.sharpPairs, .softPairs]

  var temperature: Float? {
    switch self {
    case .sharpPairs: 0.1
    case .softPairs: 10
    default: nil
    }
  }

  var ranking: QuantisedListwiseAP? {
    switch self {
    case .listwise: QuantisedListwiseAP(binCount: 11, range: 0...1)
    case .listwiseOfBothSigns: QuantisedListwiseAP(binCount: 20, range: -1...1)
    case .listwiseWithSelf: QuantisedListwiseAP(binCount: 7, range: -1...1, includesSelf: true)
    case .listwiseOfTwoBins: QuantisedListwiseAP(binCount: 2, range: -1...1)
    case .crossEntropy, .sharpPairs, .softPairs: nil
    }
  }

  /// The least number of rows that the loss takes.
  var leastRows: Int { temperature == nil ? 1 : 2 }

  /// Returns the loss of a batch; rows 2i and 2i + 1 are a pair for NT-Xent, which has no labels.
  func callAsFunction(_ batch: LossBatch) -> (value: Float, gradient: Matrix) {
    if let ranking {
      let result = ranking(batch.rows, instances: batch.labels)
      return (result.value, result.gradient)
    }
    let result =
      temperature.map { NTXent(temperature: $0)(batch.rows) }
      ?? CrossEntropy()(batch.rows, labels: batch.labels)
    return (result.value, result.gradient)
  }

  /// Returns what the paper's formula gives for a batch.
  func formula(_ rows: [[Double]], labels: [Int]) -> Double {
    if let temperature { return pairFormula(rows, temperature: Double(temperature)) }
    guard let ranking else { return classFormula(rows, labels: labels) }
    return rankingFormula(rows, labels: labels, of: ranking)
  }

  /// Returns an order of rows that the loss must not notice.
  ///
  /// Rows of a pair stay neighbours for NT-Xent, in either order.
  func order(of count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, purpose: "order of a batch")
    guard temperature != nil else { return generator.permutation(count) }
    return generator.permutation(count / 2).flatMap { (pair: Int) -> [Int] in
      let first = 2 * pair
      return generator.chance(0.5) ? [first, first + 1] : [first + 1, first]
    }
  }
}

/// Whether a matrix holds numbers only.
func isFinite(_ matrix: Matrix) -> Bool {
  matrix.elements.allSatisfy { $0.isFinite }
}

/// Rows and what they show.
struct LossBatch: Sendable {
  var rows: Matrix
  var labels: [Int]

  init(rows: Matrix, labels: [Int]) {
    self.rows = rows
    self.labels = labels
  }

  /// Draws a batch whose similarities reach from one end of the bins to the other.
  init(drawing count: Int, columns: Int = 5, seed: UInt64) {
    rows = randomMatrix(count, columns, seed: seed, deviation: 0.45)
    labels = (0..<count).map { (row: Int) in (row * 7 / 3) % 4 }
  }

  /// Returns the rows at indices, with their labels.
  func selecting(_ order: [Int]) -> LossBatch {
    LossBatch(rows: rows.selectingRows(order), labels: order.map { labels[$0] })
  }

  /// The rows in double precision.
  var doubles: [[Double]] { (0..<rows.rows).map { rows.row($0).map { Double($0) } } }
}
