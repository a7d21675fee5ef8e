import Evaluation
import JSON
import Specs

extension ExperimentResolver {
  /// Returns which first images a spec shows, with its defaults, after noting what the table does not have for it.
  ///
  /// - Parameters:
  ///   - firstImages: what is shown as it is stated; nil for none.
  ///   - experiment: the rest of the table.
  /// - Returns: what is shown, which names its set, its setting and its rows.
  func readFirstImages(
    _ firstImages: FirstImagesSettings?, of experiment: ResolvedExperiment
  ) -> FirstImagesSettings? {
    guard var firstImages else { return nil }
    let node = root.member("firstImages") ?? root
    // Of rows and sets that were not understood, nothing can be said.
    guard log.count == 0, let first = experiment.datasets.first else { return firstImages }
    let ranking = experiment.rankingRows.map(\.name)
    checkNames(of: node, ranking)
    if firstImages.dataset != nil, let place = node.member("dataset") {
      firstImages.dataset = log.choice(place, of: experiment.datasets.map(\.rawValue))
    }
    let dataset = experiment.datasets.first { $0.rawValue == firstImages.dataset } ?? first
    let settings = experiment.rankedSettings(of: dataset)
    if let setting = firstImages.setting, !settings.contains(setting) {
      log.add(
        node.member("setting") ?? node,
        "the table has no metric of a ground truth of \(dataset) with the setting \"\(setting.rawValue)\"",
        accepted: settings.map(\.rawValue))
    }
    if let seed = firstImages.seed, !experiment.seeds.contains(seed) {
      log.add(
        node.member("seed") ?? node, "\(seed) is none of the table's seeds",
        accepted: experiment.seeds.map { "\($0)" })
    }
    let named = firstImages.queries.flatMap(\.rows) + (firstImages.rows ?? ranking)
    let worlds = experiment.rows.filter { named.contains($0.name) }.map(experiment.world(of:))
    if worlds.unique.count > 1 {
      log.add(
        node.member("rows") ?? node,
        "rows of several worlds have no queries in common; name rows of one")
    }
    firstImages.dataset = dataset.rawValue
    firstImages.setting = firstImages.setting ?? settings.first
    firstImages.rows = firstImages.rows ?? ranking
    return firstImages
  }

  /// Notes names that are those of no row that ranks images.
  private func checkNames(of firstImages: JSONNode, _ rows: [String]) {
    func elements(_ node: JSONNode?) -> [JSONNode] {
      guard case .array(let elements)? = node?.value else { return [] }
      return elements
    }
    let rules = elements(firstImages.member("queries"))
    let named = rules.flatMap { rule in
      ["from", "to", "row"].compactMap { rule.member($0) }
    }
    for name in elements(firstImages.member("rows")) + named { _ = log.choice(name, of: rows) }
    for rule in rules {
      guard let to = rule.member("to"), to.text == rule.member("from")?.text else { continue }
      log.add(to, "\(to.text) is compared with itself")
    }
  }
}
