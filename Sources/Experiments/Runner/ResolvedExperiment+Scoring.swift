import DescriptorStore
import Evaluation

extension DescriptorSettings {
  /// Every field that extraction depends on besides the pooling; equal ones share a forward pass.
  var extractionFamily: String {
    "\(resize) \(size) \(crop) \(orientation) \(scales) \(aggregation) \(gemExponent) \(precision) "
      + (storage ?? .float32).rawValue
  }
}

extension ResolvedExperiment {
  /// The protocols that the metrics ask of a set.
  func protocols(of dataset: DatasetName) -> [EvaluationProtocol] {
    let wanted = Set(metrics(of: dataset).map(\.evaluationProtocol))
    return EvaluationProtocol.allCases.filter(wanted.contains)
  }
}

extension MetricName {
  /// The protocol that the metric belongs to.
  var evaluationProtocol: EvaluationProtocol {
    switch groundTruth {
    case .easy, .medium, .hard: .revisited
    case .classic: .classic
    case .manifest: .manifest
    }
  }

  /// The setting whose queries are scored.
  var setting: EvaluationSetting {
    switch groundTruth {
    case .easy: .easy
    case .medium: .medium
    case .hard: .hard
    case .classic: .classic
    case .manifest: .manifest
    }
  }

  /// Returns one query's value, a fraction of 1.
  func value(of score: QueryScore) -> Double {
    switch measure {
    case .averagePrecision: return score.averagePrecision
    case .precision(let cutoff):
      guard let index = QueryScore.cutoffs.firstIndex(of: cutoff) else {
        preconditionFailure("expected a cutoff of \(QueryScore.cutoffs), found \(cutoff)")
      }
      return score.precisions[index]
    }
  }
}
