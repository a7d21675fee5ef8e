import JSON
import Specs

extension ExperimentResolver {
  /// Returns a set that the table may have as a column, or nil after noting what is wrong with it.
  func evaluationSet(_ node: JSONNode) -> DatasetName? {
    let stated = DatasetName(rawValue: (node.member("set") ?? node).text)
    return DatasetName.read(
      node, accepting: log.purpose.accepts,
      otherwise: stated?.canEvaluate == true ? log.purpose.refusal : "has no queries to evaluate",
      log: log)
  }

  /// Returns the metric that a selection chooses by, one that every column has.
  func readSelects(
    _ node: JSONNode?, datasets: [DatasetName], metrics: [MetricName]
  ) -> MetricName? {
    guard let node else { return nil }
    if case .null = node.value, log.purpose != .selection { return nil }
    guard log.purpose == .selection else {
      log.add(
        node,
        "a report chooses nothing; leave it out, or let the spec's \"purpose\" be \"selection\"")
      return nil
    }
    guard let metric = readMetric(node, of: metrics) else { return nil }
    for dataset in datasets where !dataset.mayHave(metric.groundTruth) {
      log.add(
        node, "\(dataset) has no \(metric), so rows cannot be compared by it",
        accepted: metrics.filter { metric in datasets.allSatisfy { $0.mayHave(metric.groundTruth) }
        }
        .map(\.description))
    }
    return metric
  }

  /// Notes what a selection may not have.
  func checkSelection() {
    guard log.purpose == .selection else { return }
    if let node = root.stated("seedStudyOf") {
      log.add(node, "a selection studies no seeds of a table; leave it out")
    }
    if let node = root.member("allowLeak"), case .bool(true) = node.value {
      log.add(
        node, "a selection must see nothing of what is evaluated; leave it out",
        accepted: ["false"])
    }
    if let node = root.member("claims"), case .array(let claims) = node.value, !claims.isEmpty {
      log.add(
        node,
        "a selection states no claims, since its best rows were picked by the same numbers; write "
          + "\"claims\": [] where a base has some")
    }
  }
}
