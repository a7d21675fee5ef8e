import Kernels
import Tensors
import Testing
import Training

/// Every loss under one face, each with the formula of its paper in double precision.
enum LossCase: Sendable, CaseIterable, CustomTestStringConvertible {
  case crossEntropy
  case sharpPairs
  case softPairs
  case supCon
  case arcFace
  case cosFace
  case listwise
  case listwiseOfBothSigns
  case listwiseWithSelf
  case listwiseOfTwoBins
  case tieAware
  case fastAP
  case smoothAP
  case smoothAPWithSelf
  case roadmap
  case contrastivePair
  case triplet

  var testDescription: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .sharpPairs: "NT-Xent at temperature 0.1"
    case .softPairs: "NT-Xent at temperature 10"
    case .supCon: "SupCon"
    case .arcFace: "ArcFace"
    case .cosFace: "CosFace"
    case .listwise: "listwise AP of 0...1"
    case .listwiseOfBothSigns: "listwise AP of −1...1"
    case .listwiseWithSelf: "listwise AP with the query"
    case .listwiseOfTwoBins: "listwise AP of two bins"
    case .tieAware: "tie-aware AP"
    case .fastAP: "FastAP"
    case .smoothAP: "smooth AP"
    case .smoothAPWithSelf: "smooth AP with the query"
    case .roadmap: "ROADMAP"
    case .contrastivePair: "contrastive loss of pairs"
    case .triplet: "triplet loss"
    }
  }

  /// The losses by a histogram, with their settings.
  static let rankings = allCases.filter { $0.ranking != nil }

  /// The losses of pairs of views.
  static let pairs: [LossCase] = [.sharpPairs, .softPairs]

  /// The losses in which rows of one label look for each other.
  static let searches = allCases.filter { $0.batchLoss != nil }

  /// Those that reach their minimum, 0, with images of each instance on an axis of their own.
  static let closed: [LossCase] = [
    .listwise, .listwiseOfBothSigns, .listwiseWithSelf, .tieAware, .fastAP, .roadmap,
    .contrastivePair, .triplet,
  ]

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
    case .tieAware: QuantisedListwiseAP(binCount: 20, range: -1...1, precision: .tieAware)
    case .fastAP: .fastAP(parts: 10)
    default: nil
    }
  }

  /// The loss, where rows of one label look for each other.
  var batchLoss: (any BatchLoss)? {
    switch self {
    case .crossEntropy, .sharpPairs, .softPairs, .arcFace, .cosFace: nil
    case .supCon: SupCon(temperature: 0.2)
    case .smoothAP: SmoothAP(temperature: 0.1)
    case .smoothAPWithSelf: SmoothAP(temperature: 0.1, includesSelf: true)
    case .roadmap: RoadmapLoss()
    case .contrastivePair: ContrastivePairLoss(margin: 0.7)
    case .triplet: TripletLoss(margin: 0.1)
    default: ranking
    }
  }

  var margin: MarginSoftmax? {
    switch self {
    case .arcFace: MarginSoftmax(margin: .angular(0.5), scale: 16)
    case .cosFace: MarginSoftmax(margin: .cosine(0.35), scale: 16)
    default: nil
    }
  }

  /// Whether a row is its own positive.
  var includesSelf: Bool { ranking?.includesSelf ?? (self == .smoothAPWithSelf) }

  /// The least number of rows that the loss takes.
  var leastRows: Int { temperature == nil ? 1 : 2 }

  /// Returns the loss of a batch; rows 2i and 2i + 1 are a pair for NT-Xent, which has no labels.
  func callAsFunction(_ batch: LossBatch) -> (value: Float, gradient: Matrix) {
    if let margin {
      let result = margin(
        l2Normalize(batch.rows), labels: batch.labels, weights: Self.weights(batch.rows.columns))
      return (
        result.value,
        l2NormalizeBackward(input: batch.rows, outputGradient: result.gradient)
      )
    }
    let result =
      temperature.map { NTXent(temperature: $0)(batch.rows) }
      ?? batchLoss.map { evaluate($0, batch) }
      ?? CrossEntropy()(batch.rows, labels: batch.labels)
    return (result.value, result.gradient)
  }

  private func evaluate(_ loss: some BatchLoss, _ batch: LossBatch) -> LossResult {
    loss(batch.rows, labels: batch.labels)
  }

  /// The directions of five classes.
  static func weights(_ columns: Int) -> Matrix { randomMatrix(5, columns, seed: 77) }

  /// Returns what the paper's formula gives for a batch.
  func formula(_ rows: [[Double]], labels: [Int]) -> Double {
    if let temperature { return pairFormula(rows, temperature: Double(temperature)) }
    if let margin {
      let weights = Self.weights(rows[0].count)
      return marginFormula(
        rows, labels: labels,
        weights: (0..<weights.rows).map { weights.row($0).map { Double($0) } }, of: margin)
    }
    switch self {
    case .supCon: return supConFormula(rows, labels: labels, temperature: Double(Float(0.2)))
    case .tieAware: return ranking.map { tieAwareFormula(rows, labels: labels, of: $0) } ?? .nan
    case .smoothAP, .smoothAPWithSelf:
      return rankFormula(rows, labels: labels, includingSelf: includesSelf) { lead, _ in
        sigmoid(lead, temperature: Double(Float(0.1)))
      }
    case .roadmap: return roadmapFormula(rows, labels: labels, of: RoadmapLoss())
    case .contrastivePair:
      return contrastiveFormula(rows, labels: labels, margin: Double(Float(0.7)))
    case .triplet: return tripletFormula(rows, labels: labels, margin: Double(Float(0.1)))
    default:
      return ranking.map { rankingFormula(rows, labels: labels, of: $0) }
        ?? classFormula(rows, labels: labels)
    }
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
