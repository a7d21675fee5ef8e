import Files
import JSON

/// The names that a claim or a published value may use.
struct TableNames {
  let axes: [MatrixAxis]
  let baseRows: [String]
  let rows: [ResolvedRow]
  let datasets: [DatasetName]
  let metrics: [MetricName]
}

extension ObjectReader {
  /// Returns the claims of a spec, after noting names that stand twice.
  mutating func distinctClaims(_ read: (JSONNode) -> ResolvedClaim?) -> [ResolvedClaim] {
    let claims = list("claims", read)
    for (i, claim) in claims.enumerated()
    where claims[..<i].contains(where: { $0.name == claim.name }) {
      report("claims", "two claims are named \"\(claim.name)\"")
    }
    return claims
  }
}

extension ExperimentResolver {
  func readClaim(_ node: JSONNode, table: TableNames) -> ResolvedClaim? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let name = reader.value("name", isRequired: true).flatMap { log.fileName($0) }
    let statement = reader.string("statement", isRequired: true)
    let scope = reader.value("scope").flatMap { log.string($0) }
    let source = reader.string("source", isRequired: true)
    let better = reader.value("better", isRequired: true).flatMap {
      log.choice($0, of: table.baseRows)
    }
    let worse = reader.value("worse", isRequired: true).flatMap {
      log.choice($0, of: table.baseRows)
    }
    let metric = reader.value("metric", isRequired: true).flatMap {
      readMetric($0, of: table.metrics)
    }
    let references = table.rows.filter { $0.reference != nil }.map(\.name)
    let named = [better, worse].compactMap(\.self)
    let isSwept = named.count < 2 || !named.allSatisfy(references.contains)
    let suffix = readPlace(reader.value("where"), of: node, axes: isSwept ? table.axes : [])
    if let better, better == worse {
      reader.report("worse", "\"\(better)\" is compared with itself")
    }
    guard let name, let better, let worse, let metric, let suffix else { return nil }
    func full(_ row: String) -> String { references.contains(row) ? row : row + suffix }
    return ResolvedClaim(
      name: name, statement: statement, scope: scope, better: full(better), worse: full(worse),
      metric: metric, source: source)
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

  func readAssumption(_ node: JSONNode) -> (value: Assumption, node: JSONNode)? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let field = reader.value("field", isRequired: true)
    let reason = reader.string("reason", isRequired: true)
    guard let field, let path = log.string(field) else { return nil }
    return (Assumption(field: path, reason: reason), field)
  }

  func readPublished(_ node: JSONNode, table: TableNames) -> PublishedValue? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let row = reader.value("row", isRequired: true).flatMap {
      log.choice($0, of: table.rows.map(\.name))
    }
    let value = readValue(&reader, table: table)
    let citation = reader.string("citation", isRequired: true)
    guard let row, let value else { return nil }
    return PublishedValue(
      row: row, dataset: value.dataset, metric: value.metric, percent: value.percent,
      citation: citation)
  }

  func readLiterature(_ node: JSONNode, table: TableNames) -> LiteratureRow? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let before = log.count
    let row = LiteratureRow(
      label: reader.string("label", isRequired: true),
      citation: reader.string("citation", isRequired: true),
      values: reader.list("values", isRequired: true) { node in
        var reader = ObjectReader(node, log: log)
        defer { reader.finish() }
        return readValue(&reader, table: table)
      })
    if row.values.isEmpty, log.count == before {
      reader.report("values", "expected at least one value")
    }
    return row
  }

  /// Returns the value of one column.
  private func readValue(_ reader: inout ObjectReader, table: TableNames) -> LiteratureValue? {
    let dataset = reader.value("dataset", isRequired: true).flatMap {
      log.choice($0, of: table.datasets.map(\.rawValue))
    }
    let metric = reader.value("metric", isRequired: true).flatMap {
      readMetric($0, of: table.metrics)
    }
    let percent = reader.number("percent", default: 0, .within(0...100), isRequired: true)
    guard let dataset = dataset.flatMap(DatasetName.init(rawValue:)), let metric else {
      return nil
    }
    guard dataset.mayHave(metric.groundTruth) else {
      reader.report("metric", "\(dataset) has no \(metric)")
      return nil
    }
    return LiteratureValue(dataset: dataset, metric: metric, percent: percent)
  }
}
