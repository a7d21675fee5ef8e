import Arrays
package import Evaluation
import Images
import Kernels
import Retrieval
package import Specs

extension DescriptorSettings {
  /// Every field that extraction depends on besides the pooling; equal ones share a forward pass.
  package var extractionFamily: String {
    "\(resize) \(size) \(crop) \(orientation) \(scales) \(aggregation) \(gemExponent) \(precision) "
      + storage.rawValue
  }
}

extension ResolvedExperiment {
  /// The protocols that the metrics ask of a set.
  package func protocols(of dataset: DatasetName) -> [EvaluationProtocol] {
    let wanted = Set(metrics(of: dataset).compactMap(\.evaluationProtocol))
    return EvaluationProtocol.allCases.filter(wanted.contains)
  }

  /// Returns the label that divides a set; nil for one that no metric of strata is measured on.
  package func strata(of dataset: DatasetName) -> String? {
    datasets.contains(dataset) && metrics(of: dataset).contains(where: \.needsStrata)
      ? strata : nil
  }
}

extension ResolvedExperiment {
  /// The readings of where positives stand, besides the usual one, that the metrics ask of a set under a
  /// protocol.
  package func readings(
    of dataset: DatasetName, under wanted: EvaluationProtocol
  ) -> [PlaceReading] {
    let asked = Set(
      metrics(of: dataset).filter { $0.evaluationProtocol == wanted }.compactMap(\.reading))
    return PlaceReading.allCases.filter(asked.contains)
  }
}

extension MetricName {
  /// The protocol that the metric belongs to; nil for one of strata, which every protocol tells.
  package var evaluationProtocol: EvaluationProtocol? {
    switch groundTruth {
    case .easy, .medium, .hard: .revisited
    case .classic: .classic
    case .manifest: .manifest
    case .strata: nil
    }
  }

  /// The setting whose queries are scored; nil for a metric of strata.
  private var setting: EvaluationSetting? {
    switch groundTruth {
    case .easy: .easy
    case .medium: .medium
    case .hard: .hard
    case .classic: .classic
    case .manifest: .manifest
    case .strata: nil
    }
  }

  /// Returns the value of each query, a fraction of 1, or nil for one that is left out.
  ///
  /// - Parameter results: the scores under each protocol; of strata, the first that there is tells.
  /// - Returns: the names of the queries and their values, or nil when the metric was not measured.
  package func values(
    in results: [EvaluationProtocol: EvaluationResult]
  ) -> (names: [String], values: [Double?])? {
    guard let setting else {
      let first = EvaluationProtocol.allCases.lazy.compactMap { results[$0] }.first
      guard let first, let strata = first.strata else { return nil }
      return (first.queryNames, strata.values(of: measure))
    }
    guard let result = evaluationProtocol.flatMap({ results[$0] }) else { return nil }
    let scored = isWithinStratum ? result.strata?[setting] : result[setting, reading]
    return scored.map { (result.queryNames, $0.values(of: measure)) }
  }
}
