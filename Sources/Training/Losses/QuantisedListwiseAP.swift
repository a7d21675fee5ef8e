import Kernels
public import Tensors

/// What the quantised listwise AP loss returns.
public struct ListwiseAPResult: Sendable, Equatable {
  /// One minus the mean quantised AP; 0 for a batch in which no row has a positive.
  public let value: Float

  /// The gradient of `value` with respect to the descriptors, (batch, dimension).
  public let gradient: Matrix

  /// The mean quantised AP, 0...1, or nil when no row of the batch has a positive.
  public let meanAveragePrecision: Float?

  /// The number of rows that have a positive, and so take part.
  public let queryCount: Int
}

/// The listwise average-precision loss over a histogram of similarities.
///
/// Each row of a batch is a query that ranks the others. Similarities are assigned softly to bins,
/// which makes AP differentiable: Revaud et al. 2019, "Learning with Average Precision", equations 5
/// to 9; He et al. 2018, "Local Descriptors Optimized for Average Precision".
public struct QuantisedListwiseAP: Sendable {
  /// The number of bins, at least 2.
  public let binCount: Int

  /// The similarities of the last and the first bin's centres; what lies outside saturates.
  public let range: ClosedRange<Float>

  /// Whether a row finds itself, as a positive, in its own ranking.
  public let includesSelf: Bool

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - binCount: the number of bins, at least 2; 20 to 25 is usual.
  ///   - range: the similarities the bins cover, such as 0...1 or −1...1.
  ///   - includesSelf: whether a row finds itself, as a positive, in its own ranking.
  public init(binCount: Int, range: ClosedRange<Float>, includesSelf: Bool = false) {
    precondition(binCount >= 2, "expected at least 2 bins, found \(binCount)")
    precondition(
      range.lowerBound < range.upperBound, "expected a range of some width, found \(range)")
    self.binCount = binCount
    self.range = range
    self.includesSelf = includesSelf
  }

  /// Returns one minus the mean AP over rows with positives, and its gradient.
  ///
  /// - Parameters:
  ///   - descriptors: unit-length rows, (batch, dimension).
  ///   - instances: the instance each row shows; rows that share it are positives of each other.
  /// - Returns: the value, its gradient, and how many rows it was taken over.
  /// - Complexity: O(batch² × dimension), two `sgemm`, whatever the number of bins.
  public func callAsFunction(_ descriptors: Matrix, instances: [Int]) -> ListwiseAPResult {
    precondition(
      instances.count == descriptors.rows,
      "expected \(descriptors.rows) instance labels, found \(instances.count)")
    let similarities = multiply(descriptors, descriptors, transposingRight: true)
    var slopes = Matrix(rows: descriptors.rows, columns: descriptors.rows)
    var total = 0.0
    var queryCount = 0
    var histogram = Histogram(loss: self)
    for query in 0..<descriptors.rows {
      histogram.fill(similarities: similarities, instances: instances, query: query)
      guard let precision = histogram.averagePrecision() else { continue }
      total += precision
      queryCount += 1
      histogram.writeSlopes(
        similarities: similarities, instances: instances, query: query, into: &slopes)
    }
    guard queryCount > 0 else {
      return ListwiseAPResult(
        value: 0, gradient: Matrix(rows: descriptors.rows, columns: descriptors.columns),
        meanAveragePrecision: nil, queryCount: 0)
    }
    let mean = total / Double(queryCount)
    return ListwiseAPResult(
      value: Float(1 - mean),
      gradient: descriptorGradient(
        similarityGradient: slopes, scale: -1 / Float(queryCount), of: descriptors),
      meanAveragePrecision: Float(mean), queryCount: queryCount)
  }
}

/// One query's histogram of similarities, most similar bin first.
///
/// A similarity lies between two bin centres and is shared by those two bins alone, so filling the
/// histogram takes constant time a similarity.
private struct Histogram {
  let upper: Float
  let inverseWidth: Float
  let lastBin: Int
  let includesSelf: Bool

  /// All similarities and those of positives, by bin.
  var counts: [Double]
  var positives: [Double]
  var positiveCount = 0

  /// By how much AP rises, for bin i and i + 1, when weight moves from the latter to the former.
  var slopes: [Double]
  var positiveSlopes: [Double]

  init(loss: QuantisedListwiseAP) {
    upper = loss.range.upperBound
    lastBin = loss.binCount - 1
    inverseWidth = Float(lastBin) / (loss.range.upperBound - loss.range.lowerBound)
    includesSelf = loss.includesSelf
    counts = Array(repeating: 0, count: loss.binCount)
    positives = counts
    slopes = Array(repeating: 0, count: lastBin)
    positiveSlopes = slopes
  }

  /// Returns the bin on the more similar side, and the share of the next bin, 0...1.
  func place(_ similarity: Float) -> (bin: Int, nextShare: Float) {
    let position = min(max((upper - similarity) * inverseWidth, 0), Float(lastBin))
    let bin = min(Int(position), lastBin - 1)
    return (bin, position - Float(bin))
  }

  mutating func fill(similarities: Matrix, instances: [Int], query: Int) {
    for bin in counts.indices {
      counts[bin] = 0
      positives[bin] = 0
    }
    positiveCount = 0
    let instance = instances[query]
    for other in instances.indices where other != query || includesSelf {
      let (bin, share) = place(similarities[query, other])
      counts[bin] += Double(1 - share)
      counts[bin + 1] += Double(share)
      if instances[other] == instance {
        positives[bin] += Double(1 - share)
        positives[bin + 1] += Double(share)
        positiveCount += 1
      }
    }
  }

  /// Returns Σ Pᵢ · Rᵢ/ΣR, or nil without positives, and prepares the slopes.
  ///
  /// With cumulative counts N and positives R, and r the bin's positives: moving weight of a
  /// non-positive from bin i + 1 to bin i changes only Nᵢ; moving a positive changes also Rᵢ, and
  /// the recall that Pᵢ and Pᵢ₊₁ weigh.
  mutating func averagePrecision() -> Double? {
    guard positiveCount > 0 else { return nil }
    let total = Double(positiveCount)
    var (sumOfCounts, sumOfPositives) = (0.0, 0.0)
    var (precision, previous) = (0.0, 0.0)
    for bin in counts.indices {
      sumOfCounts += counts[bin]
      sumOfPositives += positives[bin]
      let inverse = 1 / (1e-16 + sumOfCounts)
      let precisionHere = sumOfPositives * inverse
      let recall = positives[bin] / total
      precision += precisionHere * recall
      if bin > 0 { positiveSlopes[bin - 1] += (previous - precisionHere) / total }
      if bin < lastBin {
        slopes[bin] = -recall * precisionHere * inverse
        positiveSlopes[bin] = recall * inverse
      }
      previous = precisionHere
    }
    return precision
  }

  /// Writes how AP rises with each similarity of the query's row; 0 where the end bins saturate.
  func writeSlopes(similarities: Matrix, instances: [Int], query: Int, into target: inout Matrix) {
    let instance = instances[query]
    for other in instances.indices where other != query || includesSelf {
      let position = (upper - similarities[query, other]) * inverseWidth
      guard position > 0 && position < Float(lastBin) else { continue }
      let bin = min(Int(position), lastBin - 1)
      let slope = slopes[bin] + (instances[other] == instance ? positiveSlopes[bin] : 0)
      target[query, other] = Float(slope) * inverseWidth
    }
  }
}
