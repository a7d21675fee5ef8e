import Files
import Foundation
public import Specs

/// Where the folders of all commands lie.
///
/// What is asked first counts: the option, the variable of the environment (an empty one counts as none),
/// the `iir.json` in the working folder or in the nearest folder above it, and else the folder of that
/// name in the working folder.
public struct ProjectFolders: Sendable {
  private let environment: [String: String]
  private let file: ProjectFile?

  /// Looks for the file of the project.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process, by name.
  ///   - workingFolder: the folder that relative paths start from, absolute.
  /// - Throws: every mistake in the file of the project.
  public init(environment: [String: String], workingFolder: String) throws(SpecError) {
    self.environment = environment
    file = try Self.projectFile(of: workingFolder)
  }

  /// Returns where a folder lies, and who says so.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - option: what its option says; nil where it was not given.
  /// - Returns: the choice, without a path where there is none.
  /// - Throws: a path that begins with a "~", which no shell has replaced.
  public func choice(
    of folder: ProjectFolder, option: String? = nil
  ) throws(UnusableFolder) -> FolderChoice {
    let choice = stated(folder, option: option)
    if let path = choice.path, let problem = ProjectFile.problem(of: path) {
      throw UnusableFolder(choice: choice, reason: problem)
    }
    return choice
  }

  private func stated(_ folder: ProjectFolder, option: String?) -> FolderChoice {
    if let option {
      return FolderChoice(folder: folder, path: option, source: folder.option ?? "option")
    }
    if let path = environment[folder.variable], !path.isEmpty {
      return FolderChoice(folder: folder, path: path, source: folder.variable)
    }
    if let file, let path = file.folders[folder] {
      return FolderChoice(folder: folder, path: path, source: file.path)
    }
    return FolderChoice(folder: folder, path: folder.standard, source: "default")
  }

  /// Returns the file of the nearest project, or nil where there is none.
  ///
  /// Paths from the working folder stay as short as they are written.
  private static func projectFile(of workingFolder: String) throws(SpecError) -> ProjectFile? {
    var folder = URL(filePath: workingFolder).standardizedFileURL
    if isThere(in: folder) { return try ProjectFile(in: folder.path, isWorking: true) }
    while folder.path != "/" {
      folder = folder.deletingLastPathComponent().standardizedFileURL
      guard isThere(in: folder) else { continue }
      return try ProjectFile(in: folder.path, isWorking: false)
    }
    return nil
  }

  /// Returns whether a folder has a file of that name; a link that leads nowhere is one.
  private static func isThere(in folder: URL) -> Bool {
    let path = folder.appending(path: ProjectFile.name).path
    do {
      return try FileKind(at: path) != .missing
    } catch {
      // Above the working folder may be folders that the user may not look into.
      return false
    }
  }
}
