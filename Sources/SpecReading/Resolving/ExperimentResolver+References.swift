import JSON
import Specs

extension ExperimentResolver {
  /// Returns the rows of the spec that are references, with whether each stands before every network.
  ///
  /// - Parameters:
  ///   - axes: what the matrix sweeps, in which references take no part.
  ///   - descriptor: the spec's `descriptor`, whose rules of reading images hold for pixels too.
  /// - Returns: the rows in the order of the spec.
  func references(
    axes: [MatrixAxis], descriptor: JSONNode
  ) -> [(row: ResolvedRow, isLeading: Bool)] {
    guard case .array(let nodes)? = root.member("rows")?.value else { return [] }
    let firstNetwork = nodes.firstIndex { !Self.isReference($0) }
    if firstNetwork == nil { _ = DescriptorSettings.read(descriptor, log: log) }
    return nodes.enumerated().compactMap { place, node in
      guard Self.isReference(node) else { return nil }
      return reference(node, axes: axes, descriptor: descriptor).map { row in
        if nodes[..<place].contains(where: { $0.member("name")?.text == row.name })
          || nodes[(place + 1)...].contains(where: {
            !Self.isReference($0) && $0.member("name")?.text == row.name
          })
        {
          log.add(node.member("name") ?? node, "there is another row named \"\(row.name)\"")
        }
        return (row, place < firstNetwork ?? 0)
      }
    }
  }

  /// Returns whether a row of the spec is a reference, though it may be a wrong one.
  static func isReference(_ node: JSONNode) -> Bool { node.member("reference") != nil }

  private func reference(
    _ node: JSONNode, axes: [MatrixAxis], descriptor: JSONNode
  ) -> ResolvedRow? {
    let stated = ReferenceStatement.read(node, log: log)
    if stated.reference == .strataOracle, root.member("strata") == nil {
      log.add(
        node.member("reference") ?? node,
        "strata-oracle needs a label that divides the images; add \"strata\"")
    }
    guard let name = stated.name, let reference = stated.reference else { return nil }
    return ResolvedRow(
      name: name, label: stated.label ?? reference.label, reference: reference,
      axisValues: axes.map { _ in "–" },
      images: reference.isExpectation ? nil : .read(descriptor, log: log))
  }
}
