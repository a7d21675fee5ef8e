import JSON
import Specs

extension ExperimentResolver {
  /// Returns whether a part of the spec was said of another table: in a base, or before anything was set
  /// from outside.
  func isInherited(_ node: JSONNode) -> Bool {
    settings.isEmpty
      ? node.position.file != root.position.file : !node.position.file.hasPrefix("-S ")
  }

  /// Returns what an entry of a list reads as.
  ///
  /// What the spec states itself and does not have the rows, columns or fields for is a mistake. What it
  /// takes from a base is left out with a notice: it was said of another table.
  ///
  /// - Parameters:
  ///   - node: the entry.
  ///   - words: what it is called in a notice.
  ///   - read: reads it; what it notes is what the entry lacks.
  /// - Returns: the entry, or nil for one that does not apply.
  func entry<Value>(
    _ node: JSONNode, _ words: String, _ read: (ExperimentResolver) -> Value?
  ) -> Value? {
    let own = DiagnosticLog(partOf: log)
    let value = read(
      ExperimentResolver(
        files: SpecFiles(roots: files.roots, log: own), root: root, stem: stem,
        settings: settings))
    if let mistake = own.diagnostics.first, isInherited(node) {
      log.note(node, "\(words) no longer applies and is left out: \(mistake.message)")
      return nil
    }
    for mistake in own.diagnostics { log.add(mistake) }
    return value
  }

  /// Returns the cells that are not left out, with the names of those that are.
  func remaining(
    _ cells: [Cell], references: [ResolvedRow], without node: JSONNode?, axes: [MatrixAxis]
  ) -> (cells: [Cell], excluded: Set<String>) {
    guard let node else { return (cells, []) }
    let names = references.map(\.baseName).unique + cells.map(\.row.name).unique
    let known = cells.map { (name: $0.row.name, values: $0.values) }
    let exclusions = entries(node) { node -> Exclusion? in
      entry(node, "the exclusion") { resolver in
        let exclusion = Exclusion.read(node, rows: names, axes: axes, log: resolver.log)
        if let exclusion, !known.contains(where: { exclusion.matches($0.name, $0.values) }),
          !references.contains(where: { exclusion.matches($0, axes: axes) })
        {
          resolver.log.add(node, "there is no cell that it leaves out")
        }
        return exclusion
      }
    }
    let kept = zip(cells, known).filter { _, cell in
      !exclusions.contains { $0.matches(cell.name, cell.values) }
    }.map(\.0)
    let shown = references.filter { row in
      !exclusions.contains { $0.matches(row, axes: axes) }
    }
    if kept.isEmpty, shown.isEmpty, !exclusions.isEmpty { log.add(node, "no row is left") }
    let all = cells.map(\.name) + references.map(\.name)
    return (kept, Set(all).subtracting(kept.map(\.name) + shown.map(\.name)))
  }
}
