import Specs

extension ExperimentResult {
  /// The result of the same run for a spec that names no optional sets.
  package var withoutOptionalSets: ExperimentResult {
    guard !experiment.optionalDatasets.isEmpty else { return self }
    var result = self
    result.experiment = experiment.withoutOptionalSets
    let inputs = result.experiment.inputSets.map(\.rawValue)
    result.datasets = datasets.filter { !experiment.isOptional($0.dataset) }
    result.records = records.filter { !experiment.isOptional($0.dataset) }
    result.claims = claims.filter { !experiment.isOptional($0.dataset) }
    result.separability = separability?.without(experiment.isOptional)
    result.covariates = covariates?.filter { !experiment.isOptional($0.dataset) }
    result.figure = figure?.filter { !experiment.isOptional($0.dataset) }
    result.missing = missing?.filter { $0.kind != .dataset || inputs.contains($0.name) }
    result.leaks = leaks?.filter { !experiment.isOptional($0.dataset) }
    result.sharedNames = sharedNames?.filter { !experiment.isOptional($0.dataset) }
    result.fingerprints = fingerprints.filter { $0.optionalSet == nil }
    return result
  }
}
