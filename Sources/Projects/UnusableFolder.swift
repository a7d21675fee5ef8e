public import Failures

/// A folder that an option, a variable or the file of a project names, and that cannot be meant.
public struct UnusableFolder: Failure, Hashable {
  /// The folder, with who says where it lies.
  public let choice: FolderChoice

  /// Why it cannot be meant.
  public let reason: String

  package init(choice: FolderChoice, reason: String) {
    self.choice = choice
    self.reason = reason
  }

  /// A mistake in the command, or in what stands around it.
  public var kind: FailureKind { .usage }

  /// Who says where the folder lies.
  public var subject: String { choice.source }

  /// Where the folder is said to lie, and why that cannot be meant.
  public var statement: String { "\(choice.source) is '\(choice.path ?? "")': \(reason)" }
}
