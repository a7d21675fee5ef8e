extension ExperimentResolver {
  /// Notes whitening that has too few images or features to be fitted.
  func checkWhitening(
    _ settings: DescriptorSettings, at node: JSONNode, recipe: ModelRecipe?, world: WorldSettings
  ) {
    guard case .pca(let whitening) = settings.whitening, !whitening.fitOn.isForEvaluation else {
      return
    }
    let place = node.member("whitening") ?? node
    if let recipe, whitening.dimensions > recipe.architecture.featureCount {
      log.add(
        place.member("dimensions") ?? place,
        "\(recipe.name) has \(recipe.architecture.featureCount) features, so whitening cannot "
          + "keep \(whitening.dimensions)")
    }
    if whitening.images < whitening.dimensions {
      log.add(
        place.member("images") ?? place,
        "\(whitening.images) images cannot span \(whitening.dimensions) dimensions")
    }
    if let count = world.imageCount(of: whitening.fitOn), whitening.images > count {
      log.add(
        place.member("images") ?? place,
        "\(whitening.fitOn.rawValue) has \(count) images, not \(whitening.images)")
    }
  }

  /// Notes training that asks for more instances or views than the world has.
  func checkWorld(_ world: WorldSettings, models: [ModelRecipe]) {
    for recipe in models {
      guard case .averagePrecision(let objective)? = recipe.training?.objective else { continue }
      if objective.instancesPerBatch > world.landmarks {
        log.add(
          root.member("world") ?? root,
          "\(recipe.name) takes \(objective.instancesPerBatch) instances a batch, "
            + "and mini-landmarks has \(world.landmarks)")
      }
      if objective.viewsPerInstance > world.viewsPerLandmark {
        log.add(
          root.member("world") ?? root,
          "\(recipe.name) takes \(objective.viewsPerInstance) views of an instance, "
            + "and mini-landmarks has \(world.viewsPerLandmark)")
      }
    }
  }

  /// Notes assumptions about fields that the experiment does not have.
  func checkAssumptions(
    _ assumptions: [(value: Assumption, node: JSONNode)], in experiment: ResolvedExperiment
  ) {
    guard log.count == 0, !assumptions.isEmpty else { return }
    let tree: JSONNode?
    do {
      tree = JSONParser.parse(
        Array(try CanonicalEncoding.data(of: experiment)), file: "resolved", log: log)
    } catch {
      log.add(root, "the experiment cannot be written as JSON: \(error)")
      return
    }
    for (assumption, node) in assumptions {
      let keys = assumption.field.split(separator: ".").map(String.init)
      if let tree, !Self.hasField(keys, in: tree) {
        log.add(
          node, "the experiment has no field \"\(assumption.field)\"",
          accepted: [
            "datasets", "descriptor.<field>", "models.<name>.<field>", "world.<field>",
          ])
      }
    }
  }

  private static func hasField(_ keys: [String], in tree: JSONNode) -> Bool {
    func walk(_ node: JSONNode, _ keys: ArraySlice<String>) -> Bool {
      guard let key = keys.first else { return true }
      if let member = node.member(key) { return walk(member, keys.dropFirst()) }
      guard case .array(let nodes) = node.value else { return false }
      return nodes.contains {
        $0.member("name")?.text == key && walk($0, keys.dropFirst())
      }
    }
    switch keys.first {
    case "descriptor":
      guard case .array(let rows)? = tree.member("rows")?.value else { return false }
      return rows.contains { walk($0, keys[...]) }
    case "datasets", "models", "world": return walk(tree, keys[...])
    default: return false
    }
  }
}
