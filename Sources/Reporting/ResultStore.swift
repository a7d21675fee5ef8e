public import DescriptorStore
public import Experiments
import Foundation

/// A result that a run would replace, and that belongs to another spec.
public struct ForeignResult: Error, Equatable, CustomStringConvertible {
  /// The file of the result.
  let path: String

  /// The name that both specs bear.
  let name: String

  /// The spec file that it was made from.
  let owner: String

  /// The spec file that was to be run.
  let spec: String

  /// What would be lost, and how to keep both.
  public var description: String {
    "\(path) is the result of another spec, \(owner), which is also named \"\(name)\". Give \(spec) "
      + "another \"name\", or another folder with --results; or remove the old result."
  }
}

/// A file that no run wrote and that a result would replace.
public struct ForeignFile: Error, Equatable, CustomStringConvertible {
  /// The file.
  let path: String

  /// The spec file that was to be run.
  let spec: String

  /// What would be lost, and how to keep it.
  public var description: String {
    "\(path) is no result of a run, and would be replaced by that of \(spec). Name another folder with "
      + "--results, or move the file."
  }
}

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

  /// Returns the path of a spec file from the folder of results, as results name it.
  ///
  /// So the copy of a folder that holds both stays whole.
  ///
  /// - Parameter spec: the file.
  /// - Returns: the path, such as "../Experiments/table1.json".
  public func origin(of spec: String) -> String {
    let from = SpecLibrary.identity(of: folder).split(separator: "/")
    let to = SpecLibrary.identity(of: spec).split(separator: "/")
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: from.count - shared)
    return (up + to.dropFirst(shared).map(String.init)).joined(separator: "/")
  }

  /// Throws when the result of another spec would be replaced.
  ///
  /// That is so when the result that is there was made from another file, which is still there, and with
  /// other settings: a copy whose name was not changed.
  ///
  /// - Parameters:
  ///   - experiment: what is going to be run.
  ///   - spec: its file.
  /// - Throws: `ForeignResult`, and what the encoder of settings reports.
  public func checkOwner(of experiment: ResolvedExperiment, spec: String) throws {
    let path = resultPath(experiment.name)
    try checkForeignFiles(called: experiment.name, spec: spec)
    let provenance: Provenance
    do throws(RecordError) {
      guard let data = try contents(of: path) else { return }
      provenance = try ExperimentResult(data, path: path).provenance
    } catch {
      // A result that cannot be read is nobody's.
      return
    }
    guard let origin = provenance.spec, origin != self.origin(of: spec) else { return }
    let owner = SpecLibrary.identity(of: "\(folder)/\(origin)")
    guard FileManager.default.fileExists(atPath: owner),
      try provenance.specHash != experiment.numbersHash()
    else { return }
    throw ForeignResult(path: path, name: experiment.name, owner: owner, spec: spec)
  }

  /// Throws when a file that no run wrote, such as the spec itself, would be replaced.
  private func checkForeignFiles(called name: String, spec: String) throws {
    func looksOwn(_ data: Data, _ ending: String) -> Bool {
      switch ending {
      case "md": data.starts(with: Data("# ".utf8))
      case "csv": data.starts(with: Data("table,row,label".utf8))
      // Damage is no reason to keep a file; JSON of something else is.
      default: (try? JSONSerialization.jsonObject(with: data)).map(Self.isResult) ?? true
      }
    }
    for ending in ["json", "md", "csv"] {
      let path = "\(folder)/\(name).\(ending)"
      let data: Data?
      do throws(RecordError) {
        data = try contents(of: path)
      } catch {
        // What may not be read may not be replaced either, which writing says.
        continue
      }
      let isSpec = SpecLibrary.identity(of: path) == SpecLibrary.identity(of: spec)
      guard let data, isSpec || !looksOwn(data, ending) else { continue }
      throw ForeignFile(path: path, spec: spec)
    }
  }

  private static func isResult(_ document: Any) -> Bool {
    let keys = Set((document as? [String: Any])?.keys.map(\.self) ?? [])
    return keys.isSuperset(of: ["experiment", "provenance"])
  }

  /// Returns whether the result that is there has values, of the same settings, for what is missing in
  /// another one.
  ///
  /// - Parameter result: the other one.
  /// - Returns: false where there is no result of these settings.
  /// - Throws: what the encoder of settings reports.
  public func holdsMore(than result: ExperimentResult) throws -> Bool {
    guard result.missing != nil else { return false }
    do throws(RecordError) {
      let path = resultPath(result.experiment.name)
      guard let data = try contents(of: path) else { return false }
      let found = try ExperimentResult(data, path: path)
      return found.provenance.specHash == result.provenance.specHash
        && found.records.contains { result.record(row: $0.row, dataset: $0.dataset) == nil }
    } catch {
      return false
    }
  }

  /// Writes `<name>.md`, `.csv` and `.json`: all of them or none.
  ///
  /// - Parameter result: what a run found out.
  /// - Returns: the texts that were written.
  /// - Throws: `FileError` when a file cannot be written.
  public func write(_ result: ExperimentResult) throws -> Files {
    let files = try rendered(result)
    try write(
      [
        "md": files.markdown, "csv": CSVRenderer().render(ResultTable(result)), "json": files.json,
      ], name: result.experiment.name)
    return files
  }

  /// Returns the texts that `write` would write.
  ///
  /// - Parameter result: what a run found out.
  /// - Returns: the table and the record.
  /// - Throws: what the encoder reports.
  public func rendered(_ result: ExperimentResult) throws -> Files {
    Files(
      markdown: MarkdownRenderer().render(ResultTable(result)),
      json: String(decoding: try result.encoded(), as: UTF8.self))
  }

  /// Writes a result in several formats: all of them or none, that for programs last.
  ///
  /// - Parameters:
  ///   - texts: the content of each file, by its ending.
  ///   - name: the name of all of them, without an ending.
  /// - Throws: `FileError` when a file cannot be written.
  func write(_ texts: KeyValuePairs<String, String>, name: String) throws(FileError) {
    try Folder.create(folder)
    try AtomicFile.write(texts.map { (Array($1.utf8), "\(folder)/\(name).\($0)") })
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
