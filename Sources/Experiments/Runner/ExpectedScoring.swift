import Datasets
import Evaluation
import Files
import JSON
import Specs

/// The expected scores of an order that chance decides: nothing is described, and nothing drawn.
struct ExpectedScoring: RowScoring {
  let set: RetrievalSet

  /// What of the order is given.
  let order: RandomOrder

  /// The protocols that are scored.
  let protocols: [EvaluationProtocol]

  func outcomes() throws -> [EvaluationProtocol: ScoringOutcome] {
    var results: [EvaluationProtocol: ScoringOutcome] = [:]
    for wanted in protocols {
      guard let task = set.dataset.task(wanted) else { continue }
      let scores = expectedEvaluation(
        of: order, groundTruth: task.groundTruth, strata: set.strata[wanted])
      results[wanted] = ScoringOutcome(
        scores: scores, kind: .expectation, digest: scores.digest, check: nil)
    }
    return results
  }
}

extension ReferenceName {
  /// The order whose expected values the row has; nil for one that is described and ranked.
  var order: RandomOrder? {
    switch self {
    case .chance: .uniform
    case .strataOracle: .stratumFirst
    case .pixels: nil
    }
  }
}

extension EvaluationResult {
  /// The SHA-256 of every query's values as 64-bit numbers, settings in order, strata last.
  fileprivate var digest: String {
    let scored = settings + (strata?.within ?? [])
    let values =
      scored.flatMap { setting in
        setting.scores.map { $0.map { [$0.averagePrecision] + $0.precisions } }
      } + (strata?.precisions ?? [])
    let rows = values.map { row in
      CanonicalJSON.array((row ?? []).map { .string(String($0.bitPattern, radix: 16)) })
    }
    return Digest.sha256(of: CanonicalJSON.array(rows).compact)
  }
}
