public import Experiments
public import Foundation

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
    public let fingerprints: [Fingerprint]

    /// Takes the fingerprints of a run, and of the files it writes.
    public init(_ result: ExperimentResult) {
      let provenance = result.provenance
      gitCommit = provenance.gitCommit
      gitIsDirty = provenance.gitIsDirty
      date = provenance.date
      processor = provenance.processor
      specHash = provenance.specHash
      fingerprints = result.fingerprints + ResultTable(result).fingerprints
    }
  }

  /// Creates a record without tables.
  public init() {
    version = 1
    tables = [:]
  }

  /// Takes in a table; one whose fingerprints are the accepted ones stays as it is, date and all.
  public mutating func accept(_ table: Table, called name: String) {
    if let known = tables[name], known.specHash == table.specHash,
      known.fingerprints == table.fingerprints
    {
      return
    }
    tables[name] = table
  }

  /// Returns the document's bytes.
  public func encoded() throws -> Data {
    try CanonicalEncoding.data(of: self)
  }
}
