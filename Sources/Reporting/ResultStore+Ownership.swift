public import Failures
import Foundation
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
    for ending in ["json", "md", "csv"] {
      let path = "\(folder)/\(experiment.name).\(ending)"
      let isSpec = SpecLibrary.identity(of: path) == SpecLibrary.identity(of: spec)
      guard let data = readable(path) else { continue }
      let owner = ending == "json" ? StoredOwner(data) : nil
      if let owner { provenance = owner.provenance }
      let looksWritten = owner?.looksWritten ?? Self.looksWritten(data, ending)
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

  /// Returns a file's bytes; nil for one that is not there or may not be read, which writing then says.
  private func readable(_ path: String) -> Data? {
    do throws(RecordError) {
      return try contents(of: path)
    } catch {
      return nil
    }
  }

  /// Returns whether a file of some ending begins as a run writes it; a torn record counts as one, since
  /// nothing of it could be kept.
  private static func looksWritten(_ data: Data, _ ending: String) -> Bool {
    switch ending {
    case "md": return data.starts(with: Data("# ".utf8))
    case "csv": return data.starts(with: Data("table,row,label".utf8))
    default: return true
    }
  }
}

/// What a result says of whose it is; the values, of which it has millions, are not decoded.
private struct StoredOwner: Decodable {
  /// The provenance, as far as it tells whose the result is.
  struct Provenance: Decodable {
    let spec: String?
    let specHash: String
  }

  /// Any value.
  private struct Present: Decodable {
    init(from decoder: any Decoder) {}
  }

  private let experiment: Present?
  let provenance: Provenance?

  /// Whether it begins as a run writes it.
  var looksWritten: Bool { experiment != nil && provenance != nil }

  /// Reads a record; nil for a torn one, of which nothing could be kept.
  init?(_ data: Data) {
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      return nil
    }
  }
}
