public import Tensors

/// Average precision with ranks that are never too good, and a calibration of similarities.
///
/// Ramzi et al. 2021, "Robust and Decomposable Average Precision for Image Retrieval" (ROADMAP), in
/// the form and with the constants of the authors' code: the precision SupAP counts true steps among
/// positives, and for wrong rows an upper bound of the step that rises without end, so that a row that is
/// far wrong is still pulled back. The calibration asks of positives and wrong rows the same
/// similarities in every batch. The authors' code adds both parts as they are; here their weights sum to
/// one, which halves that sum.
///
/// Its minimum is 0: positives lead, and are more similar than `positiveSimilarity`; wrong rows less
/// than `negativeSimilarity`.
public struct RoadmapLoss: BatchLoss, Hashable {
  /// What a lead is divided by in the sigmoid, above 0.
  public var temperature: Float = 0.01

  /// The lead of a wrong row up to which the step is a sigmoid raised by a half, at least 0.
  public var margin: Float = 0.05

  /// By how much the step rises with a lead above the margin, above 0.
  public var slope: Float = 100

  /// What the line above the margin has at a lead of 0.
  public var offset: Float = 1.44

  /// The similarity that positives are asked for.
  public var positiveSimilarity: Float = 0.9

  /// The similarity that wrong rows are kept below.
  public var negativeSimilarity: Float = 0.6

  /// The weight of the calibration, 0...1; the precision has what is left.
  public var calibration: Float = 0.5

  /// Creates the loss with the authors' constants.
  public init() {}

  /// Returns the weighted sum of both parts over the rows that have positives, and its gradient.
  ///
  /// - Parameters:
  ///   - rows: unit-length descriptors, (row, dimension).
  ///   - labels: what each row shows.
  /// - Returns: the value, and the gradient with respect to the descriptors, (row, dimension).
  /// - Complexity: O(rows² × dimension), three products, and O(rows² × positives of a row).
  public func callAsFunction(_ rows: Matrix, labels: [Int]) -> LossResult {
    similarityLoss(of: rows, labels: labels) { similarities, queries, gradient in
      differentiate(similarities, queries: queries, gradient: &gradient)
    }
  }

  private func differentiate(
    _ similarities: Matrix, queries: [BatchQuery], gradient: inout MutableSpan<Float>
  ) -> Double {
    let precision = rankingLoss(
      similarities, queries: queries,
      step: UpperBoundStep(
        sigmoid: SigmoidStep(temperature: temperature), margin: margin, slope: slope,
        offset: offset),
      weight: 1 - Double(calibration), gradient: &gradient)
    let positives = pull(
      similarities, queries: queries, of: \.positives, sign: 1, bound: positiveSimilarity,
      gradient: &gradient)
    let negatives = pull(
      similarities, queries: queries, of: \.negatives, sign: -1, bound: negativeSimilarity,
      gradient: &gradient)
    return precision + positives + negatives
  }

  /// Returns the mean shortfall of the similarities that miss a bound, and writes how it changes.
  ///
  /// The mean is over those alone that miss it, as the authors' code takes it.
  private func pull(
    _ similarities: Matrix, queries: [BatchQuery], of others: KeyPath<BatchQuery, [Int]>,
    sign: Float, bound: Float, gradient: inout MutableSpan<Float>
  ) -> Double {
    var (sum, missing) = (0.0, [Int]())
    for query in queries {
      for other in query[keyPath: others] {
        let shortfall = sign * (bound - similarities[query.row, other])
        guard shortfall > 0 else { continue }
        sum += Double(shortfall)
        missing.append(query.row * similarities.rows + other)
      }
    }
    guard !missing.isEmpty else { return 0 }
    let rise = -sign * calibration / Float(missing.count)
    for index in missing { gradient[index] += rise }
    return Double(calibration) * sum / Double(missing.count)
  }
}

/// The true step among positives, and an upper bound of it for wrong rows.
private struct UpperBoundStep: RankStep {
  let sigmoid: SigmoidStep
  let margin: Float
  let slope: Float
  let offset: Float

  func callAsFunction(_ lead: Float, isPositive: Bool) -> (height: Float, slope: Float) {
    guard !isPositive else { return (lead >= 0 ? 1 : 0, 0) }
    guard lead <= margin else { return (slope * lead + offset, slope) }
    let (height, rise) = sigmoid(lead, isPositive: false)
    return lead > 0 ? (height + 0.5, rise) : (height, rise)
  }
}
