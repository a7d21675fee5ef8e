import JSON
import Specs

/// The names that a claim or an entry of the literature may use.
struct TableNames {
  let axes: [MatrixAxis]

  /// The rows by their names without swept values, in the order of the table.
  let baseRows: [String]

  /// The paths of the swept fields that each row takes part in; a reference in none.
  let sweeps: [String: [String]]

  let rows: ExperimentResolver.Rows
  let datasets: [DatasetName]
  let metrics: [MetricName]

  /// Returns the axes that any of some rows takes part in; all while not every row is known.
  func axes(of rows: [String?]) -> [MatrixAxis] {
    axes.filter { axis in
      rows.contains { $0.map { sweeps[$0]?.contains(axis.path) == true } ?? true }
    }
  }

  /// Returns the name of a cell, such as "contrastive/gem/pca".
  ///
  /// - Parameters:
  ///   - row: the row's name without swept values.
  ///   - place: the swept values, by the paths of the axes; those that the row has none of are left out.
  /// - Returns: the name, whether there is such a cell or not.
  func cell(_ row: String, at place: [String: String]) -> String {
    let paths = axes.map(\.path).filter { sweeps[row]?.contains($0) == true }
    return ([row] + paths.compactMap { place[$0] }).joined(separator: "/")
  }
}

extension ExperimentResolver {
  /// Returns the claims of a spec, after noting names that stand twice.
  func readClaims(_ node: JSONNode?, table: TableNames) -> [ResolvedClaim] {
    readClaims(node, called: \.name) { $0.readClaim($1, at: $2, table: table) }
  }

  /// Returns what the claims of a spec read as, after noting names that stand twice.
  func readClaims<Claim>(
    _ node: JSONNode?, called name: (Claim) -> String,
    _ read: (ExperimentResolver, ClaimStatement, JSONNode) -> Claim?
  ) -> [Claim] {
    let claims = entries(node) { node -> Claim? in
      let stated = ClaimStatement.read(node, log: log)
      let words = stated.name.map { "the claim \"\($0)\"" } ?? "the claim"
      return entry(node, words) { read($0, stated, node) }
    }
    for (i, claim) in claims.enumerated()
    where claims[..<i].contains(where: { name($0) == name(claim) }) {
      log.add(node ?? root, "two claims are named \"\(name(claim))\"")
    }
    return claims
  }

  /// Notes a key that an object must have here.
  private func requireKey(_ key: String, of node: JSONNode) {
    guard !log.ignoresMissingKeys, case .object = node.value else { return }
    log.add(node, "missing key \"\(key)\"")
  }

  /// Returns what each element of an optional list reads as; none where any is wrong.
  func list<Element>(_ node: JSONNode?, _ read: (JSONNode) -> Element?) -> [Element] {
    node.flatMap { log.list($0, read) } ?? []
  }

  /// Returns what the elements of an optional list read as that apply to the table.
  func entries<Element>(_ node: JSONNode?, _ read: (JSONNode) -> Element?) -> [Element] {
    guard let node else { return [] }
    guard case .array(let nodes) = node.value else {
      log.add(node, "expected an array, found \(node.summary)")
      return []
    }
    return nodes.compactMap(read)
  }

  private func readClaim(
    _ stated: ClaimStatement, at node: JSONNode, table: TableNames
  ) -> ResolvedClaim? {
    let better = stated.better.flatMap { log.choice($0, of: table.baseRows) }
    let worse = stated.worse.flatMap { log.choice($0, of: table.baseRows) }
    if stated.metric == nil { requireKey("metric", of: node) }
    let metric = stated.metric.flatMap { readMetric($0, of: table.metrics) }
    let place = readPlace(stated.place, of: node, axes: table.axes(of: [better, worse]))
    if let better, better == worse {
      log.add(node.member("worse") ?? node, "\"\(better)\" is compared with itself")
    }
    guard let name = stated.name, let better, let worse, let metric, let place,
      let betterCell = cell(better, at: place, stated.better, table),
      let worseCell = cell(worse, at: place, stated.worse, table)
    else { return nil }
    checkWorlds(of: betterCell, worseCell, table, at: node)
    return ResolvedClaim(
      name: name, statement: stated.statement, scope: stated.scope, better: betterCell,
      worse: worseCell, metric: metric, source: stated.source)
  }

  /// Notes rows of a claim that are of two worlds.
  func checkWorlds(of better: String, _ worse: String, _ table: TableNames, at node: JSONNode) {
    let worlds = [better, worse].map { name in table.rows.rows.first { $0.name == name }?.world }
    guard worlds[0] != worlds[1] else { return }
    log.add(node, "\(better) and \(worse) are of two worlds, and a claim compares rows of one")
  }

  /// Returns the name of the row that has the settings of a cell, or nil after noting that there is none.
  private func cell(
    _ row: String, at place: [String: String], _ node: JSONNode?, _ table: TableNames
  ) -> String? {
    let name = table.cell(row, at: place)
    guard table.rows.excluded.contains(name) else { return table.rows.aliases[name] ?? name }
    log.add(node ?? root, "\(name) is left out by \"exclude\"")
    return nil
  }

  /// Returns the swept values where a claim is judged, by the paths of the axes.
  private func readPlace(
    _ place: JSONNode?, of claim: JSONNode, axes: [MatrixAxis]
  ) -> [String: String]? {
    if place == nil, axes.isEmpty { return [:] }
    guard let place else {
      log.add(
        claim, "the claim does not say where it is judged; add \"where\"",
        accepted: axes.map(\.path))
      return nil
    }
    var reader = ObjectReader(place, log: log)
    defer { reader.finish() }
    var values: [String: String] = [:]
    for axis in axes {
      guard let node = reader.value(axis.path, isRequired: true) else { continue }
      values[axis.path] = axis.value(meantBy: node, log: log)?.name
    }
    return values.count == axes.count ? values : nil
  }

  /// Returns one of the table's metrics.
  func readMetric(_ node: JSONNode, of metrics: [MetricName]) -> MetricName? {
    guard !metrics.isEmpty else { return MetricName.read(node, log: log) }
    return log.choice(node, of: metrics.map(\.description)).flatMap { MetricName($0) }
  }
}
