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
/// to 9; He et al. 2018, "Local Descriptors Optimized for Average Precision". Its minimum is 0: every
/// positive in a bin before those of the others.
public struct QuantisedListwiseAP: BatchLoss, Hashable {
  /// What the precision of a bin is.
  public enum Precision: Sendable, Hashable {
    /// The share of positives in all bins up to and with it (Revaud et al. 2019, equation 5).
    case cumulative

    /// The mean over the orders that the images of the bin may stand in (He, Cakir, Bargal and Sclaroff
    /// 2018, "Hashing as Tie-Aware Learning to Rank", AP_r), in the simplified form that the authors'
    /// code trains with: with cumulative counts N and positives R of this bin and the one
    /// before it, (R₋₁ + R + 1) / (N₋₁ + N + 1).
    case tieAware
  }

  /// The number of bins, at least 2.
  public let binCount: Int

  /// The similarities of the last and the first bin's centres; what lies outside saturates.
  public let range: ClosedRange<Float>

  /// Whether a row finds itself, as a positive, in its own ranking.
  public let includesSelf: Bool

  /// What the precision of a bin is.
  public let precision: Precision

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - binCount: the number of bins, at least 2; 20 to 25 is usual.
  ///   - range: the similarities the bins cover, such as 0...1 or −1...1.
  ///   - includesSelf: whether a row finds itself, as a positive, in its own ranking.
  ///   - precision: what the precision of a bin is.
  public init(
    binCount: Int, range: ClosedRange<Float>, includesSelf: Bool = false,
    precision: Precision = .cumulative
  ) {
    precondition(binCount >= 2, "expected at least 2 bins, found \(binCount)")
    precondition(
      range.lowerBound < range.upperBound, "expected a range of some width, found \(range)")
    self.binCount = binCount
    self.range = range
    self.includesSelf = includesSelf
    self.precision = precision
  }

  /// Returns FastAP, which cuts squared distances.
  ///
  /// Cakir et al. 2019, "Deep Metric Learning to Rank", its form by histograms. It cuts squared distances from 0 to 4 into equal parts; of unit vectors these are 2 − 2·similarity,
  /// and the sum over bins is the same.
  ///
  /// - Parameter parts: the number of parts, at least 1; 10 in the authors' code.
  /// - Returns: the loss, with a bin at each end of a part.
  public static func fastAP(parts: Int) -> QuantisedListwiseAP {
    QuantisedListwiseAP(binCount: parts + 1, range: -1...1)
  }

  /// Returns one minus the mean AP over rows with positives, and its gradient.
  public func callAsFunction(_ rows: Matrix, labels: [Int]) -> LossResult {
    let result = self(rows, instances: labels)
    return LossResult(value: result.value, gradient: result.gradient)
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
    var rises = Matrix(rows: descriptors.rows, columns: descriptors.rows)
    var target = rises.elements.mutableSpan
    var total = 0.0
    var queryCount = 0
    var histogram = Histogram(loss: self)
    for query in 0..<descriptors.rows {
      let positiveCount = histogram.fill(
        similarities: similarities, instances: instances, query: query)
      guard positiveCount > 0 else { continue }
      switch precision {
      case .cumulative: total += histogram.averagePrecision(positiveCount: positiveCount)
      case .tieAware: total += histogram.tieAwarePrecision(positiveCount: positiveCount)
      }
      queryCount += 1
      histogram.writeGradients(
        similarities: similarities, instances: instances, query: query, into: &target)
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
        similarityGradient: rises, scale: -1 / Float(queryCount), of: descriptors),
      meanAveragePrecision: Float(mean), queryCount: queryCount)
  }
}

/// One query's histogram of similarities, most similar bin first.
///
/// A similarity lies between two bin centres and is shared by those two bins alone, so filling the
/// histogram takes constant time a similarity. In each pair, x belongs to all images and y to
/// positives.
private struct Histogram {
  let upper: Float
  let inverseWidth: Float
  let lastBin: Int
  let includesSelf: Bool

  /// The weight in each bin.
  private var bins: [SIMD2<Double>]

  /// By how much AP rises when weight moves from bin i + 1 to bin i; y comes on top for positives.
  private var binGradients: [SIMD2<Double>]

