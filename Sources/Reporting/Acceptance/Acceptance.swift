/// What accepting the results of a table would write, and what it would change.
public struct Acceptance: Sendable {
  /// A file to write.
  struct File: Sendable, Hashable {
    let path: String
    let text: String
  }

  /// The table's name.
  public let table: String

  /// The document that is accepted into.
  public let path: String

  /// The files whose content changes.
  let files: [File]

  /// What changes against the old baseline, values compared bit by bit; nil when there is none.
  public let changes: BaselineDiff?

  /// What a first baseline holds, or a study; nil when there was a baseline.
  public let novelty: String?

  /// Whether the document stays as it is.
  public var isUnchanged: Bool { !files.contains { $0.path == path } }
}

/// Which results are accepted.
public struct AcceptanceOptions: Sendable, Hashable {
  /// The full names of the only rows to accept; empty for all.
  public let rows: Set<String>

  /// Whether results of fast numerics may become a baseline.
  public let allowsInexact: Bool

  /// Creates options.
  public init(rows: Set<String> = [], allowsInexact: Bool = false) {
    self.rows = rows
    self.allowsInexact = allowsInexact
  }
}

/// Results that do not become a baseline.
public struct AcceptanceRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of refusal it is.
  public enum Kind: Sendable, Hashable {
    /// There are no results of the spec.
    case nothingToAccept
    /// The results or the old baseline cannot be read.
    case damaged
    /// The command would have to be another one.
    case notAllowed
  }

  /// What kind of refusal it is.
  public let kind: Kind

  /// Why, and what to do.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// Returns the one that the command ends with: damage, then what is not allowed.
  public static func worst(of refusals: [AcceptanceRefusal]) -> AcceptanceRefusal? {
    [.damaged, .notAllowed, .nothingToAccept].lazy
      .compactMap { kind in refusals.first { $0.kind == kind } }.first
  }
}
