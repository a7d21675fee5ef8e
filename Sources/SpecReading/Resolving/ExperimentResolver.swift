import JSON
import Specs

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
    let table = StatedTable.read(root, log: log)
    log.purpose = table.purpose
    log.allowsLeak = table.allowLeak && table.purpose == .report
    let datasets =
      table.datasets.flatMap { log.distinctList($0) { evaluationSet($0) } } ?? []
    let optionalDatasets = optionalSets(table.optionalDatasets, beside: datasets)
    let selects = readSelects(table.selects, datasets: datasets, metrics: table.metrics)
    let descriptor = table.descriptor ?? empty
    let axes = table.matrix.map { MatrixAxis.read($0, log: log) } ?? []
    let before = log.count
    let factors = table.factors.map { Factor.read($0, log: log) } ?? []
    let hasSoundFactors = log.count == before
    let lines: [StatedRow?] = list(table.rows) { node in
      Self.isReference(node)
        ? .some(nil) : statedRow(node, axes: axes, factors: factors).map { .some($0) }
    }
    let stated = lines.compactMap(\.self)
    if let node = table.rows, case .array(let nodes) = node.value, nodes.isEmpty {
      log.add(node, "expected at least one row")
      // What is said about rows that are not there is no mistake of its own.
      return nil
    }
    var variants = loadModels(of: stated, hasSoundFactors: hasSoundFactors)
    let expanded = expand(
      stated, over: axes, bases: ["descriptor": descriptor, "search": table.search ?? empty],
      variants: &variants, world: table.world)
    variants.report()
    let models = variants.recipes(of: expanded)
    let networks = table.purpose == .selection ? choosing(expanded, stated, models) : expanded
    let references = references(axes: axes, descriptor: descriptor)
    let leading = references.filter(\.isLeading).map(\.row)
    let trailing = references.filter { !$0.isLeading }.map(\.row)
    let rows = leading + networks + trailing
    checkWorld(table.world, models: models)
    let names = TableNames(
      axes: axes, baseRows: leading.map(\.name) + stated.map(\.name) + trailing.map(\.name),
      rows: rows, datasets: datasets + (optionalDatasets ?? []), metrics: table.metrics)
    let assumptions = list(table.assumptions) { node in
      (value: Assumption.read(node, log: log), node: node.member("field") ?? node)
    }
    checkSelection()
    let experiment = ResolvedExperiment(
      version: 1, name: table.name ?? stem, title: table.title, seedStudyOf: table.seedStudyOf,
      purpose: table.purpose == .report ? nil : table.purpose, selects: selects,
      datasets: datasets, optionalDatasets: optionalDatasets, metrics: table.metrics,
      strata: table.strata, seeds: table.seeds, numerics: table.numerics, world: table.world,
      statistics: table.statistics, onDamaged: table.onDamaged,
      allowLeak: table.allowLeak ? true : nil,
      instanceNames: table.instanceNames == .perSet ? nil : table.instanceNames,
      axes: axes.map(\.path), models: models, rows: rows,
      claims: readClaims(table.claims, table: names), assumptions: assumptions.map(\.value),
      published: list(table.published) { readPublished($0, table: names) },
      literature: list(table.literature) { readLiterature($0, table: names) })
    checkColumns(of: experiment)
    checkStrata(of: experiment)
    checkOtherCities(of: experiment)
    checkWorlds(of: experiment)
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
    let stated = RowStatement.read(node, log: log)
    let training = readTraining(stated.training)
    let levels = stated.levels.flatMap { Factor.choices($0, from: factors, log: log) }
    guard let name = stated.name, let model = stated.model else { return nil }
    let row = StatedRow(
      node: node, name: name, label: stated.label, model: model, descriptor: stated.descriptor,
      search: stated.search, training: training, levels: levels ?? [])
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
