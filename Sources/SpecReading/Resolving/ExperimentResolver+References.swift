import JSON
import Specs

extension ExperimentResolver {
  /// Returns the rows of the spec that are references, with whether each stands before every network.
  ///
  /// - Parameters:
  ///   - axes: what the matrix sweeps; references take part in what it sweeps of the world alone.
  ///   - descriptor: the spec's `descriptor`, whose rules of reading images hold for pixels too.
  ///   - world: the table's world.
  /// - Returns: the rows in the order of the spec, each under every swept world.
  func references(
    axes: [MatrixAxis], descriptor: JSONNode, world: WorldSettings
  ) -> [(row: ResolvedRow, isLeading: Bool)] {
    guard case .array(let nodes)? = root.member("rows")?.value else { return [] }
    let firstNetwork = nodes.firstIndex { !Self.isReference($0) }
    if firstNetwork == nil { _ = DescriptorSettings.read(descriptor, log: log) }
    return nodes.enumerated().flatMap { place, node -> [(row: ResolvedRow, isLeading: Bool)] in
      guard Self.isReference(node) else { return [] }
      let rows = reference(node, axes: axes, descriptor: descriptor, world: world)
      let name = rows.first?.baseName
      if nodes[..<place].contains(where: { $0.member("name")?.text == name })
        || nodes[(place + 1)...].contains(where: {
          !Self.isReference($0) && $0.member("name")?.text == name
        })
      {
        log.add(node.member("name") ?? node, "there is another row named \"\(name ?? "")\"")
      }
      return rows.map { ($0, place < firstNetwork ?? 0) }
    }
  }

  /// Returns whether a row of the spec is a reference, though it may be a wrong one.
  static func isReference(_ node: JSONNode) -> Bool { node.member("reference") != nil }

  private func reference(
    _ node: JSONNode, axes: [MatrixAxis], descriptor: JSONNode, world: WorldSettings
  ) -> [ResolvedRow] {
    let stated = ReferenceStatement.read(node, log: log)
    if stated.reference == .strataOracle, root.stated("strata") == nil {
      log.add(
        node.member("reference") ?? node,
        "strata-oracle needs a label that divides the images; add \"strata\"")
    }
    guard let name = stated.name, let reference = stated.reference else { return [] }
    let swept = axes.filter(\.isOfWorld)
    // Too many combinations are noted with the rows that have networks.
    let count = swept.reduce(1.0) { $0 * Double($1.values.count) }
    let worlds = count <= Double(Self.maximumCombinations) ? swept : []
    return MatrixAxis.combinations(of: worlds).map { values in
      let choices = zip(worlds, values).map { Cell.Choice(axis: $0, value: $1) }
      return ResolvedRow(
        name: ([name] + values.map(\.name)).joined(separator: "/"), baseName: name,
        label: stated.label ?? reference.label, reference: reference,
        axisValues: axes.map { axis in
          choices.first { $0.axis.path == axis.path }?.value.name ?? ResolvedRow.unswept
        },
        images: reference.isExpectation ? nil : .read(descriptor, log: log),
        world: self.world(under: choices, of: world))
    }
  }
}
