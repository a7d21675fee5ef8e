public import Failures

/// One mistake in a file of JSON: where it stands, what is wrong, and what would be right.
public struct JSONDiagnostic: Failure, Hashable, Encodable {
  /// The file, as the user named it.
  public let file: String

  /// The line, from 1.
  public let line: Int

  /// The character within the line, from 1.
  public let column: Int

  /// The JSON pointer of the value (RFC 6901), empty for the whole document.
  public let pointer: String

  /// What is wrong.
  public let message: String

  /// The values that may stand there, when they can be listed.
  public let accepted: [String]

  /// The accepted value that is closest to what stands there.
  public let suggestion: String?

  /// Creates a mistake.
  package init(
    position: SourcePosition, pointer: String, message: String, accepted: [String] = [],
    suggestion: String? = nil
  ) {
    file = position.file
    line = position.line
    column = position.column
    self.pointer = pointer
    self.message = message
    self.accepted = accepted
    self.suggestion = suggestion
  }

  /// Where it stands.
  package var position: SourcePosition { SourcePosition(file: file, line: line, column: column) }

  /// A file of JSON that cannot be read; a spec with such mistakes is a `SpecError`.
  public var kind: FailureKind { .damagedInput }

  /// The place, and the pointer.
  public var subject: String {
    "\(file):\(line):\(column): \(pointer.isEmpty ? "/" : pointer)"
  }

  /// What is wrong.
  public var reason: String { message }

  /// The accepted values and the nearest one.
  public var advice: String {
    var parts: [String] = []
    if !accepted.isEmpty { parts.append("accepted: \(accepted.joined(separator: ", "))") }
    if let suggestion { parts.append("did you mean \"\(suggestion)\"?") }
    return parts.joined(separator: "; ")
  }

  /// The mistake as a finding of a compiler, in one line without a full stop.
  public var description: String {
    (advice.isEmpty ? statement : "\(statement); \(advice)").legible
  }
}
