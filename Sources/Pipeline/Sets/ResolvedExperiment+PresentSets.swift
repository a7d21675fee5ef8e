package import Datasets
import Evaluation
import Scoring
package import Specs

extension ResolvedExperiment {
  /// Returns the experiment with the optional sets that are there behind its other sets.
  ///
  /// A folder has the columns of the ground truths that it holds, and those of strata where its images
  /// have the label.
  ///
  /// - Parameter context: where the sets lie.
  /// - Returns: the experiment to run here.
  /// - Throws: `DatasetError` for an optional set that is there and damaged, or that none of the metrics
  ///   is for.
  package func lookingForOptionalSets(_ context: RunContext) throws(DatasetError)
    -> ResolvedExperiment
  {
    let stated = asStated
    var present: [String: [MetricName]] = [:]
    var sets: [DatasetName] = []
    for set in stated.optionalDatasets where context.has(WorldSet(set, in: world)) {
      present[set.rawValue] = try stated.metrics(of: set, in: context.dataRoot)
      sets.append(set)
    }
    guard !sets.isEmpty else { return stated }
    return stated.with(
      datasets: stated.datasets + sets, optional: stated.optionalDatasets, metrics: present)
  }

  /// Returns the optional set that a set is read for, or nil for one that is read without it too.
  func optionalSet(behind set: DatasetName) -> DatasetName? {
    guard !withoutOptionalSets.inputSets.contains(set) else { return nil }
    return datasets.first { dataset in
      isOptional(dataset)
        && with(datasets: [dataset], optional: [], metrics: nil).inputSets.contains(set)
    }
  }

  /// Returns the table's metrics that a set on this computer has.
  private func metrics(
    of set: DatasetName, in root: String
  ) throws(DatasetError) -> [MetricName] {
    let possible = metrics(of: set)
    guard set.isFolder else { return possible }
    let read = try RetrievalDataset.read(set.setName, root: root)
    let protocols = read.evaluationProtocols
    let isDivided = strata.map { label in
      protocols.allSatisfy { read.task($0)?.hasLabel(label) ?? true }
    }
    func has(_ metric: MetricName) -> Bool {
      (!metric.needsStrata || isDivided == true)
        && metric.evaluationProtocol.map(protocols.contains) ?? true
    }
    let found = possible.filter(has)
    guard found.allSatisfy({ $0.evaluationProtocol == nil }) else { return found }
    let truths = MetricName.standard.filter { $0.evaluationProtocol != nil && has($0) }
    throw DatasetError(
      .inconsistent, path: RetrievalLayout(root: root, name: set.setName).folder,
      problem: "its ground truth is \(protocols.map(\.rawValue).joined(separator: " and ")), "
        + "and none of the table's metrics is for that",
      advice: "Add a metric of it to the spec (\(truths.map(\.description).first ?? "none")), "
        + "or take the set out of \"optionalDatasets\".")
  }
}
