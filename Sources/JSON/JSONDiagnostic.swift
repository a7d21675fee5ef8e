internal import Tensors

/// One mistake in a file of JSON: where it stands, what is wrong, and what would be right.
public struct JSONDiagnostic: Error, Sendable, Hashable, Encodable, CustomStringConvertible {
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

  /// The mistake in one line: place, pointer, message, accepted values and the nearest one.
  public var description: String {
    var text = "\(file):\(line):\(column): \(pointer.isEmpty ? "/" : pointer): \(message)"
    if !accepted.isEmpty { text += "; accepted: \(accepted.joined(separator: ", "))" }
    if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
    return text.legible
  }
}
