import JSON
import Specs

extension ExperimentResolver {
  /// Returns the sets that are evaluated where they are there.
  ///
  /// - Parameters:
  ///   - node: the sets as the spec states them.
  ///   - datasets: the sets that the table always has.
  /// - Returns: sets of the user's, each once; those of the mini world are never absent.
  func optionalSets(_ node: JSONNode?, beside datasets: [DatasetName]) -> [DatasetName] {
    guard let node else { return [] }
    guard case .array(let nodes) = node.value else {
      log.add(node, "expected an array, found \(node.summary)")
      return []
    }
    let sets = nodes.map { node in
      DatasetName.read(
        node, accepting: { !$0.isMini },
        otherwise:
          "belongs to the mini world, which is rendered where it is missing, so it is never "
          + "optional", log: log)
    }
    for (index, set) in sets.enumerated() {
      guard let set else { continue }
      if datasets.contains(set) {
        log.add(nodes[index], "\(set) stands in \"datasets\" already; keep one")
      } else if sets[..<index].contains(set) {
        log.add(nodes[index], "\(set) stands in the list already")
      }
    }
    return sets.compactMap(\.self)
  }
}
