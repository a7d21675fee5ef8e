import JSON
import Landmarks
import Specs

extension ExperimentResolver {
  /// Notes a pooling that the network does not have.
  func checkPooling(_ settings: DescriptorSettings, at node: JSONNode, recipe: ModelRecipe?) {
    guard let recipe, let reason = settings.pooling.misfit(of: recipe.architecture) else { return }
    log.add(
      node.member("pooling") ?? node,
      "\(recipe.name) is a \(recipe.architecture.label), which \(reason)",
      accepted: recipe.architecture.poolings)
  }

  /// Notes whitening that has too few images or features to be fitted.
  func checkWhitening(
    _ settings: DescriptorSettings, at node: JSONNode, recipe: ModelRecipe?, world: WorldSettings
  ) {
    let whitening = settings.whitening
    guard let source = whitening.fitOn, let dimensions = whitening.dimensions else { return }
    let place = node.member("whitening") ?? node
    if let recipe {
      let features = settings.pooling.dimension(of: recipe.architecture)
      if dimensions > features {
        log.add(
          place.member("dimensions") ?? place,
          "\(recipe.name) has \(features) features, so whitening cannot keep \(dimensions)")
      }
    }
    guard let images = whitening.images else { return }
    if images <= dimensions {
      log.add(
        place.member("images") ?? place,
        "\(images) images differ in \(images - 1) directions at most, so whitening cannot keep "
          + "\(dimensions)")
    }
    if case .set(let set) = source, let count = world.imageCount(of: set), images > count {
      log.add(place.member("images") ?? place, "\(set) has \(count) images, not \(images)")
    }
  }

  /// Notes sets that none of the metrics is for.
  func checkColumns(of experiment: ResolvedExperiment) {
    guard !experiment.metrics.isEmpty else { return }
    for (dataset, _) in columnSets(of: experiment) where experiment.metrics(of: dataset).isEmpty {
      log.add(
        root.member("metrics") ?? root, "none of the metrics is for \(dataset)",
        accepted: MetricName.standard.filter {
          dataset.mayHave($0.groundTruth) && !$0.needsStrata
        }.map(\.description))
    }
  }

  /// Notes metrics of strata without strata, strata without such metrics, and ones of which nothing tells
  /// the ranking.
  func checkStrata(of experiment: ResolvedExperiment) {
    let divided = experiment.metrics.filter(\.needsStrata)
    let place = root.member("metrics") ?? root
    if experiment.strata == nil, let metric = divided.first {
      log.add(place, "\(metric) needs a label that divides the images; add \"strata\"")
    }
    let usesOracle = experiment.rows.contains { $0.reference == .strataOracle }
    if experiment.strata != nil, divided.isEmpty, !usesOracle, log.count == 0 {
      log.add(
        root.member("strata") ?? root, "no metric is of strata",
        accepted: MetricName.standard.filter(\.needsStrata).map(\.description))
    }
    for dataset in experiment.datasets {
      let metrics = experiment.metrics(of: dataset)
      guard !metrics.isEmpty, metrics.allSatisfy({ $0.groundTruth == .strata }) else { continue }
      log.add(
        place, "strata are measured on the rankings of another metric, and \(dataset) has none",
        accepted: MetricName.standard.filter {
          !$0.needsStrata && dataset.mayHave($0.groundTruth)
        }.map(\.description))
    }
  }

  /// Notes whitening that has no other city, and, unless the spec allows it, whitening and training on a
  /// set that is evaluated.
  func checkOtherCities(of experiment: ResolvedExperiment) {
    let evaluated = columnSets(of: experiment)
    for recipe in experiment.models where !log.allowsLeak {
      guard let set = recipe.training?.dataset,
        let place = evaluated.first(where: { $0.set.plain == set })?.place
      else { continue }
      log.add(
        place,
        "\(recipe.name) is trained on \(set); to evaluate it there would leak the answers"
          + log.leakAdvice)
    }
    let sources = experiment.rows.compactMap(\.descriptor.whitening.fitOn)
    for source in sources.unique {
      for (dataset, place) in evaluated {
        let set = source.set(for: dataset)
        if set == nil, log.purpose != .selection {
          log.add(
            place,
            "\(dataset) has no other city that whitening could be fitted on; name a set in fitOn")
        } else if set == dataset.plain, !log.allowsLeak {
          log.add(
            place,
            "whitening is fitted on \(dataset); to evaluate it there would leak the answers"
              + log.leakAdvice)
        }
      }
    }
  }

  /// Returns the sets that the table may have as columns, each with the value that names it.
  private func columnSets(
    of experiment: ResolvedExperiment
  ) -> [(set: DatasetName, place: JSONNode)] {
    [("datasets", experiment.datasets), ("optionalDatasets", experiment.optionalDatasets)]
      .flatMap { key, sets in sets.map { ($0, root.member(key) ?? root) } }
  }

  /// Notes training that asks for more instances or views than the world has.
  func checkWorld(_ world: WorldSettings, models: [ModelRecipe]) {
    for recipe in models {
      guard let balanced = recipe.training?.objective.balanced, balanced.label == .instance,
        let set = recipe.training?.dataset, set.landmarkSet?.kind == .landmarks
      else { continue }
      let balance = balanced.balance
      if balance.instancesPerBatch > world.landmarks {
        log.add(
          root.member("world") ?? root,
          "\(recipe.name) takes \(balance.instancesPerBatch) instances a batch, "
            + "and \(set) has \(world.landmarks)")
      }
      if balance.viewsPerInstance > world.viewsPerLandmark {
        log.add(
          root.member("world") ?? root,
          "\(recipe.name) takes \(balance.viewsPerInstance) views of an instance, "
            + "and \(set) has \(world.viewsPerLandmark)")
      }
    }
  }

  /// Returns the assumptions about fields that the experiment has.
  func applying(
    _ assumptions: [(value: Assumption, node: JSONNode)], to experiment: ResolvedExperiment
  ) -> [Assumption] {
    guard log.count == 0, !assumptions.isEmpty else { return assumptions.map(\.value) }
    let tree: JSONNode?
    do {
      tree = log.tree(
        of: Array(try CanonicalEncoding.data(of: experiment)), file: "resolved")
    } catch {
      log.add(root, "the experiment cannot be written as JSON: \(error)")
      return []
    }
    return assumptions.compactMap { assumption, node in
      entry(node, "the assumption about \(assumption.field)") { resolver in
        let keys = assumption.field.split(separator: ".").map(String.init)
        guard let tree, !Self.hasField(keys, in: tree) else { return assumption }
        resolver.log.add(
          node, "the experiment has no field \"\(assumption.field)\"",
          accepted: [
            "datasets", "descriptor.<field>", "models.<name>.<field>", "search.<field>",
            "world.<field>",
          ])
        return nil
      }
    }
  }

  private static func hasField(_ keys: [String], in tree: JSONNode) -> Bool {
    func walk(_ node: JSONNode, _ keys: ArraySlice<String>) -> Bool {
      guard let key = keys.first else { return true }
      if let member = node.member(key) { return walk(member, keys.dropFirst()) }
      guard case .array(let nodes) = node.value else { return false }
      return nodes.contains {
        ($0.member("name")?.text == key || $0.member("variant")?.member("of")?.text == key)
          && walk($0, keys.dropFirst())
      }
    }
    switch keys.first {
    case "descriptor", "search":
      guard case .array(let rows)? = tree.member("rows")?.value else { return false }
      return rows.contains { walk($0, keys[...]) }
    case "datasets", "models", "world": return walk(tree, keys[...])
    default: return false
    }
  }
}
