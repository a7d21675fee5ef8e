import Foundation
public import JSON
public import Literature
public import Specs

/// What a spec file describes.
public enum SpecContent: Sendable {
  /// A table.
  case table(ResolvedExperiment)
  /// A network, with the recipes that lead to it, the first to train first and itself last.
  case recipe(ModelRecipe, chain: [ModelRecipe])
  /// Published results.
  case ledger(LiteratureLedger)

  /// The name and what belongs to it, in words.
  public var summary: String {
    switch self {
    case .table(let experiment):
      "\(experiment.name): \(experiment.rows.count) rows, \(experiment.models.count) models, "
        + "\(experiment.specification?.count ?? experiment.claims.count) claims"
    case .recipe(let recipe, let chain):
      "\(recipe.name): the recipe of a \(recipe.architecture.label)"
        + (chain.count > 1
          ? ", from \(chain.dropLast().map(\.name).joined(separator: ", "))" : "")
    case .ledger(let ledger):
      "literature: \(ledger.entries.count) entries, \(ledger.valueCount) values"
    }
  }
}

extension SpecLibrary {
  /// Returns what several spec files describe, tables or networks.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - settings: fields that are set from outside in each table.
  ///   - notify: is told of what the user should know though it is no mistake.
  /// - Returns: one value a file, in the same order.
  /// - Throws: every mistake in all the files, at once.
  public func contents(
    at paths: [String], settings: [FieldSetting] = [], notify: (JSONDiagnostic) -> Void = { _ in }
  ) throws(SpecError) -> [SpecContent] {
    var contents: [SpecContent] = []
    var diagnostics: [JSONDiagnostic] = []
    for path in paths {
      do throws(SpecError) {
        contents.append(try content(at: path, settings: settings, notify: notify))
      } catch {
        diagnostics += error.diagnostics.filter { !diagnostics.contains($0) }
      }
    }
    guard diagnostics.isEmpty else { throw SpecError(diagnostics: diagnostics) }
    // Two tables of one name are a mistake here too.
    _ = try experiments(
      at: zip(contents, paths).compactMap { content, path in
        if case .table = content { path } else { nil }
      })
    return contents
  }

  private func content(
    at path: String, settings: [FieldSetting], notify: (JSONDiagnostic) -> Void
  ) throws(SpecError) -> SpecContent {
    let log = DiagnosticLog()
    let (files, place) = open(path, log: log)
    if settings.isEmpty, let ledger = ledger(at: place, in: files) {
      try log.check()
      return .ledger(ledger)
    }
    guard let root = files.document(at: place, namedBy: nil), RecipeLoader.isRecipe(root) else {
      return .table(try experiment(at: path, settings: settings, notify: notify))
    }
    guard settings.isEmpty else {
      throw SpecError(
        diagnostics: [place.problem("fields are set in tables, and this is a recipe")])
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let chain: [ModelRecipe]
    if folder.lastPathComponent == "models" {
      let parent = place.components.count > 1 ? [] : [folder.deletingLastPathComponent().path]
      chain = try SpecLibrary(roots: parent + roots).recipes(for: place.stem)
    } else {
      var loader = RecipeLoader(files: files)
      loader.load(place, called: place.stem, namedBy: nil)
      try log.check()
      chain = loader.recipes
    }
    guard let recipe = chain.last else {
      throw SpecError(diagnostics: [place.problem("the recipe describes nothing")])
    }
    return .recipe(recipe, chain: chain)
  }

  /// Returns the ledger that a file is, or nil where it is none.
  private func ledger(at place: SpecPlace, in files: SpecFiles) -> LiteratureLedger? {
    let trial = SpecFiles(roots: files.roots, log: DiagnosticLog())
    guard let root = trial.tree(of: place, namedBy: nil), LiteratureLedger.isLedger(root) else {
      return nil
    }
    return LiteratureLedger.read(root, log: files.log)
  }

  /// Returns the ledger of the roots.
  ///
  /// - Returns: the entries of every root's `literature.json`; of an id that several have, that of the first.
  /// - Throws: every mistake in them, and that there is none.
  public func ledger() throws(SpecError) -> LiteratureLedger {
    let log = DiagnosticLog()
    let place = SpecPlace(
      root: 0, folder: roots.first ?? ".", components: [LiteratureLedger.fileName])
    let asked = JSONNode(
      value: .null, position: SourcePosition(file: place.path, line: 1, column: 1), pointer: "")
    let ledger = LedgerLoader(files: SpecFiles(roots: roots, log: log)).load(namedBy: asked)
    try log.check()
    return ledger ?? LiteratureLedger(entries: [])
  }
}
