/// The sets that a table shows when they are there.
extension ResolvedExperiment {
  /// Returns whether a set is an optional one that was there.
  public func isOptional(_ dataset: DatasetName) -> Bool {
    presentMetrics?[dataset.rawValue] != nil
  }

  /// The evaluation sets that the table has everywhere.
  public var requiredDatasets: [DatasetName] { datasets.filter { !isOptional($0) } }

  /// The optional sets that were not there.
  public var absentDatasets: [DatasetName] {
    optionalDatasets.filter { !isOptional($0) }
  }

  /// The experiment as its spec states it, whatever is there.
  public var asStated: ResolvedExperiment {
    with(datasets: requiredDatasets, optional: optionalDatasets, metrics: nil)
  }

  /// The experiment of a spec that names no optional sets.
  package var withoutOptionalSets: ResolvedExperiment {
    with(datasets: requiredDatasets, optional: [], metrics: nil)
  }

  /// Returns the same experiment with other columns.
  ///
  /// - Parameters:
  ///   - datasets: the evaluation sets, optional ones last.
  ///   - optional: the optional sets, there or not.
  ///   - metrics: the metrics of each optional set that is there, by its name; nil for none.
  /// - Returns: an experiment that differs in nothing else.
  package func with(
    datasets: [DatasetName], optional: [DatasetName], metrics: [String: [MetricName]]?
  ) -> ResolvedExperiment {
    var experiment = self
    experiment.datasets = datasets
    experiment.optionalDatasets = optional
    experiment.presentMetrics = metrics
    return experiment
  }
}
