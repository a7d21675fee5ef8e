import Glibc
import Training

/// The formulas of the losses over labelled rows, in double precision and by plain loops, as their
/// sources write them.

/// The ranks that one row looks for, and the others.
private struct Search {
  let query: Int
  let positives: [Int]
  let negatives: [Int]

  /// Returns the searches of the rows that have something to find.
  static func all(_ labels: [Int], includingSelf: Bool = false) -> [Search] {
    labels.indices.map { query in
      Search(
        query: query,
        positives: labels.indices.filter {
          labels[$0] == labels[query] && (includingSelf || $0 != query)
        },
        negatives: labels.indices.filter { labels[$0] != labels[query] })
    }.filter { !$0.positives.isEmpty }
  }
}

/// Returns the mean over rows of the mean over their positives of −log softmax.
///
/// Khosla et al. 2020, equation 2.
func supConFormula(_ rows: [[Double]], labels: [Int], temperature: Double) -> Double {
  let unit = rows.map { unitLength($0) }
  return mean(
    Search.all(labels).map { search in
      let others = unit.indices.filter { $0 != search.query }
      let sum = others.reduce(0) { $0 + exp(dot(unit[search.query], unit[$1]) / temperature) }
      return mean(
        search.positives.map { log(sum) - dot(unit[search.query], unit[$0]) / temperature })
    })
}

/// Returns the mean cross-entropy of the cosines, that of the right class moved by the margin.
///
/// Deng et al. 2019, L₃; Wang et al. 2018, L_lmc. Rows are brought to unit length first.
func marginFormula(
  _ rows: [[Double]], labels: [Int], weights: [[Double]], of loss: MarginSoftmax
) -> Double {
  let scale = Double(loss.scale)
  let directions = weights.map { unitLength($0, epsilon: 0) }
  return mean(
    zip(rows.map { unitLength($0) }, labels).map { row, label in
      var cosines = directions.map { dot(row, $0) }
      switch loss.margin {
      case .cosine(let margin): cosines[label] -= Double(margin)
      case .angular(let margin):
        let angle = acos(cosines[label])
        cosines[label] =
          angle < .pi - Double(margin)
          ? cos(angle + Double(margin)) : cosines[label] - Double(margin) * sin(Double(margin))
      }
      let sum = cosines.reduce(0) { $0 + exp(scale * $1) }
      return log(sum) - scale * cosines[label]
    })
}

/// Returns the mean over tuples of cirtorch's contrastive_loss.
func contrastiveFormula(_ rows: [[Double]], labels: [Int], margin: Double) -> Double {
  mean(
    Search.all(labels).flatMap { search in
      let wrong = search.negatives.reduce(0) {
        let shortfall = max(0, margin - distance(rows[search.query], rows[$1]))
        return $0 + 0.5 * shortfall * shortfall
      }
      return search.positives.map { positive -> Double in
        let near = distance(rows[search.query], rows[positive])
        return 0.5 * near * near + wrong
      }
    })
}

/// Returns the mean over tuples of cirtorch's triplet_loss.
func tripletFormula(_ rows: [[Double]], labels: [Int], margin: Double) -> Double {
  mean(
    Search.all(labels).flatMap { search in
      search.positives.map { positive in
        let near = square(rows[search.query], rows[positive])
        return search.negatives.reduce(0) {
          $0 + max(0, near - square(rows[search.query], rows[$1]) + margin)
        }
      }
    })
}

/// Returns one minus the mean AP whose ranks count steps.
///
/// Brown et al. 2020, L_AP: (1 + Σ steps of positives) / (1 + Σ steps of all).
func rankFormula(
  _ rows: [[Double]], labels: [Int], includingSelf: Bool = false,
  step: (_ lead: Double, _ isPositive: Bool) -> Double
) -> Double {
  let searches = Search.all(labels, includingSelf: includingSelf)
  guard !searches.isEmpty else { return 0 }
  return 1
    - mean(
      searches.map { search in
        let scores = rows.map { dot(rows[search.query], $0) }
        return mean(
          search.positives.map { place in
            let right = search.positives.filter { $0 != place }
              .reduce(1) { $0 + step(scores[$1] - scores[place], true) }
            let wrong = search.negatives.reduce(0) {
              $0 + step(scores[$1] - scores[place], false)
            }
            return right / (right + wrong)
          })
      })
}

/// The sigmoid of a lead.
func sigmoid(_ lead: Double, temperature: Double) -> Double {
  1 / (1 + exp(-lead / temperature))
}

/// Returns the weighted sum of SupAP and the calibration.
///
/// As in the code of Ramzi et al. 2021.
func roadmapFormula(_ rows: [[Double]], labels: [Int], of loss: RoadmapLoss) -> Double {
  let ranks = rankFormula(rows, labels: labels) { lead, isPositive in
    if isPositive { return lead >= 0 ? 1 : 0 }
    if lead > Double(loss.margin) { return Double(loss.slope) * lead + Double(loss.offset) }
    return sigmoid(lead, temperature: Double(loss.temperature)) + (lead > 0 ? 0.5 : 0)
  }
  let searches = Search.all(labels)
  let near = searches.flatMap { search in
    search.positives.map {
      Double(loss.positiveSimilarity) - dot(rows[search.query], rows[$0])
    }
  }
  let far = searches.flatMap { search in
    search.negatives.map {
      dot(rows[search.query], rows[$0]) - Double(loss.negativeSimilarity)
    }
  }
  let share = Double(loss.calibration)
  return (1 - share) * ranks
    + share * (mean(near.filter { $0 > 0 }) + mean(far.filter { $0 > 0 }))
}

/// Returns one minus the mean tie-aware AP over a histogram.
///
/// In the simplified form of the code of He et al. 2018, "Hashing as Tie-Aware Learning to Rank".
func tieAwareFormula(
  _ rows: [[Double]], labels: [Int], of loss: QuantisedListwiseAP
) -> Double {
  let (lower, upper) = (Double(loss.range.lowerBound), Double(loss.range.upperBound))
  let width = (upper - lower) / Double(loss.binCount - 1)
  let searches = Search.all(labels, includingSelf: loss.includesSelf)
  guard !searches.isEmpty else { return 0 }
  return 1
    - mean(
      searches.map { search in
        func weight(_ other: Int, _ bin: Int) -> Double {
          let score = min(max(dot(rows[search.query], rows[other]), lower), upper)
          return max(0, 1 - abs(score - (upper - Double(bin) * width)) / width)
        }
        let bins = (0..<loss.binCount).map { bin in
          (
            right: search.positives.reduce(0) { $0 + weight($1, bin) },
            wrong: search.negatives.reduce(0) { $0 + weight($1, bin) }
          )
        }
        return bins.indices.reduce(0) { sum, bin in
          let before = bins[..<bin]
          let right = 2 * before.reduce(0) { $0 + $1.right } + bins[bin].right + 1
          let wrong = 2 * before.reduce(0) { $0 + $1.wrong } + bins[bin].wrong
          return sum + bins[bin].right * right / (right + wrong)
        } / Double(search.positives.count)
      })
}

/// Returns the mean of some numbers; 0 of none.
private func mean(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}

private func unitLength(_ row: [Double], epsilon: Double = 1e-6) -> [Double] {
  let length = dot(row, row).squareRoot() + epsilon
  return row.map { $0 / length }
}

private func square(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

/// Returns ‖first − second + 1e-6‖.
private func distance(_ first: [Double], _ second: [Double]) -> Double {
  square(first.map { $0 + 1e-6 }, second).squareRoot()
}
