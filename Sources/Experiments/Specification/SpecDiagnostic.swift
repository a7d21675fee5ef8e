import Tensors

/// One mistake in a spec file: where it stands, what is wrong, and what would be right.
public struct SpecDiagnostic: Error, Sendable, Hashable, Encodable, CustomStringConvertible {
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

  init(
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
  var position: SourcePosition { SourcePosition(file: file, line: line, column: column) }

  /// The mistake in one line: place, pointer, message, accepted values and the nearest one.
  public var description: String {
    var text = "\(file):\(line):\(column): \(pointer.isEmpty ? "/" : pointer): \(message)"
    if !accepted.isEmpty { text += "; accepted: \(accepted.joined(separator: ", "))" }
    if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
    return text.legible
  }
}

/// Every mistake that was found in a spec and in the files it names.
public struct SpecError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The mistakes in the order of file, line and column; at least one.
  public let diagnostics: [SpecDiagnostic]

  /// One line for each mistake.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// The mistakes found so far; reading goes on after each, so that one pass finds them all.
package final class DiagnosticLog {
  private var found: Set<SpecDiagnostic> = []

  /// Whether a base could not be read, so that nobody knows which keys are missing.
  var ignoresMissingKeys = false

  /// Whether the spec that is read may fit on sets that it evaluates.
  var allowsLeak = false

  /// What the spec that is read is for.
  var purpose = Purpose.report

  package init() {}

  /// Creates an empty log for a part of the spec that another log is kept of.
  init(partOf log: DiagnosticLog) {
    ignoresMissingKeys = log.ignoresMissingKeys
    allowsLeak = log.allowsLeak
    purpose = log.purpose
  }

  /// What to do about a leak, behind a clause that tells of it.
  var leakAdvice: String {
    purpose == .selection
      ? "; name another set"
      : "; name another set, or say \"allowLeak\": true in the spec, and the table tells of it"
  }

  /// The number of different mistakes.
  package var count: Int { found.count }

  /// Notes a mistake; one that is known already is not noted twice.
  package func add(_ diagnostic: SpecDiagnostic) {
    found.insert(diagnostic)
  }

  /// Notes a mistake at a node.
  func add(_ node: JSONNode, _ message: String, accepted: [String] = [], suggestion: String? = nil)
  {
    add(
      SpecDiagnostic(
        position: node.position, pointer: node.pointer, message: message, accepted: accepted,
        suggestion: suggestion))
  }

  /// The mistakes in the order in which a reader of the files meets them.
  package var diagnostics: [SpecDiagnostic] {
    found.sorted {
      ($0.file, $0.line, $0.column, $0.pointer, $0.message)
        < ($1.file, $1.line, $1.column, $1.pointer, $1.message)
    }
  }

  /// Throws when anything was noted.
  func check() throws(SpecError) {
    guard found.isEmpty else { throw SpecError(diagnostics: diagnostics) }
  }
}
