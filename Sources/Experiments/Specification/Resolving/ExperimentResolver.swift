import Kernels

/// Turns the merged document of a table spec into an experiment.
struct ExperimentResolver {
  /// The most rows that a table may have after its sweeps.
  static let maximumRows = 512

  let files: SpecFiles
  let root: JSONNode
  let stem: String

  var log: DiagnosticLog { files.log }

  /// One row as the spec states it.
  struct StatedRow {
    let node: JSONNode
    let name: String
    let label: String?
    let model: JSONNode
    let descriptor: JSONNode?
    let search: JSONNode?

    /// Returns what the row states of an object that may be swept.
    func stated(_ root: String) -> JSONNode? { root == "search" ? search : descriptor }
  }

  /// Returns the experiment, or nil for one without rows; the log tells whether it may be used.
  func resolve() -> ResolvedExperiment? {
    var reader = ObjectReader(root, log: log)
    _ = reader.value("version")
    _ = reader.value("extends")
    let name = reader.value("name").flatMap { log.fileName($0) }
    let title = reader.string("title", isRequired: true)
    let seedStudyOf = reader.value("seedStudyOf").flatMap { log.fileName($0) }
    let datasets = reader.distinctList("datasets", isRequired: true) { evaluationSet($0) }
    let metrics = reader.distinctList("metrics", isRequired: true) {
      MetricName.read($0, log: log)
    }
    let seeds: [UInt64] = reader.distinctList("seeds", default: [0]) {
      log.integer($0, in: 0...Int.max).map { UInt64($0) }
    }
    let numerics = reader.name("numerics", default: Numerics.exact)
    let world = WorldSettings.read(reader.value("world") ?? empty, log: log)
    let statistics = StatisticsSettings.read(reader.value("statistics") ?? empty, log: log)
    let onDamaged = reader.name("onDamaged", default: DamagedImagePolicy.fail)
    let allowLeak = reader.flag("allowLeak", default: false)
    log.allowsLeak = allowLeak
    let instanceNames = reader.name("instanceNames", default: InstanceNames.perSet)
    let descriptor = reader.value("descriptor") ?? empty
    let search = reader.value("search") ?? empty
    let axes = reader.value("matrix").map { MatrixAxis.read($0, log: log) } ?? []
    let stated = reader.list("rows", isRequired: true) { statedRow($0, axes: axes) }
    if case .array(let nodes)? = root.member("rows")?.value, nodes.isEmpty {
      reader.report("rows", "expected at least one row")
      // What is said about rows that are not there is no mistake of its own.
      return nil
    }
    let models = loadModels(of: stated)
    let rows = expand(
      stated, over: axes, bases: ["descriptor": descriptor, "search": search], models: models,
      world: world)
    checkWorld(world, models: models)
    let table = TableNames(
      axes: axes, baseRows: stated.map(\.name), rows: rows, datasets: datasets, metrics: metrics)
    let claims = reader.distinctClaims { readClaim($0, table: table) }
    let assumptions = reader.list("assumptions") { readAssumption($0) }
    let published = reader.list("published") { readPublished($0, table: table) }
    let literature = reader.list("literature") { readLiterature($0, table: table) }
    reader.finish()
    let experiment = ResolvedExperiment(
      version: 1, name: name ?? stem, title: title, seedStudyOf: seedStudyOf, datasets: datasets,
      metrics: metrics, seeds: seeds, numerics: numerics, world: world, statistics: statistics,
      onDamaged: onDamaged, allowLeak: allowLeak ? true : nil,
      instanceNames: instanceNames == .perSet ? nil : instanceNames, axes: axes.map(\.path),
      models: models, rows: rows, claims: claims,
      assumptions: assumptions.map(\.value), published: published, literature: literature)
    checkColumns(of: experiment)
    checkOtherCities(of: experiment)
    checkAssumptions(assumptions, in: experiment)
    return experiment
  }

  /// An object without keys, standing where the document begins.
  private var empty: JSONNode {
    JSONNode(value: .object([]), position: root.position, pointer: "")
  }

  private func evaluationSet(_ node: JSONNode) -> DatasetName? {
    DatasetName.read(
      node, accepting: \.canEvaluate, otherwise: "has no queries to evaluate", log: log)
  }

  private func statedRow(_ node: JSONNode, axes: [MatrixAxis]) -> StatedRow? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let name = reader.value("name", isRequired: true).flatMap { log.fileName($0) }
    let label = reader.value("label").flatMap { log.string($0) }
    let model = reader.value("model", isRequired: true)
    let descriptor = reader.value("descriptor")
    let search = reader.value("search")
    for axis in axes {
      guard let stated = axis.root == "search" ? search : descriptor, axis.isStated(in: stated)
      else { continue }
      log.add(stated, "the row states \(axis.path), which the matrix sweeps; keep one")
    }
    guard let name, let model else { return nil }
    return StatedRow(
      node: node, name: name, label: label, model: model, descriptor: descriptor, search: search)
  }

  private func loadModels(of rows: [StatedRow]) -> [ModelRecipe] {
    var loader = RecipeLoader(files: files)
    for row in rows { loader.load(row.model) }
    return loader.recipes
  }

  /// Returns each row under each combination of swept values.
  private func expand(
    _ stated: [StatedRow], over axes: [MatrixAxis], bases: [String: JSONNode],
    models: [ModelRecipe], world: WorldSettings
  ) -> [ResolvedRow] {
    for (i, row) in stated.enumerated()
    where stated[..<i].contains(where: { $0.name == row.name }) {
      log.add(
        row.node.member("name") ?? row.node, "there is another row named \"\(row.name)\"")
    }
    let count = axes.reduce(Double(stated.count)) { $0 * Double($1.values.count) }
    guard count <= Double(Self.maximumRows) else {
      log.add(
        root.member("matrix") ?? root, "the sweeps make over \(Self.maximumRows) rows")
      return []
    }
    return MatrixAxis.combinations(of: axes).flatMap { choices in
      stated.map { row in
        func merged(_ root: String) -> JSONNode {
          var node = bases[root] ?? empty
          if let difference = row.stated(root) { node = node.merged(with: difference) }
          for (axis, choice) in zip(axes, choices) where axis.root == root {
            node = node.merged(
              with: .nesting(choice.value, under: axis.keys, origin: axis.member))
          }
          return node
        }
        let descriptor = merged("descriptor")
        let settings = DescriptorSettings.read(descriptor, log: log)
        let recipe = models.first { $0.name == row.model.text }
        checkWhitening(settings, at: descriptor, recipe: recipe, world: world)
        let names = choices.map(\.name)
        return ResolvedRow(
          name: ([row.name] + names).joined(separator: "/"), baseName: row.name,
          label: row.label ?? recipe?.label ?? row.name, model: row.model.text,
          axisValues: names, descriptor: settings,
          search: .read(merged("search"), log: log))
      }
    }
  }
}
