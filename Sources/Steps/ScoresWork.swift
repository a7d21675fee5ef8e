import DescriptorStore
package import Evaluation
import JSON
package import Specs

/// The scores of every query of a set under one protocol, whatever the metrics of the table.
package struct ScoresWork: Sendable {
  /// Raised when a change of the code changes the scores that come out.
  ///
  /// 2: the places of positives are kept, and no longer the values at 1, 5 and 10.
  static let version = 2

  /// The step of the set.
  package let dataset: Step.ID

  /// The set.
  package let set: WorldSet

  /// The rules the queries are scored by.
  package let evaluationProtocol: EvaluationProtocol

  /// The label that divides the images into strata; nil for none.
  package let strata: String?

  /// What is scored.
  package let order: Order

  /// The readings of where positives stand that are wanted besides the usual one.
  package let readings: [PlaceReading]

  /// Creates the work.
  package init(
    dataset: Step.ID, set: WorldSet, evaluationProtocol: EvaluationProtocol,
    strata: String?, order: Order, readings: [PlaceReading] = []
  ) {
    self.dataset = dataset
    self.set = set
    self.evaluationProtocol = evaluationProtocol
    self.strata = strata
    self.order = order
    self.readings = readings
  }

  /// What is scored.
  package enum Order: Sendable {
    /// The rankings of a step.
    case ranking(Step.ID)
    /// The expected values of an order that chance decides: nothing is ranked.
    case expected(ReferenceName)
  }

  var inputs: [Step.ID] {
    if case .ranking(let ranking) = order { [dataset, ranking] } else { [dataset] }
  }

  func key() -> ArtifactKey {
    var fields: [String: CanonicalJSON] = [
      "dataset": dataset.keyPart, "protocol": .string(evaluationProtocol.rawValue),
      "strata": strata.map(CanonicalJSON.string) ?? .null,
    ]
    if !readings.isEmpty {
      fields["readings"] = .array(readings.map { .string($0.rawValue) })
    }
    switch order {
    case .ranking(let ranking): fields["ranking"] = ranking.keyPart
    case .expected(let reference): fields["expected"] = .string(reference.rawValue)
    }
    return ArtifactKey(stage: "scores", stageVersion: Self.version, fields: fields)
  }
}
