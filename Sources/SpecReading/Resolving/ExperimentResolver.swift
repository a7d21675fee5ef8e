import JSON
import Specs

/// Turns the merged document of a table spec into an experiment.
struct ExperimentResolver {
  /// The most rows that a table may have after its sweeps.
  static let maximumRows = 512

  /// The most rows that a specification curve may have, which shows points and not rows.
  static let maximumCurveRows = 8192

  let files: SpecFiles
  let root: JSONNode
  let stem: String

  /// What is set from outside the spec.
  var settings = SpecSettings.none

  var log: DiagnosticLog { files.log }

  /// One row as the spec states it.
  struct StatedRow {
    let node: JSONNode
    let name: String
    let label: String?
    let model: StatedModel
    let descriptor: JSONNode?
    let search: JSONNode?
    let levels: [Factor.Choice]

    /// The paths of the swept fields that the row takes part in.
    let sweeps: [String]

    /// Returns what the row states of an object that may be swept.
    func stated(_ root: String) -> JSONNode? {
      switch root {
      case "descriptor": descriptor
      case "search": search
      case "model": model.change
      default: nil
      }
    }

    /// Returns whether the row is computed under every value of an axis.
    func takesPart(in axis: MatrixAxis) -> Bool { sweeps.contains(axis.path) }
  }

  /// What the rows of a table come to, and what claims and values may name.
  struct Body {
    let rows: [ResolvedRow]
    let models: [ModelRecipe]
    let axes: [MatrixAxis]
    let names: TableNames
  }

  /// Returns the experiment, or nil for one without rows; the log tells whether it may be used.
  func resolve() -> ResolvedExperiment? {
    let table = StatedTable.read(root, log: log)
    log.purpose = table.purpose
    log.allowsLeak = table.allowLeak && table.purpose != .selection
    let datasets =
      table.datasets.flatMap { log.distinctList($0) { evaluationSet($0) } } ?? []
    let optionalDatasets = optionalSets(table.optionalDatasets, beside: datasets)
    let selects = readSelects(table.selects, datasets: datasets, metrics: table.metrics)
    if let node = table.rows, case .array(let nodes) = node.value, nodes.isEmpty {
      log.add(node, "expected at least one row")
      // What is said about rows that are not there is no mistake of its own.
      return nil
    }
    let body = body(of: table, datasets: datasets + optionalDatasets)
    let assumptions = list(table.assumptions) { node in
      (value: Assumption.read(node, log: log), node: node.member("field") ?? node)
    }
    checkSelection()
    let isCurve = table.purpose == .specificationCurve
    var experiment = ResolvedExperiment(
      version: ResolvedExperiment.schemaVersion, name: (table.name ?? stem) + settings.nameSuffix,
      title: table.title + settings.titleSuffix, seedStudyOf: table.seedStudyOf,
      purpose: table.purpose, selects: selects,
      datasets: datasets, optionalDatasets: optionalDatasets, metrics: table.metrics,
      strata: table.strata, seeds: table.seeds, world: table.world,
      statistics: table.statistics, onDamaged: table.onDamaged,
      allowLeak: table.allowLeak,
      instanceNames: table.instanceNames,
      covariates: readCovariates(table.covariates), figure: readFigure(table.figure, body),
      differencesFrom: table.differencesFrom.flatMap {
        log.choice($0, of: body.names.baseRows)
      },
      axes: body.axes.map(\.path), models: body.models, rows: body.rows,
      claims: isCurve ? [] : readClaims(table.claims, table: body.names),
      specification: isCurve ? readSpecification(table.claims, table: body.names) : nil,
      assumptions: [], published: [])
    checkColumns(of: experiment)
    checkStrata(of: experiment)
    checkOtherCities(of: experiment)
    checkWorlds(of: experiment)
    experiment.firstImages = readFirstImages(table.firstImages, of: experiment)
    experiment.assumptions = applying(assumptions, to: experiment)
    let literature = readLiterature(table.literature, of: experiment, body.names)
    (experiment.published, experiment.literature) = (literature.beside, literature.below)
    return experiment
  }

