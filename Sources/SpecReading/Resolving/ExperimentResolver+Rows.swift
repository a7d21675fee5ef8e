import JSON
import Specs

extension ExperimentResolver {
  /// Returns a row with a network, or nil after noting mistakes.
  func statedRow(
    _ node: JSONNode, axes: [MatrixAxis], factors: [Factor]
  ) -> StatedRow? {
    refuseTraining(of: node)
    let stated = RowStatement.read(node.removing(["training"]), log: log)
    let levels = stated.levels.flatMap { Factor.choices($0, from: factors, log: log) }
    let sweeps = readSweeps(stated.sweeps, of: axes)
    guard let name = stated.name, let model = stated.model,
      let network = StatedModel.read(model, row: name, log: log)
    else { return nil }
    let row = StatedRow(
      node: node, name: name, label: stated.label, model: network,
      descriptor: stated.descriptor, search: stated.search, levels: levels ?? [], sweeps: sweeps)
    for axis in axes where row.takesPart(in: axis) {
      guard let stated = row.stated(axis.root), axis.isStated(in: stated) else { continue }
      log.add(stated, "the row states \(axis.path), which the matrix sweeps; keep one")
    }
    return row
  }

  /// Notes a row that states "training" beside its model, as rows did.
  private func refuseTraining(of node: JSONNode) {
    guard case .object(let members) = node.value,
      let member = members.first(where: { $0.key == "training" })
    else { return }
    let model = node.member("model").map { $0.isObject ? "…" : "\"\($0.text)\"" } ?? "…"
    log.add(
      JSONDiagnostic(
        position: member.keyPosition, pointer: member.node.pointer,
        message: "a row changes training in its model; write \"model\": {\"extends\": \(model), "
          + "\"training\": \(member.node.json)}"))
  }

  /// Returns the paths of the axes that a row takes part in.
  private func readSweeps(_ node: JSONNode?, of axes: [MatrixAxis]) -> [String] {
    let all = axes.map(\.path)
    guard let node else { return all }
    switch node.value {
    case .bool(let isSwept): return isSwept ? all : []
    case .array:
      // A field that only the base swept is one that no row takes part in any more.
      return isInherited(node)
        ? log.list(node) { log.string($0) }?.filter(all.contains) ?? all
        : log.list(node) { log.choice($0, of: all) } ?? all
    default:
      log.add(node, "expected false or an array of swept fields, found \(node.summary)")
      return all
    }
  }
}
