public import Failures
import Files
import Foundation
import JSON
public import Records
import SpecReading
public import Specs

/// A file that a result would replace and that is not the same spec's.
public struct ResultConflict: Failure, Equatable {
  /// Whose the file is.
  package enum Owner: Sendable, Equatable {
    /// The spec at a path, which has the same name.
    case spec(String)

    /// Nobody's that could be known here: no run wrote it.
    case unknown
  }

  /// The file.
  let path: String

  /// Whose it is.
  let owner: Owner

  /// The spec file that was to be run.
  let spec: String

  /// Creates a conflict over one file.
  package init(path: String, owner: Owner, spec: String) {
    self.path = path
    self.owner = owner
    self.spec = spec
  }

  /// The command would lose what another made.
  public var kind: FailureKind { .usage }

  /// The file.
  public var subject: String { path }

  /// What would be lost, as the predicate of the file.
  public var reason: String {
    switch owner {
    case .spec(let other): "is the result of another spec, \(other), which has the same name"
    case .unknown: "is no result of a run, and would be replaced by that of \(spec)"
    }
  }

  /// The file with its predicate.
  public var statement: String { "\(path) \(reason)" }

  /// How to keep it.
  public var advice: String {
    switch owner {
    case .spec:
      "Give \(spec) another \"name\", or another folder with --results; or remove the old result."
    case .unknown: "Name another folder with --results, or move the file."
    }
  }
}

extension ResultStore {
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

  /// Throws when the result of a spec would replace anything but its own.
  ///
  /// The result that is there is another's when it was made from another file, which is still there, and
  /// with other settings: a copy whose name was not changed.
  ///
  /// - Parameters:
  ///   - experiment: what is going to be run.
  ///   - spec: its file.
  /// - Throws: `ResultConflict`, and what the encoder of settings reports.
  public func checkOwner(of experiment: ResolvedExperiment, spec: String) throws {
    var provenance: StoredOwner.Provenance?
    for ending in Self.endings(of: experiment).reversed() {
      let path = "\(folder)/\(experiment.name).\(ending)"
      let isSpec = SpecLibrary.identity(of: path) == SpecLibrary.identity(of: spec)
      guard let head = head(of: path) else { continue }
      let owner =
        ending == "json"
        ? StoredOwner(head) ?? self.head(of: path, count: .max).flatMap(StoredOwner.init) : nil
      if let owner { provenance = owner.provenance }
      // A picture says nothing of whose it is; beside a result it is the result's.
      let looksWritten =
        ending.hasSuffix("png")
        ? provenance != nil : owner?.looksWritten ?? Self.looksWritten(head, ending)
      guard isSpec || !looksWritten else { continue }
      throw ResultConflict(path: path, owner: .unknown, spec: spec)
    }
    guard let provenance, let origin = provenance.spec, origin != self.origin(of: spec)
    else { return }
    let owner = SpecLibrary.identity(of: "\(folder)/\(origin)")
    guard FileManager.default.fileExists(atPath: owner),
      try provenance.specHash != experiment.numbersHash()
    else { return }
    throw ResultConflict(path: resultPath(experiment.name), owner: .spec(owner), spec: spec)
  }

  /// Returns whether the result that is there has values, of the same settings, for what is missing in
  /// another one.
  ///
  /// - Parameter result: the other one.
  /// - Returns: false where there is no result of these settings.
  public func holdsMore(than result: ExperimentResult) -> Bool {
    guard result.missing != nil, let found = storedResult(result.experiment.name) else {
      return false
    }
    return found.provenance.specHash == result.provenance.specHash
      && found.records.contains {
        // What is missing leaves its columns where they are; an optional set takes them along.
        result.experiment.datasets.contains($0.dataset)
          && result.record(row: $0.row, dataset: $0.dataset) == nil
      }
  }

  /// Returns the result of a name; nil where there is none that can be read, which is nobody's.
  private func storedResult(_ name: String) -> ExperimentResult? {
    let path = resultPath(name)
    do throws(RecordError) {
      return try contents(of: path).map { (data) throws(RecordError) in
        try ExperimentResult(data, path: path)
      }
    } catch {
      return nil
    }
  }

  /// Returns the first bytes of a file, which say whose it is; nil for one that is not there or may not be
  /// read, which writing then says.
  private func head(of path: String, count: Int = 1 << 20) -> [UInt8]? {
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      return try file.readAll(count: min(file.regularFileSize(), count))
    } catch {
      return nil
    }
  }

  /// Returns whether a file of some ending begins as a run writes it; a torn record counts as one, since
  /// nothing of it could be kept.
  private static func looksWritten(_ head: [UInt8], _ ending: String) -> Bool {
    switch ending {
    case "md": return head.starts(with: "# ".utf8)
    case "csv", "queries.csv", "covariates.csv", "places.csv":
      return head.starts(with: "table,row,label".utf8)
    case "points.csv": return head.starts(with: "table,claim,place".utf8)
    case "tex": return head.starts(with: "% ".utf8)
    case "svg": return head.starts(with: "<svg ".utf8)
    default: return true
    }
  }
}

/// What a result says of whose it is; the values behind it, of which it has hundreds of thousands, are not read.
private struct StoredOwner {
  /// The provenance, as far as it tells whose the result is.
  struct Provenance {
    let spec: String?
    let specHash: String
  }

  /// The provenance; nil where a run wrote none.
  let provenance: Provenance?

  /// Whether it begins as a run writes it.
  let looksWritten: Bool

  /// Reads a record; nil for a torn one, of which nothing could be kept.
  init?(_ bytes: [UInt8]) {
    let members: [String: CanonicalJSON]
    do throws(JSONDiagnostic) {
      members = try CanonicalJSON.members(["experiment", "provenance"], of: bytes)
    } catch {
      return nil
    }
    switch members["provenance"] {
    case .object(let fields):
      guard let specHash = fields["specHash"]?.text else { return nil }
      provenance = Provenance(spec: fields["spec"]?.text, specHash: specHash)
    case nil, .null: provenance = nil
    default: return nil
    }
    looksWritten = provenance != nil && members["experiment", default: .null] != .null
  }
}
