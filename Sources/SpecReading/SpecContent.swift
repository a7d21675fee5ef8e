import Foundation
public import JSON
public import Specs

/// What a spec file describes.
public enum SpecContent: Sendable {
  /// A table.
  case table(ResolvedExperiment)
  /// A network, with the recipes that lead to it, the first to train first and itself last.
  case recipe(ModelRecipe, chain: [ModelRecipe])

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
}
