public import Failures

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

  /// Creates options.
  public init(rows: Set<String> = []) {
    self.rows = rows
  }
}

/// Results that do not become a baseline.
public struct AcceptanceRefusal: Failure, Hashable {
  /// Nothing to compare where there are no results, a damaged input where they or the old baseline cannot
  /// be read, and usage where the command would have to be another one.
  public let kind: FailureKind

  /// The table, or the file.
  public let subject: String

  /// Why.
  public let reason: String

  /// What to do, a clause.
  public let advice: String

  /// The subject and the reason.
  public let statement: String

  /// Creates the refusal of a command that would have to be another one.
  package init(table: String, reason: String, advice: String) {
    kind = .usage
    (subject, self.reason, self.advice) = (table, reason, advice)
    statement = "\(table): \(reason)"
  }

  /// Creates the refusal of a table without results that can be used.
  init(_ problem: StoredTable.Problem) {
    kind = problem.outcome == .damaged ? .damagedInput : .nothingToCompare
    (subject, reason, advice) = (problem.subject, problem.reason, problem.advice)
    statement = problem.statement
  }

  /// Returns the one that the command ends with: damage, then what is not allowed.
  public static func worst(of refusals: [AcceptanceRefusal]) -> AcceptanceRefusal? {
    [.damagedInput, .usage, .nothingToCompare].lazy
      .compactMap { kind in refusals.first { $0.kind == kind } }.first
  }
}
