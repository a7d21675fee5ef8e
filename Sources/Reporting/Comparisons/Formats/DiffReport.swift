/// What became of several tables since their baselines were accepted.
public struct DiffReport: Sendable, Hashable, Codable {
  /// The exit code of `iir diff`: that of the worst table.
  public let exitCode: Int32

  /// The tables, in the order of the command.
  public let tables: [BaselineDiff]

  /// Creates a report.
  public init(_ tables: [BaselineDiff]) {
    self.tables = tables
    exitCode = BaselineDiff.Outcome.worst(tables.map(\.outcome)).exitCode
  }
}

/// Writes a comparison with baselines in one format; the same report gives the same text.
public protocol DiffRenderer: Sendable {
  /// Returns the text of a report, ending with a newline.
  ///
  /// - Throws: what the encoder of the format reports.
  func render(_ report: DiffReport) throws -> String
}

/// A format of `iir diff`.
public enum DiffFormat: String, CaseIterable, Sendable {
  /// Lines for a terminal.
  case text
  /// A comment for a pull request.
  case markdown
  /// Everything, for scripts.
  case json
  /// Test results, for the pages of a CI system.
  case junit
  /// Annotations of a pull request, as commands to a GitHub Actions runner.
  case github

  /// What writes the format.
  public var renderer: any DiffRenderer {
    switch self {
    case .text: TextDiffRenderer()
    case .markdown: MarkdownDiffRenderer()
    case .json: JSONDiffRenderer()
    case .junit: JUnitDiffRenderer()
    case .github: GitHubDiffRenderer()
    }
  }
}
