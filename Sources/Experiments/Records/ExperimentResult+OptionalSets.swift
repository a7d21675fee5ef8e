extension ExperimentResult {
  /// The result of the same run for a spec that names no optional sets.
  package var withoutOptionalSets: ExperimentResult {
    let experiment = experiment.withoutOptionalSets
    func isShown(_ dataset: DatasetName) -> Bool { experiment.datasets.contains(dataset) }
    let inputs = Set(experiment.inputSets.map(\.rawValue))
    return ExperimentResult(
      experiment: experiment, datasets: datasets.filter { isShown($0.dataset) },
      records: records.filter { isShown($0.dataset) },
      claims: claims.filter { isShown($0.dataset) },
      missing: (missing ?? []).filter { $0.kind != .dataset || inputs.contains($0.name) },
      leaks: (leaks ?? []).filter { isShown($0.dataset) },
      sharedNames: (sharedNames ?? []).filter { isShown($0.dataset) },
      fingerprints: fingerprints.filter { $0.optionalSet == nil }, provenance: provenance)
  }
}
