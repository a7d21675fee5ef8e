import Foundation
import Testing

/// What `Tests/Reference/analysis_golden.py` wrote.
struct Goldens: Decodable {
  struct Ranks: Decodable {
    let values: [Double]
    let ranks: [Double]
  }

  struct Regression: Decodable {
    let outcome: [Double]
    let covariates: [[Double]]
    let clusters: [Int]
    let confidence: Double
    let estimates: [Double]
    let reach: [Double]
    let explained: Double
  }

  struct Decomposition: Decodable {
    let values: [Double]
    let levels: [[Int]]
    let sums: [Double]
    let degrees: [Int]
    let residual: Double
    let total: Double
  }

  let ranks: [Ranks]
  let regressions: [Regression]
  let decompositions: [Decomposition]

  static func read() throws -> Goldens {
    let url = Bundle.module.bundleURL.appendingPathComponent("Golden/analysis.json")
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
  }
}

/// Returns whether two numbers agree as sums of a few hundred terms in double precision do.
func agree(_ one: Double, _ other: Double) -> Bool {
  abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
}
