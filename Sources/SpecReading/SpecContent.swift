import Foundation
import JSON
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
        + "\(experiment.claims.count) claims"
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
  /// - Parameter paths: the files.
  /// - Returns: one value a file, in the same order.
  /// - Throws: every mistake in all the files, at once.
  public func contents(at paths: [String]) throws(SpecError) -> [SpecContent] {
    var contents: [SpecContent] = []
    var diagnostics: [JSONDiagnostic] = []
    for path in paths {
      do throws(SpecError) {
        contents.append(try content(at: path))
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

  private func content(at path: String) throws(SpecError) -> SpecContent {
    let log = DiagnosticLog()
    let (files, place) = open(path, log: log)
    guard let root = files.document(at: place, namedBy: nil), RecipeLoader.isRecipe(root) else {
      return .table(try experiment(at: path))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    guard folder.lastPathComponent == "models" else {
      throw SpecError(
        diagnostics: [place.problem("a recipe stands in a folder named models, beside the specs")])
    }
    let parent = place.components.count > 1 ? [] : [folder.deletingLastPathComponent().path]
    let chain = try SpecLibrary(roots: parent + roots).recipes(for: place.stem)
    guard let recipe = chain.last else {
      throw SpecError(diagnostics: [place.problem("the recipe describes nothing")])
    }
    return .recipe(recipe, chain: chain)
  }
}
