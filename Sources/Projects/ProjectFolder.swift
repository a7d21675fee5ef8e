/// A folder that commands use: an option, the environment or the file of a project says where it lies.
public enum ProjectFolder: String, CaseIterable, Sendable {
  /// The sets of images.
  case data
  /// The checkpoint files of the user's.
  case weights
  /// Descriptors, trained weights, rankings and scores.
  case cache
  /// A cache that is looked into where the other has nothing.
  case base
  /// The tables, and the baselines below them.
  case results
  /// The specs, and the recipes below them.
  case experiments

  /// The variable of the environment that names the folder.
  public var variable: String { "IIR_\(rawValue.uppercased())" }

  /// Where the folder lies, from the working folder, unless something else is said; nil for none.
  public var standard: String? {
    switch self {
    case .data: "Data"
    case .weights: "Weights"
    case .cache: "Cache"
    case .base: nil
    case .results: "Results"
    case .experiments: "Experiments"
    }
  }

  /// The option that names the folder; nil where there is none.
  public var option: String? { self == .experiments ? nil : "--\(rawValue)" }
}

/// Where a folder lies, and who says so.
public struct FolderChoice: Sendable, Hashable {
  /// The folder.
  public let folder: ProjectFolder

  /// Its path, relative to the working folder or absolute; nil for none.
  public let path: String?

  /// Who says so: "--data", "IIR_DATA", the file of the project, or "default".
  public let source: String

  package init(folder: ProjectFolder, path: String?, source: String) {
    self.folder = folder
    self.path = path
    self.source = source
  }
}
