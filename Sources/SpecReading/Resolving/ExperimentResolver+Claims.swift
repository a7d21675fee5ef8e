import Files
import JSON
import Specs

/// The names that a claim or a published value may use.
struct TableNames {
  let axes: [MatrixAxis]
  let baseRows: [String]
  let rows: [ResolvedRow]
  let datasets: [DatasetName]
  let metrics: [MetricName]
}

extension ExperimentResolver {
  /// Returns the claims of a spec, after noting names that stand twice.
  func readClaims(_ node: JSONNode?, table: TableNames) -> [ResolvedClaim] {
    let claims = list(node) { readClaim($0, table: table) }
    for (i, claim) in claims.enumerated()
    where claims[..<i].contains(where: { $0.name == claim.name }) {
      log.add(node ?? root, "two claims are named \"\(claim.name)\"")
    }
    return claims
  }

  /// Returns what each element of an optional list reads as.
  func list<Element>(_ node: JSONNode?, _ read: (JSONNode) -> Element?) -> [Element] {
    node.flatMap { log.list($0, read) } ?? []
  }

  private func readClaim(_ node: JSONNode, table: TableNames) -> ResolvedClaim? {
    let stated = ClaimStatement.read(node, log: log)
    let better = stated.better.flatMap { log.choice($0, of: table.baseRows) }
    let worse = stated.worse.flatMap { log.choice($0, of: table.baseRows) }
    let metric = stated.metric.flatMap { readMetric($0, of: table.metrics) }
    let references = table.rows.filter { $0.reference != nil }.map(\.name)
    let named = [better, worse].compactMap(\.self)
    let isSwept = named.count < 2 || !named.allSatisfy(references.contains)
    let suffix = readPlace(stated.place, of: node, axes: isSwept ? table.axes : [])
    if let better, better == worse {
      log.add(node.member("worse") ?? node, "\"\(better)\" is compared with itself")
    }
    guard let name = stated.name, let better, let worse, let metric, let suffix else { return nil }
    func full(_ row: String) -> String { references.contains(row) ? row : row + suffix }
    return ResolvedClaim(
      name: name, statement: stated.statement, scope: stated.scope, better: full(better),
      worse: full(worse), metric: metric, source: stated.source)
  }

  /// Returns what the rows' names end with where a claim is judged, such as "/gem/pca".
  private func readPlace(_ place: JSONNode?, of claim: JSONNode, axes: [MatrixAxis]) -> String? {
    if place == nil, axes.isEmpty { return "" }
    guard let place else {
      log.add(
        claim, "the claim does not say where it is judged; add \"where\"",
        accepted: axes.map(\.path))
      return nil
    }
    var reader = ObjectReader(place, log: log)
    defer { reader.finish() }
    var suffix: String? = ""
    for axis in axes {
      let texts = axis.names
      guard let node = reader.value(axis.path, isRequired: true) else {
        suffix = nil
        continue
      }
      if texts.contains(node.text) {
        suffix?.append("/\(node.text)")
      } else {
        log.add(
          node, "the matrix does not have \(node.summary)", accepted: texts,
          suggestion: nearestName(to: node.text, among: texts))
        suffix = nil
      }
    }
    return suffix
  }

  /// Returns one of the table's metrics.
  func readMetric(_ node: JSONNode, of metrics: [MetricName]) -> MetricName? {
    guard !metrics.isEmpty else { return MetricName.read(node, log: log) }
    return log.choice(node, of: metrics.map(\.description)).flatMap { MetricName($0) }
  }

  func readPublished(_ node: JSONNode, table: TableNames) -> PublishedValue? {
    let stated = PublishedStatement.read(node, log: log)
    let row = stated.row.flatMap { log.choice($0, of: table.rows.map(\.name)) }
    let value = readValue(stated, at: node, table: table)
    guard let row, let value else { return nil }
    return PublishedValue(
      row: row, dataset: value.dataset, metric: value.metric, percent: value.percent,
      citation: stated.citation)
  }

  func readLiterature(_ node: JSONNode, table: TableNames) -> LiteratureRow? {
    let before = log.count
    let stated = LiteratureStatement.read(node, log: log)
    let values = list(stated.values) {
      readValue(ValueStatement.read($0, log: log), at: $0, table: table)
    }
    if values.isEmpty, log.count == before {
      log.add(node.member("values") ?? node, "expected at least one value")
    }
    return LiteratureRow(label: stated.label, citation: stated.citation, values: values)
  }

  /// Returns the value of one column.
  private func readValue(
    _ stated: some ColumnValue, at node: JSONNode, table: TableNames
  ) -> LiteratureValue? {
    let dataset = stated.dataset.flatMap { log.choice($0, of: table.datasets.map(\.rawValue)) }
    let metric = stated.metric.flatMap { readMetric($0, of: table.metrics) }
    guard let dataset = dataset.flatMap(DatasetName.init(rawValue:)), let metric else {
      return nil
    }
    guard dataset.mayHave(metric.groundTruth) else {
      log.add(node.member("metric") ?? node, "\(dataset) has no \(metric)")
      return nil
    }
    return LiteratureValue(dataset: dataset, metric: metric, percent: stated.percent)
  }
}
