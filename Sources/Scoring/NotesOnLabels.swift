import Datasets
import Evaluation
package import Specs

extension ResolvedExperiment {
  /// Returns what a reader must know of a set's labels: of images without those that the table is measured
  /// or judged by.
  package func notesOnLabels(of set: RetrievalSet, _ dataset: DatasetName) -> [String] {
    guard datasets.contains(dataset) else { return [] }
    return [unmeasuredNote(of: set), unjudgedNote(of: set, dataset)].compactMap(\.self)
  }

  private func unmeasuredNote(of set: RetrievalSet) -> String? {
    guard let label = self.strata,
      let strata = EvaluationProtocol.allCases.lazy.compactMap({ set.strata[$0] }).first
    else { return nil }
    let images = strata.database.count { $0 == nil }
    let queries = strata.queries.count { $0 == nil }
    guard images + queries > 0 else { return nil }
    return
      "\(queries) queries and \(images) images have no label \(label); such queries are left out of what "
      + "is measured by it"
  }

  private func unjudgedNote(of set: RetrievalSet, _ dataset: DatasetName) -> String? {
    let metrics = self.metrics(of: dataset)
    guard let label = statistics.clusters,
      claims.contains(where: { metrics.contains($0.metric) }),
      let task = protocols(of: dataset).lazy.compactMap(set.dataset.task).first
    else { return nil }
    let count = task.queries.count { $0.labels[label] == nil }
    guard count > 0 else { return nil }
    return count == task.queries.count
      ? "its queries have no label \(label), so intervals of claims are over its landmarks"
      : "claims leave out \(count) queries that have no label \(label)"
  }
}
