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

  /// Compares the results of an experiment with its baseline.
  ///
  /// - Parameter experiment: names the files; nothing of it is run.
  /// - Returns: the comparison, which says so when there is no baseline.
  /// - Throws: `ResultStoreError` when there is no result; `RecordError` for a damaged file.
  public func diff(of experiment: ResolvedExperiment) throws -> BaselineDiff {
    let result = try self.result(of: experiment.name)
    let path = baselinePath(experiment.name)
    let baseline = try contents(of: path).map { try Baseline($0, path: path) }
    return BaselineDiff(result, against: baseline)
  }

  /// Returns a comparison as JSON.
  public func text(of diff: BaselineDiff) throws -> String {
    String(decoding: try CanonicalEncoding.data(of: diff), as: UTF8.self)
  }

  /// Makes the results of an experiment its baseline, or part of the study of seeds.
  ///
  /// The table itself is put beside them for reading. A study gives the baseline of its table, where
  /// there is one, new tolerances, so that it may be accepted before or after it.
  ///
  /// - Parameter experiment: names the files; nothing of it is run.
  /// - Returns: the file that was written.
  /// - Throws: `ResultStoreError` when there is no result; `SeedStudyError` when a study has too
  ///   few seeds; `FileError` when the file cannot be written.
  public func accept(_ experiment: ResolvedExperiment) throws -> String {
    let result = try self.result(of: experiment.name)
    let studyPath = baselinePath("seed-study")
    let known = try contents(of: studyPath).map { try SeedStudy($0, path: studyPath) }
    try Folder.create("\(folder)/baselines")
    try AtomicFile.write(
      MarkdownRenderer().render(ResultTable(result)),
      to: "\(folder)/baselines/\(experiment.name).md")
    if let table = experiment.seedStudyOf {
      var study = try SeedStudy(of: result)
      if let known {
        var merged = known
        merged.merge(study)
        study = merged
      }
      try write(try study.encoded(), to: studyPath)
      try setTolerances(ofTable: table, by: study)
      return studyPath
    }
    let path = baselinePath(experiment.name)
    let baseline = Baseline(accepting: result, policy: TolerancePolicy(study: known))
    try write(try baseline.encoded(), to: path)
    return path
  }

  /// Gives the baseline of a table, where there is one, the tolerances of a study.
  private func setTolerances(ofTable table: String, by study: SeedStudy) throws {
    let path = baselinePath(table)
    guard var baseline = try contents(of: path).map({ try Baseline($0, path: path) }) else {
      return
    }
    baseline.setTolerances(by: TolerancePolicy(study: study))
    try write(try baseline.encoded(), to: path)
  }

  func write(_ document: Data, to path: String) throws {
    try AtomicFile.write(String(decoding: document, as: UTF8.self), to: path)
  }

  func result(of name: String) throws -> ExperimentResult {
    let path = resultPath(name)
    guard let data = try contents(of: path) else { throw ResultStoreError(path: path, name: name) }
    return try ExperimentResult(data, path: path)
  }

  private func resultPath(_ name: String) -> String { "\(folder)/\(name).json" }

  func baselinePath(_ name: String) -> String { "\(folder)/baselines/\(name).json" }

  /// Returns a file's bytes, or nil when there is no such file.
  func contents(of path: String) throws -> Data? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw RecordError(path: path, reason: error.localizedDescription)
    }
  }
}

/// An experiment that has not been run.
public struct ResultStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file that is missing.
  public let path: String

  /// The experiment's name.
  public let name: String

  /// What is missing, and how to get it.
  public var description: String {
    "\(path) does not exist; run the experiment first: iir run Experiments/\(name).json"
  }
}
