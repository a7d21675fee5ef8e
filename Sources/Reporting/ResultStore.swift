public import Files
import Foundation
import JSON
public import Records
public import Specs
import Tables

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

    /// The bytes of the record with every query and the provenance.
    let record: [UInt8]

    /// The record as text.
    public var json: String { String(decoding: record, as: UTF8.self) }

    package init(markdown: String, record: [UInt8]) {
      self.markdown = markdown
      self.record = record
    }
  }

  /// Throws what writing results would throw, before the work that makes them is done.
  ///
  /// - Parameter files: the names of the results' files.
  /// - Throws: `FileError` when the folder cannot be made or written to, or anything but a regular file
  ///   is where a result goes.
  public func checkWritable(_ files: [String]) throws(FileError) {
    try Folder.checkWritable(folder)
    guard try Folder.exists(folder) else { return }
    for file in files {
      try AtomicFile.checkTarget("\(folder)/\(file)")
    }
  }

  /// Returns the names of the files that the result of an experiment may have.
  public static func files(of experiment: ResolvedExperiment) -> [String] {
    endings(of: experiment).map { "\(experiment.name).\($0)" }
  }

  /// Returns the endings of the files that the result of an experiment may have, that for programs last.
  static func endings(of experiment: ResolvedExperiment) -> [String] {
    let isCurve = experiment.specification != nil
    let pictures = (experiment.firstImages?.queries ?? []).reduce(0) { $0 + $1.count }
    return (0..<pictures).map(FirstImages.pictureEnding) + ["csv"]
      + (isCurve ? ["points.csv"] : ["queries.csv"])
      + (experiment.covariates == nil ? [] : ["covariates.csv"])
      + (experiment.firstImages == nil ? [] : ["places.csv"])
      + (isCurve ? [] : ["tex"])
      + (isCurve || experiment.figure != nil ? ["svg"] : []) + ["md", "json"]
  }

  /// Writes `<name>.md`, `.csv` and `.json`, and what else the result has: all of them or none.
  ///
  /// - Parameters:
  ///   - result: what a run found out.
  ///   - pictures: the picture of each query of its first images, as PNG.
  /// - Returns: the texts that were written.
  /// - Throws: `FileError` when a file cannot be written.
  public func write(_ result: ExperimentResult, pictures: [[UInt8]] = []) throws -> Files {
    let texts = Self.texts(of: result)
    let record = try CanonicalEncoding.bytes(of: result)
    try write(
      pictures.enumerated().map { (FirstImages.pictureEnding($0), $1) }
        + texts.map { ($0.ending, Array($0.text.utf8)) } + [("json", record)],
      name: result.experiment.name)
    return Files(markdown: texts.first { $0.ending == "md" }?.text ?? "", record: record)
  }

  /// Returns what is written of a result for people and for other programs, by ending.
  ///
  /// The order is that of `endings(of:)`, without the record.
  static func texts(of result: ExperimentResult) -> [(ending: String, text: String)] {
    let table = ResultTable(result)
    return endings(of: result.experiment).compactMap { ending in
      let text: String? =
        switch ending {
        case "md": MarkdownRenderer().render(table)
        case "csv": CSVRenderer().render(table)
        case "queries.csv": CSVRenderer().text(ofQueries: result)
        case "tex": LaTeXRenderer().render(table)
        case "points.csv": CSVRenderer().points(of: table)
        case "covariates.csv": CSVRenderer().covariates(of: table)
        case "places.csv": CSVRenderer().places(of: result)
        case "svg": ResultFigure.text(of: result)
        default: nil
        }
      return text.map { (ending, $0) }
    }
  }

  /// Returns the texts that `write` would write.
  ///
  /// - Parameter result: what a run found out.
  /// - Returns: the table and the record.
  /// - Throws: what the encoder reports.
  public func rendered(_ result: ExperimentResult) throws -> Files {
    Files(
      markdown: MarkdownRenderer().render(ResultTable(result)),
      record: try CanonicalEncoding.bytes(of: result))
  }

  /// Writes a result in several formats: all of them or none, that for programs last.
  ///
  /// - Parameters:
  ///   - contents: the bytes of each file, by its ending.
  ///   - name: the name of all of them, without an ending.
  /// - Throws: `FileError` when a file cannot be written.
  package func write(
    _ contents: KeyValuePairs<String, [UInt8]>, name: String
  ) throws(FileError) {
    try write(contents.map { ($0, $1) }, name: name)
  }

  private func write(
    _ contents: [(ending: String, bytes: [UInt8])], name: String
  ) throws(FileError) {
    try Folder.create(folder)
    try AtomicFile.write(contents.map { ($0.bytes, "\(folder)/\(name).\($0.ending)") })
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
