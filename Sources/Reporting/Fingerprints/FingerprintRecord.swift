import Files
public import Foundation
import JSON
public import Records
import Specs

/// The accepted fingerprints of some tables: the document `fingerprints.json`, which is committed.
public struct FingerprintRecord: Sendable, Hashable, Codable {
  /// The version of the schema, 1.
  public let version: Int

  /// The tables, by name.
  public private(set) var tables: [String: Table]

  /// The fingerprints of one table.
  public struct Table: Sendable, Hashable, Codable {
    /// The commit of the working tree that made them, or nil outside of a repository.
    public let gitCommit: String?

    /// Whether the working tree differed from the commit, or nil outside of a repository.
    public let gitIsDirty: Bool?

    /// When the run ended, in ISO 8601 and UTC.
    public let date: String

    /// The processor that made them.
    public let processor: String

    /// The hash of everything in the spec that changes numbers.
    public let specHash: String

    /// What others are made from first.
    public private(set) var fingerprints: [Fingerprint]

    /// Takes the fingerprints of a run, and of the files it writes.
    ///
    /// Those of files are of the columns that the table has everywhere.
    public init(_ result: ExperimentResult) {
      let provenance = result.provenance
      gitCommit = provenance.gitCommit
      gitIsDirty = provenance.gitIsDirty
      date = provenance.date
      processor = provenance.processor
      specHash = provenance.specHash
      fingerprints =
        result.fingerprints
        + ResultStore.texts(of: result.withoutOptionalSets).map { ending, text in
          Fingerprint(kind: .table, name: ending, sha256: Digest.sha256(of: text))
        }
    }
  }

  /// Creates a record without tables.
  public init() {
    version = 1
    tables = [:]
  }

  /// Takes in a table; one whose fingerprints are the accepted ones stays as it is, date and all.
  ///
  /// The accepted ones of optional sets that are not there now are kept as long as all others are the
  /// same.
  public mutating func accept(_ table: Table, called name: String) {
    guard let known = tables[name], known.specHash == table.specHash else {
      tables[name] = table
      return
    }
    let accepted = table.keepingOptionalSets(of: known)
    guard Set(known.fingerprints) != Set(accepted.fingerprints) else { return }
    tables[name] = accepted
  }

  /// Returns the document's bytes.
  public func encoded() throws -> Data {
    try CanonicalEncoding.data(of: self)
  }
}

extension FingerprintRecord.Table {
  /// Returns the record with some of its fingerprints.
  func keeping(_ isKept: (Fingerprint) -> Bool) -> Self {
    var table = self
    table.fingerprints = fingerprints.filter(isKept)
    return table
  }

  /// The optional sets that were there.
  var optionalSets: [DatasetName] { fingerprints.compactMap(\.optionalSet).unique }

  /// Returns the fingerprints with those of another run of optional sets that only it had, provided that
  /// all others are the same.
  fileprivate func keepingOptionalSets(of known: Self) -> Self {
    let present = optionalSets
    let kept = known.fingerprints.filter { fingerprint in
      fingerprint.optionalSet.map { !present.contains($0) } ?? false
    }
    let shared = Set(known.fingerprints).subtracting(kept)
    guard !kept.isEmpty, shared.isSubset(of: Set(fingerprints)) else { return self }
    var table = self
    table.fingerprints = Fingerprint.Kind.allCases.flatMap { kind in
      (fingerprints + kept).filter { $0.kind == kind }
    }
    return table
  }
}