  /// An object without keys, standing where the document begins.
  var empty: JSONNode {
    JSONNode(value: .object([]), position: root.position, pointer: "")
  }

  private func body(of table: StatedTable, datasets: [DatasetName]) -> Body {
    let axes = table.matrix.map { MatrixAxis.read($0, log: log) } ?? []
    let before = log.count
    let factors = table.factors.map { Factor.read($0, log: log) } ?? []
    let hasSoundFactors = log.count == before
    let lines: [StatedRow?] = list(table.rows) { node in
      Self.isReference(node)
        ? .some(nil) : statedRow(node, axes: axes, factors: factors).map { .some($0) }
    }
    let stated = lines.compactMap(\.self)
    checkNames(of: stated)
    let references = references(
      axes: axes, descriptor: table.descriptor ?? empty, world: table.world)
    var variants = loadModels(of: stated, hasSoundFactors: hasSoundFactors)
    var found = rows(of: table, stated, references, axes: axes, variants: &variants)
    variants.report()
    settings.checkUse(found.applied.union(variants.applied), log: log)
    let models = variants.recipes(of: found.rows)
    for world in found.rows.map({ $0.world ?? table.world }).unique {
      let rows = found.rows.filter { ($0.world ?? table.world) == world }
      checkWorld(world, models: variants.recipes(of: rows))
    }
    if table.purpose == .selection { found.rows = choosing(found.rows, stated, models) }
    let leading = references.filter(\.isLeading).map(\.row)
    let trailing = references.filter { !$0.isLeading }.map(\.row)
    let isShown = { (row: ResolvedRow) in !found.isTooLong && !found.excluded.contains(row.name) }
    found.rows = leading.filter(isShown) + found.rows + trailing.filter(isShown)
    let names = TableNames(
      axes: axes,
      baseRows: leading.map(\.baseName).unique + stated.map(\.name)
        + trailing.map(\.baseName).unique,
      sweeps: Dictionary(
        stated.map { ($0.name, $0.sweeps) }
          + references.map { ($0.row.baseName, axes.filter(\.isOfWorld).map(\.path)) }
      ) { first, _ in first },
      rows: found, datasets: datasets, metrics: table.metrics)
    return Body(rows: found.rows, models: models, axes: axes, names: names)
  }

  /// Returns the rows with networks that are not left out.
  private func rows(
    of table: StatedTable, _ stated: [StatedRow],
    _ references: [(row: ResolvedRow, isLeading: Bool)], axes: [MatrixAxis],
    variants: inout RecipeVariants
  ) -> Rows {
    let remaining = remaining(
      cells(of: stated, over: axes) ?? [], references: references.map(\.row),
      without: table.exclude, axes: axes)
    var found = Rows()
    let shown = references.filter { !remaining.excluded.contains($0.row.name) }
    let most =
      table.purpose == .specificationCurve ? Self.maximumCurveRows : Self.maximumRows
    if remaining.cells.count + shown.count <= most {
      let bases = ["descriptor": table.descriptor ?? empty, "search": table.search ?? empty]
      found = rows(of: remaining.cells, bases: bases, variants: &variants, world: table.world)
    } else {
      log.add(
        root.member("matrix") ?? root, "the sweeps make over \(most) rows")
      found.isTooLong = true
    }
    found.excluded = remaining.excluded
    return found
  }

  private func checkNames(of stated: [StatedRow]) {
    for (i, row) in stated.enumerated()
    where stated[..<i].contains(where: { $0.name == row.name }) {
      log.add(
        row.node.member("name") ?? row.node, "there is another row named \"\(row.name)\"")
    }
  }

  private func loadModels(of rows: [StatedRow], hasSoundFactors: Bool) -> RecipeVariants {
    let before = log.count
    var loader = RecipeLoader(files: files)
    for row in rows { loader.load(row.model) }
    return RecipeVariants(loader, isSound: hasSoundFactors && log.count == before, log: log)
  }
}
