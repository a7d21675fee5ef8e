public import DescriptorStore
public import Experiments
import Foundation

/// The folder of results: tables and records that runs write, and the accepted baselines.
public struct ResultStore: Sendable {
  let folder: String

  /// Creates a store.
  ///
  /// - Parameter folder: the folder, made when the first file is written; `baselines/` lies in it.
  public init(folder: String) {
    self.folder = folder
  }

  /// What one run wrote, as text.
  public struct Files: Sendable {
    /// The table for reading.
    public let markdown: String

    /// The record with every query and the provenance.
    public let json: String
  }

  /// Throws what writing results would throw, before the work that makes them is done.
  ///
  /// - Parameter names: those of the experiments.
  /// - Throws: `FileError` when the folder cannot be made or written to, or anything but a regular file
  ///   is where a result goes.
  public func checkWritable(_ names: [String]) throws(FileError) {
    try Folder.checkWritable(folder)
    guard try Folder.exists(folder) else { return }
    for name in names {
      for ending in ["md", "csv", "json"] {
        try AtomicFile.checkTarget("\(folder)/\(name).\(ending)")
      }
    }
  }

  /// Writes `<name>.md`, `.csv` and `.json`.
  ///
  /// - Parameter result: what a run found out.
  /// - Returns: the texts that were written.
  /// - Throws: `FileError` when a file cannot be written.
  public func write(_ result: ExperimentResult) throws -> Files {
    let table = ResultTable(result)
    let renderers: [any TableRenderer] = [MarkdownRenderer(), CSVRenderer()]
    try Folder.create(folder)
    for renderer in renderers {
      let path = "\(folder)/\(result.experiment.name).\(renderer.fileExtension)"
      try AtomicFile.write(renderer.render(table), to: path)
    }
    let json = String(decoding: try result.encoded(), as: UTF8.self)
    try AtomicFile.write(json, to: resultPath(result.experiment.name))
    return Files(markdown: MarkdownRenderer().render(table), json: json)
  }

  /// Writes `<name>.md` and `<name>.json`, and returns them.
  func write(markdown: String, json: String, name: String) throws -> Files {
    try Folder.create(folder)
    try AtomicFile.write(markdown, to: "\(folder)/\(name).md")
    try AtomicFile.write(json, to: "\(folder)/\(name).json")
    return Files(markdown: markdown, json: json)
  }

  func resultPath(_ name: String) -> String { "\(folder)/\(name).json" }

  func baselinePath(_ name: String) -> String { "\(folder)/baselines/\(name).json" }

  /// Returns a file's bytes, or nil when there is no such file.
  func contents(of path: String) throws(RecordError) -> Data? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw RecordError(
        path: path, reason: error.localizedDescription, advice: "check who may read it")
    }
  }
}