  init(loss: QuantisedListwiseAP) {
    upper = loss.range.upperBound
    lastBin = loss.binCount - 1
    inverseWidth = Float(lastBin) / (loss.range.upperBound - loss.range.lowerBound)
    includesSelf = loss.includesSelf
    bins = Array(repeating: .zero, count: loss.binCount)
    binGradients = Array(repeating: .zero, count: lastBin)
  }

  /// Counts what one query finds, and returns how many positives there are.
  mutating func fill(similarities: Matrix, instances: [Int], query: Int) -> Int {
    for bin in bins.indices { bins[bin] = .zero }
    let row = similarities.elements.span.extracting(
      query * instances.count..<(query + 1) * instances.count)
    let instance = instances[query]
    var positiveCount = 0
    for other in row.indices where other != query || includesSelf {
      let position = min(max((upper - row[other]) * inverseWidth, 0), Float(lastBin))
      let bin = min(Int(position), lastBin - 1)
      let share = Double(position - Float(bin))
      let isPositive = instances[other] == instance
      let weight = SIMD2<Double>(1, isPositive ? 1 : 0)
      bins[bin] += (1 - share) * weight
      bins[bin + 1] += share * weight
      positiveCount += isPositive ? 1 : 0
    }
    return positiveCount
  }

  /// Returns Σ Pᵢ · Rᵢ/ΣR and prepares the gradients of the bins.
  ///
  /// With cumulative counts N and positives R: moving weight of a non-positive from bin i + 1 to
  /// bin i changes only Nᵢ; moving a positive changes also Rᵢ, and the recall that Pᵢ and Pᵢ₊₁
  /// weigh.
  mutating func averagePrecision(positiveCount: Int) -> Double {
    let total = Double(positiveCount)
    var sum = SIMD2<Double>.zero
    var (average, previous) = (0.0, 0.0)
    for bin in bins.indices {
      sum += bins[bin]
      let inverse = 1 / (1e-16 + sum.x)
      let precision = sum.y * inverse
      let recall = bins[bin].y / total
      average += precision * recall
      if bin > 0 { binGradients[bin - 1].y += (previous - precision) / total }
      if bin < lastBin {
        binGradients[bin] = SIMD2(-recall * precision * inverse, recall * inverse)
      }
      previous = precision
    }
    return average
  }

  /// Returns Σ Rᵢ/ΣR · (positives before and with bin i + 1) / (images before and with it + 1), and
  /// prepares the gradients of the bins.
  ///
  /// A count that moves from bin i + 1 to bin i raises what stands before bin i + 1 and what is found up
  /// to bin i by one each.
  mutating func tieAwarePrecision(positiveCount: Int) -> Double {
    let total = Double(positiveCount)
    var (before, average, previous) = (SIMD2<Double>.zero, 0.0, 0.0)
    // How AP rises with all and with positives that bin i has or stands behind.
    var previousRise = SIMD2<Double>.zero
    for bin in bins.indices {
      let sum = 2 * before + bins[bin] + 1
      let inverse = 1 / sum.x
      let precision = sum.y * inverse
      let recall = bins[bin].y / total
      average += precision * recall
      let rise = SIMD2(-recall * precision * inverse, recall * inverse)
      if bin > 0 {
        binGradients[bin - 1] = previousRise + rise
        binGradients[bin - 1].y += (previous - precision) / total
      }
      before += bins[bin]
      previous = precision
      previousRise = rise
    }
    return average
  }

  /// Writes how AP rises with each similarity of the query's row; 0 where the end bins saturate.
  func writeGradients(
    similarities: Matrix, instances: [Int], query: Int, into target: inout MutableSpan<Float>
  ) {
    let start = query * instances.count
    let row = similarities.elements.span.extracting(start..<start + instances.count)
    let instance = instances[query]
    for other in row.indices where other != query || includesSelf {
      let position = (upper - row[other]) * inverseWidth
      guard position > 0 && position < Float(lastBin) else { continue }
      let binGradient = binGradients[Int(position)]
      let rise = binGradient.x + (instances[other] == instance ? binGradient.y : 0)
      target[start + other] = Float(rise) * inverseWidth
    }
  }
}
