import Glibc
import Training

/// Returns the mean of −log softmax(x)[label].
func classFormula(_ rows: [[Double]], labels: [Int]) -> Double {
  zip(rows, labels).reduce(0) { sum, row in
    sum + logSum(row.0) - row.0[row.1]
  } / Double(rows.count)
}

/// Returns the mean over all views of the normalised-temperature cross-entropy.
///
/// Chen et al. 2020, equation 1 and algorithm 1; a view is divided by its length and 1e-6.
func pairFormula(_ rows: [[Double]], temperature: Double) -> Double {
  let unit = rows.map { row in
    row.map { $0 / (dot(row, row).squareRoot() + 1e-6) }
  }
  return unit.indices.reduce(0) { sum, view in
    let others = unit.indices.filter { $0 != view }
    let logits = others.map { dot(unit[view], unit[$0]) / temperature }
    let partner = view.isMultiple(of: 2) ? view + 1 : view - 1
    return sum + logSum(logits) - dot(unit[view], unit[partner]) / temperature
  } / Double(unit.count)
}

/// Returns one minus the mean quantised AP of the rows that have positives.
///
/// Revaud et al. 2019, equations 5 to 7, as they stand there: triangles about the centres of the bins,
/// and sums over all bins up to each.
func rankingFormula(
  _ rows: [[Double]], labels: [Int], of loss: QuantisedListwiseAP
) -> Double {
  let precisions = rows.indices.compactMap { query -> Double? in
    let others = rows.indices.filter { $0 != query || loss.includesSelf }
    let isPositive = others.map { labels[$0] == labels[query] }
    guard isPositive.contains(true) else { return nil }
    return quantisedPrecision(
      others.map { dot(rows[query], rows[$0]) }, isPositive, of: loss)
  }
  guard !precisions.isEmpty else { return 0 }
  return 1 - precisions.reduce(0, +) / Double(precisions.count)
}

private func quantisedPrecision(
  _ similarities: [Double], _ isPositive: [Bool], of loss: QuantisedListwiseAP
) -> Double {
  let (lower, upper) = (Double(loss.range.lowerBound), Double(loss.range.upperBound))
  let width = (upper - lower) / Double(loss.binCount - 1)
  func weights(_ bin: Int) -> [Double] {
    similarities.map { similarity in
      let inside = min(max(similarity, lower), upper)
      return max(1 - abs(inside - (upper - Double(bin) * width)) / width, 0)
    }
  }
  func positives(_ weights: [Double]) -> Double {
    zip(weights, isPositive).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
  }
  let bins = (0..<loss.binCount).map(weights)
  let count = Double(isPositive.count { $0 })
  return bins.indices.reduce(0) { sum, bin in
    let all = bins[...bin].reduce(0) { $0 + $1.reduce(0, +) }
    guard all > 0 else { return sum }
    let found = bins[...bin].reduce(0) { $0 + positives($1) }
    return sum + found / all * positives(bins[bin]) / count
  }
}

func dot(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}

private func logSum(_ values: [Double]) -> Double {
  let largest = values.max() ?? 0
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
