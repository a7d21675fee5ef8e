import Glibc
public import Tensors

/// How far a row is pushed down a ranking by another that differs from it in similarity.
///
/// Ranks count steps from 0 to 1; a loss needs steps that have a slope.
protocol RankStep {
  /// Returns the height of the step and its slope.
  ///
  /// - Parameters:
  ///   - lead: the other's similarity minus the row's own.
  ///   - isPositive: whether the other is a positive too.
  /// - Returns: the height, and its derivative with respect to the lead.
  func callAsFunction(_ lead: Float, isPositive: Bool) -> (height: Float, slope: Float)
}

/// The smooth average precision loss.
///
/// Brown et al. 2020, "Smooth-AP: Smoothing the Path Towards Large-Scale Image Retrieval", L_AP: the
/// ranks in the formula of AP count sigmoids in place of steps.
///
/// Its minimum is 0, which it tends to as positives lead all others by more than some temperatures.
public struct SmoothAP: BatchLoss, Hashable {
  /// What differences of similarities are divided by, above 0; 0.01 in the authors' code.
  public let temperature: Float

  /// Whether a row finds itself, as a positive, in its own ranking, as in the authors' code.
  public let includesSelf: Bool

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - temperature: what differences of similarities are divided by, above 0.
  ///   - includesSelf: whether a row finds itself, as a positive, in its own ranking.
  public init(temperature: Float, includesSelf: Bool = false) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
    self.includesSelf = includesSelf
  }

  /// Returns one minus the mean smooth AP of the rows that have positives, and its gradient.
  ///
  /// - Parameters:
  ///   - rows: unit-length descriptors, (row, dimension).
  ///   - labels: what each row shows.
  /// - Returns: the value, and the gradient with respect to the descriptors, (row, dimension).
  /// - Complexity: O(rows² × dimension), three products, and O(rows² × positives of a row).
  public func callAsFunction(_ rows: Matrix, labels: [Int]) -> LossResult {
    similarityLoss(of: rows, labels: labels, includingSelf: includesSelf) {
      similarities, queries, gradient in
      rankingLoss(
        similarities, queries: queries, step: SigmoidStep(temperature: temperature), weight: 1,
        gradient: &gradient)
    }
  }
}

/// The sigmoid of the lead over a temperature.
struct SigmoidStep: RankStep {
  let temperature: Float

  func callAsFunction(_ lead: Float, isPositive: Bool) -> (height: Float, slope: Float) {
    // Beyond 50 temperatures the authors' code takes what is there.
    let exponent = min(max(-lead / temperature, -50), 50)
    let height = 1 / (1 + exp(exponent))
    return (height, height * (1 - height) / temperature)
  }
}

/// Returns one minus the mean AP of queries whose ranks count steps, and writes how it changes.
///
/// With R⁺ the place of a positive among positives and R that among all, its precision is R⁺/R.
///
/// - Parameters:
///   - similarities: (row, row).
///   - queries: the rows with positives, at least one.
///   - step: how far one row pushes another down.
///   - weight: what value and gradient are multiplied by.
///   - gradient: (row, row); the derivatives are added to it.
/// - Returns: the value.
/// - Complexity: O(rows² × positives of a row).
func rankingLoss(
  _ similarities: Matrix, queries: [BatchQuery], step: some RankStep, weight: Double,
  gradient: inout MutableSpan<Float>
) -> Double {
  let rows = similarities.rows
  var rises = [Double](repeating: 0, count: rows)
  var slopes = [Float](repeating: 0, count: rows)
  var total = 0.0
  for query in queries {
    let start = query.row * rows
    let row = similarities.elements.span.extracting(start..<start + rows)
    let share = -weight / Double(queries.count * query.positives.count)
    for index in rises.indices { rises[index] = 0 }
    for place in query.positives {
      let own = row[place]
      var (before, wrong) = (1.0, 0.0)
      for other in query.positives where other != place {
        let (height, slope) = step(row[other] - own, isPositive: true)
        before += Double(height)
        slopes[other] = slope
      }
      for other in query.negatives {
        let (height, slope) = step(row[other] - own, isPositive: false)
        wrong += Double(height)
        slopes[other] = slope
      }
      let rank = before + wrong
      total += before / rank / Double(query.positives.count)
      let positiveRise = share * wrong / (rank * rank)
      let negativeRise = -share * before / (rank * rank)
      for other in query.positives where other != place {
        let rise = positiveRise * Double(slopes[other])
        rises[other] += rise
        rises[place] -= rise
      }
      for other in query.negatives {
        let rise = negativeRise * Double(slopes[other])
        rises[other] += rise
        rises[place] -= rise
      }
    }
    for other in 0..<rows { gradient[start + other] += Float(rises[other]) }
  }
  return weight * (1 - total / Double(queries.count))
}
