import JSON
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
    let training: JSONNode?
    let levels: [Factor.Choice]

    /// Returns what the row states of an object that may be swept.
    func stated(_ root: String) -> JSONNode? {
      switch root {
      case "search": search
      case "training": training
      default: descriptor
      }
    }
  }

  /// Returns the experiment, or nil for one without rows; the log tells whether it may be used.
  func resolve() -> ResolvedExperiment? {
    var reader = ObjectReader(root, log: log)
    _ = reader.value("version")
    _ = reader.value("extends")
    let name = reader.value("name").flatMap { log.fileName($0) }
    let title = reader.string("title", isRequired: true)
    let seedStudyOf = reader.value("seedStudyOf").flatMap { log.fileName($0) }
    let purpose = readPurpose(&reader)
    log.purpose = purpose
    let datasets = reader.distinctList("datasets", isRequired: true) { evaluationSet($0) }
    let optionalDatasets = reader.optionalSets(beside: datasets)
    let metrics = reader.distinctList("metrics", isRequired: true) {
      MetricName.read($0, log: log)
    }
    let selects = readSelects(&reader, datasets: datasets, metrics: metrics)
    let strata = reader.value("strata").flatMap { log.string($0) }
    let seeds: [UInt64] = reader.distinctList("seeds", default: [0]) {
      log.integer($0, in: 0...Int.max).map { UInt64($0) }
    }
    let numerics = reader.name("numerics", default: Numerics.exact)
    let world = WorldSettings.read(reader.value("world") ?? empty, log: log)
    let statistics = StatisticsSettings.read(reader.value("statistics") ?? empty, log: log)
    let onDamaged = reader.name("onDamaged", default: DamagedImagePolicy.fail)
    let allowLeak = reader.flag("allowLeak", default: false)
    log.allowsLeak = allowLeak && purpose == .report
    let instanceNames = reader.name("instanceNames", default: InstanceNames.perSet)
    let descriptor = reader.value("descriptor") ?? empty
    let search = reader.value("search") ?? empty
    let axes = reader.value("matrix").map { MatrixAxis.read($0, log: log) } ?? []
    let before = log.count
    let factors = reader.value("factors").map { Factor.read($0, log: log) } ?? []
    let hasSoundFactors = log.count == before
    let lines: [StatedRow?] = reader.list("rows", isRequired: true) { node in
      Self.isReference(node)
        ? .some(nil) : statedRow(node, axes: axes, factors: factors).map { .some($0) }
    }
    let stated = lines.compactMap(\.self)
    if case .array(let nodes)? = root.member("rows")?.value, nodes.isEmpty {
      reader.report("rows", "expected at least one row")
      // What is said about rows that are not there is no mistake of its own.
      return nil
    }
    var variants = loadModels(of: stated, hasSoundFactors: hasSoundFactors)
    let expanded = expand(
      stated, over: axes, bases: ["descriptor": descriptor, "search": search],
      variants: &variants, world: world)
    variants.report()
    let models = variants.recipes(of: expanded)
    let networks = purpose == .selection ? choosing(expanded, stated, models) : expanded
    let references = references(axes: axes, descriptor: descriptor)
    let leading = references.filter(\.isLeading).map(\.row)
    let trailing = references.filter { !$0.isLeading }.map(\.row)
    let rows = leading + networks + trailing
    checkWorld(world, models: models)
    let table = TableNames(
      axes: axes, baseRows: leading.map(\.name) + stated.map(\.name) + trailing.map(\.name),
      rows: rows, datasets: datasets + (optionalDatasets ?? []), metrics: metrics)
    let claims = reader.distinctClaims { readClaim($0, table: table) }
    let assumptions = reader.list("assumptions") { readAssumption($0) }
    let published = reader.list("published") { readPublished($0, table: table) }
    let literature = reader.list("literature") { readLiterature($0, table: table) }
    checkSelection()
    reader.finish()
    let experiment = ResolvedExperiment(
      version: 1, name: name ?? stem, title: title, seedStudyOf: seedStudyOf,
      purpose: purpose == .report ? nil : purpose, selects: selects, datasets: datasets,
      optionalDatasets: optionalDatasets, metrics: metrics, strata: strata, seeds: seeds,
      numerics: numerics, world: world, statistics: statistics,
      onDamaged: onDamaged, allowLeak: allowLeak ? true : nil,
      instanceNames: instanceNames == .perSet ? nil : instanceNames, axes: axes.map(\.path),
      models: models, rows: rows, claims: claims,
      assumptions: assumptions.map(\.value), published: published, literature: literature)
    checkColumns(of: experiment)
    checkStrata(of: experiment)
    checkOtherCities(of: experiment)
    checkAssumptions(assumptions, in: experiment)
    return experiment
  }

  /// An object without keys, standing where the document begins.
  private var empty: JSONNode {
    JSONNode(value: .object([]), position: root.position, pointer: "")
  }

  private func statedRow(
    _ node: JSONNode, axes: [MatrixAxis], factors: [Factor]
  ) -> StatedRow? {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let name = reader.value("name", isRequired: true).flatMap { log.fileName($0) }
    let label = reader.value("label").flatMap { log.string($0) }
    let model = reader.value("model", isRequired: true)
    let descriptor = reader.value("descriptor")
    let search = reader.value("search")
    let training = readTraining(&reader)
    let levels = reader.value("levels").flatMap { Factor.choices($0, from: factors, log: log) }
    guard let name, let model else { return nil }
    let row = StatedRow(
      node: node, name: name, label: label, model: model, descriptor: descriptor, search: search,
      training: training, levels: levels ?? [])
    for axis in axes {
      guard let stated = row.stated(axis.root), axis.isStated(in: stated) else { continue }
      log.add(stated, "the row states \(axis.path), which the matrix sweeps; keep one")
    }
    return row
  }

  private func loadModels(of rows: [StatedRow], hasSoundFactors: Bool) -> RecipeVariants {
    let before = log.count
    var loader = RecipeLoader(files: files)
    for row in rows { loader.load(row.model) }
    return RecipeVariants(loader, isSound: hasSoundFactors && log.count == before, log: log)
  }

  /// Returns each row under each combination of swept values.
  private func expand(
    _ stated: [StatedRow], over axes: [MatrixAxis], bases: [String: JSONNode],
    variants: inout RecipeVariants, world: WorldSettings
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
        let recipe = recipe(of: row, under: zip(axes, choices).map { ($0, $1.value) }, &variants)
        checkWhitening(settings, at: descriptor, recipe: recipe, world: world)
        let names = choices.map(\.name)
        return ResolvedRow(
          name: ([row.name] + names).joined(separator: "/"), baseName: row.name,
          label: label(of: row, recipe, variants), model: recipe?.name ?? row.model.text,
          axisValues: names, descriptor: settings,
          search: .read(merged("search"), log: log))
      }
    }
  }
}
