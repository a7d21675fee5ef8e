import Evaluation
import JSON
import Specs

extension ExperimentResolver {
  /// Returns the gallery of a spec with its defaults, after noting what the table does not have for it.
  ///
  /// - Parameters:
  ///   - gallery: the gallery as it is stated; nil for none.
  ///   - experiment: the rest of the table.
  /// - Returns: the gallery, which names its set, its setting and its rows.
  func readGallery(
    _ gallery: GallerySettings?, of experiment: ResolvedExperiment
  ) -> GallerySettings? {
    guard var gallery else { return nil }
    let node = root.member("gallery") ?? root
    // Of rows and sets that were not understood, nothing can be said.
    guard log.count == 0, let first = experiment.datasets.first else { return gallery }
    let ranking = experiment.rankingRows.map(\.name)
    checkNames(of: node, ranking)
    if gallery.dataset != nil, let place = node.member("dataset") {
      gallery.dataset = log.choice(place, of: experiment.datasets.map(\.rawValue))
    }
    let dataset = experiment.datasets.first { $0.rawValue == gallery.dataset } ?? first
    let settings = experiment.rankedSettings(of: dataset)
    if let setting = gallery.setting, !settings.contains(setting) {
      log.add(
        node.member("setting") ?? node,
        "the table has no metric of a ground truth of \(dataset) with the setting \"\(setting.rawValue)\"",
        accepted: settings.map(\.rawValue))
    }
    if let seed = gallery.seed, !experiment.seeds.contains(seed) {
      log.add(
        node.member("seed") ?? node, "\(seed) is none of the table's seeds",
        accepted: experiment.seeds.map { "\($0)" })
    }
    let named = gallery.queries.flatMap(\.rows) + (gallery.rows ?? ranking)
    let worlds = experiment.rows.filter { named.contains($0.name) }.map(experiment.world(of:))
    if worlds.unique.count > 1 {
      log.add(
        node.member("rows") ?? node,
        "rows of several worlds have no queries in common; name rows of one")
    }
    gallery.dataset = dataset.rawValue
    gallery.setting = gallery.setting ?? settings.first
    gallery.rows = gallery.rows ?? ranking
    return gallery
  }

  /// Notes names in a gallery that are those of no row that ranks images.
  private func checkNames(of gallery: JSONNode, _ rows: [String]) {
    func elements(_ node: JSONNode?) -> [JSONNode] {
      guard case .array(let elements)? = node?.value else { return [] }
      return elements
    }
    let rules = elements(gallery.member("queries"))
    let named = rules.flatMap { rule in
      ["from", "to", "row"].compactMap { rule.member($0) }
    }
    for name in elements(gallery.member("rows")) + named { _ = log.choice(name, of: rows) }
    for rule in rules {
      guard let to = rule.member("to"), to.text == rule.member("from")?.text else { continue }
      log.add(to, "\(to.text) is compared with itself")
    }
  }
}
