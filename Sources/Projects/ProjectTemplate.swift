public import Failures
import Files

/// The files of a new project: a first experiment that runs, and what belongs around it.
public struct ProjectTemplate: Sendable {
  /// Each file's path from the folder of the project, and its text.
  let files: [(path: String, text: String)]

  /// Creates the template.
  public init() {
    files =
      [("iir.json", Self.projectFile), ("README.md", Self.readme)] + Self.specs + Self.schemas
      + [
        ("Makefile", Self.makefile), ("ci-example.yml", Self.pipeline),
        (".gitignore", Self.ignored),
      ]
  }

  /// The paths of the files, from the folder of the project.
  public var paths: [String] { files.map(\.path) }

  /// Writes the files, after removing the unfinished ones that a killed command left.
  ///
  /// - Parameter folder: the folder of the project, made when it is missing.
  /// - Throws: `ProjectConflict` when anything is there that would be replaced, and then nothing was
  ///   written; `FileError`.
  public func write(to folder: String) throws {
    let targets = paths.map { "\(folder)/\($0)" }
    let present = try targets.filter { try FileKind(at: $0) != .missing }
    guard present.isEmpty else { throw ProjectConflict(folder: folder, paths: present) }
    for parent in Set(targets.map(Folder.parent)).sorted() {
      try Folder.create(parent)
      try AtomicFile.removeStaleTemporaries(in: parent)
    }
    try AtomicFile.write(zip(files, targets).map { (Array($0.text.utf8), $1) })
  }

  private static let projectFile = """
    {
      "version": 1,
      "data": "Data",
      "weights": "Weights",
      "cache": "Cache",
      "results": "Results",
      "experiments": "Experiments"
    }

    """
}

/// Files that a new project would replace.
public struct ProjectConflict: Failure, Hashable {
  /// The folder of the project.
  public let folder: String

  /// The files that are there.
  public let paths: [String]

  package init(folder: String, paths: [String]) {
    self.folder = folder
    self.paths = paths
  }

  /// A mistake in the command.
  public var kind: FailureKind { .usage }

  /// The folder of the project.
  public var subject: String { folder }

  /// Which files are there.
  public var reason: String {
    "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "is" : "are") there, and nothing is replaced"
  }

  /// To take another folder.
  public var advice: String { "Name another folder." }

  /// What failed, and why.
  public var statement: String { "Could not make a project in \(folder): \(reason)" }
}
