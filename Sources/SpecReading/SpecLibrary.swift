import Foundation
public import JSON
public import Specs

/// The folders that specs and recipes may be read from.
///
/// A spec names other files by `extends` and by the names of its recipes. Such a file is looked for
/// from the folder of the file that names it, then from the top of each other root; a path never
/// leads out of its root, neither by ".." nor by a symbolic link. Recipes stand in `models/`.
public struct SpecLibrary: Sendable {
  /// The folders, the first to look in first.
  public let roots: [String]

  /// Creates a library.
  ///
  /// - Parameter roots: folders, as they are to be shown in messages.
  public init(roots: [String]) {
    self.roots = roots
  }

  /// Returns the experiment that a spec file describes, with everything it extends and names.
  ///
  /// - Parameters:
  ///   - path: the file; one that lies in none of the roots makes its own folder the first root.
  ///   - settings: fields that are set from outside; the spec has to be right without them too.
  ///   - notify: is told of what the user should know though it is no mistake.
  /// - Returns: the experiment, every default written out.
  /// - Throws: every mistake in the spec and in the files it names.
  public func experiment(
    at path: String, settings: [FieldSetting] = [], notify: (JSONDiagnostic) -> Void = { _ in }
  ) throws(SpecError) -> ResolvedExperiment {
    if !settings.isEmpty { _ = try experiment(at: path) }
    let log = DiagnosticLog()
    let (files, place) = open(path, log: log)
    var resolved: ResolvedExperiment?
    if let root = files.document(at: place, namedBy: nil) {
      if RecipeLoader.isRecipe(root) {
        log.add(
          root,
          "this is the recipe of a network and no table; name it as the \"model\" of a row, or "
            + "check it with iir validate")
      } else {
        var applied = SpecSettings(settings)
        let root = applied.apply(to: root, log: log)
        try log.check()
        resolved =
          ExperimentResolver(files: files, root: root, stem: place.stem, settings: applied)
          .resolve()
      }
    }
    try log.check()
    guard let resolved else {
      throw SpecError(diagnostics: [place.problem("the spec describes nothing")])
    }
    log.notices.forEach(notify)
    return resolved
  }

  /// Returns the recipes that lead to a model's weights, the first to train first.
  ///
  /// - Parameter model: the name of a file of `models/`, without ".json".
  /// - Returns: at least one recipe.
  /// - Throws: every mistake in the recipes.
  public func recipes(for model: String) throws(SpecError) -> [ModelRecipe] {
    let log = DiagnosticLog()
    var loader = RecipeLoader(files: SpecFiles(roots: roots, log: log))
    let name = JSONNode(
      value: .string(model),
      position: SourcePosition(file: "models/\(model).json", line: 1, column: 1), pointer: "")
    loader.load(name)
    try log.check()
    return loader.recipes
  }

  func open(_ path: String, log: DiagnosticLog) -> (SpecFiles, SpecPlace) {
    let file = URL(fileURLWithPath: path).standardizedFileURL.path
    for (i, root) in roots.enumerated() {
      let folder = URL(fileURLWithPath: root).standardizedFileURL.path + "/"
      guard file.hasPrefix(folder) else { continue }
      let components = file.dropFirst(folder.count).split(separator: "/").map(String.init)
      return (
        SpecFiles(roots: roots, log: log),
        SpecPlace(root: i, folder: roots[i], components: components)
      )
    }
    var components = path.split(separator: "/").map(String.init)
    let name = components.popLast() ?? path
    let parent = (path.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    let folder = parent.isEmpty ? "." : parent
    return (
      SpecFiles(roots: [folder] + roots, log: log),
      SpecPlace(root: 0, folder: folder, components: [name])
    )
  }
}
