import JSON
import Specs

extension ExperimentResolver {
  /// Returns the claims of a specification curve, each with every two cells that it compares.
  func readSpecification(_ node: JSONNode?, table: TableNames) -> [SpecificationClaim] {
    let claims = readClaims(node, called: \SpecificationClaim.name) {
      $0.readClaim(of: $1, at: $2, table: table)
    }
    if claims.isEmpty, log.count == 0 {
      log.add(root, "a specification curve judges claims; add \"claims\"")
    }
    return claims
  }

  private func readClaim(
    of stated: ClaimStatement, at node: JSONNode, table: TableNames
  ) -> SpecificationClaim? {
    let before = log.count
    let better = stated.better.flatMap { log.choice($0, of: table.baseRows) }
    let worse = stated.worse.flatMap { log.choice($0, of: table.baseRows) }
    let metric = stated.metric.flatMap { readMetric($0, of: table.metrics) }
    if let better, better == worse {
      log.add(node.member("worse") ?? node, "\"\(better)\" is compared with itself")
    }
    let axes = table.axes(of: [better, worse])
    let place = stated.place.map { readFixed($0, of: axes) } ?? [:]
    guard log.count == before, let name = stated.name, let better, let worse else { return nil }
    var comparisons: [SpecificationClaim.Comparison] = []
    var known: Set<[String]> = []
    for values in MatrixAxis.combinations(of: axes) {
      let choices = zip(axes, values).map { RowChoice(field: $0.path, level: $1.name) }
      guard choices.allSatisfy({ place[$0.field] ?? $0.level == $0.level }) else { continue }
      let swept = Dictionary(choices.map { ($0.field, $0.level) }) { first, _ in first }
      let cells = [better, worse].map { table.cell($0, at: swept) }
      guard !cells.contains(where: table.rows.excluded.contains) else { continue }
      let rows = cells.map { table.rows.aliases[$0] ?? $0 }
      // Cells that come to the same settings are one point.
      guard known.insert(rows).inserted else { continue }
      checkWorlds(of: rows[0], rows[1], table, at: node)
      comparisons.append(
        SpecificationClaim.Comparison(better: rows[0], worse: rows[1], choices: choices))
    }
    if comparisons.isEmpty, !table.rows.isTooLong {
      log.add(node, "\"exclude\" leaves no two cells of the claim to compare")
    }
    return SpecificationClaim(
      name: name, statement: stated.statement, scope: stated.scope, source: stated.source,
      metrics: metric.map { [$0] } ?? table.metrics, comparisons: comparisons)
  }

  /// Returns the swept values that a claim is restricted to, by the paths of the axes.
  private func readFixed(_ place: JSONNode, of axes: [MatrixAxis]) -> [String: String] {
    var reader = ObjectReader(place, log: log)
    var values: [String: String] = [:]
    for axis in axes {
      guard let node = reader.value(axis.path) else { continue }
      values[axis.path] = axis.value(meantBy: node, log: log)?.name
    }
    reader.finish()
    return values
  }

  /// Returns the covariates of a spec, or nil for none, after noting names that stand twice.
  func readCovariates(_ covariates: [CovariateSettings]) -> [CovariateSettings]? {
    for (i, covariate) in covariates.enumerated()
    where covariates[..<i].contains(where: { $0.name == covariate.name }) {
      log.add(
        root.member("covariates") ?? root, "two covariates are named \"\(covariate.name)\"")
    }
    return covariates.isEmpty ? nil : covariates
  }

  /// Returns the figure of a spec, after noting what the table does not have for it.
  func readFigure(_ figure: FigureSettings?, _ body: Body) -> FigureSettings? {
    guard let figure else { return nil }
    let node = root.member("figure") ?? root
    let place = node.member("horizontal") ?? node
    guard let axis = body.axes.first(where: { $0.path == figure.horizontal }) else {
      log.add(
        place, "the matrix does not sweep \"\(figure.horizontal)\"",
        accepted: body.axes.map(\.path))
      return nil
    }
    let numbers = axis.values.compactMap { Double($0.name) }
    if numbers.count < axis.values.count {
      log.add(place, "the values of \(axis.path) are not all numbers")
    } else if figure.scale == .logarithmic, !numbers.allSatisfy({ $0 > 0 }) {
      log.add(
        place, "values that are not above 0 have no logarithm; let \"scale\" be \"linear\"")
    }
    for metric in figure.metrics where !body.names.metrics.contains(metric) {
      log.add(
        node.member("metrics") ?? node, "\(metric) is none of the table's metrics",
        accepted: body.names.metrics.map(\.description))
    }
    return figure
  }
}
