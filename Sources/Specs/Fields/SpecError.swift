public import Failures
public import JSON

/// Every mistake that was found in a spec and in the files it names.
public struct SpecError: Failure, Hashable {
  /// The mistakes in the order of file, line and column; at least one.
  public let diagnostics: [JSONDiagnostic]

  /// Creates an error from at least one mistake.
  package init(diagnostics: [JSONDiagnostic]) {
    self.diagnostics = diagnostics
  }

  /// A spec that says nothing that can be run.
  public var kind: FailureKind { .usage }

  /// The files with mistakes.
  public var subject: String {
    var files: [String] = []
    for diagnostic in diagnostics where !files.contains(diagnostic.file) {
      files.append(diagnostic.file)
    }
    return files.joined(separator: ", ")
  }

  /// What is wrong with each place.
  public var reason: String { diagnostics.map(\.reason).joined(separator: "; ") }

  /// One line for each mistake, as a compiler lists them.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// The mistakes found so far; reading goes on after each, so that one pass finds them all.
package final class DiagnosticLog {
  private var found: Set<JSONDiagnostic> = []

  /// What the user should know though it is no mistake, in the order in which it was found.
  package private(set) var notices: [JSONDiagnostic] = []

  /// Whether a base could not be read, so that nobody knows which keys are missing.
  package var ignoresMissingKeys = false

  /// Whether the spec that is read may fit on sets that it evaluates.
  package var allowsLeak = false

  /// What the spec that is read is for.
  package var purpose = Purpose.report

  package init() {}

  /// Creates an empty log for a part of the spec that another log is kept of.
  package init(partOf log: DiagnosticLog) {
    ignoresMissingKeys = log.ignoresMissingKeys
    allowsLeak = log.allowsLeak
    purpose = log.purpose
  }

  /// What to do about a leak, behind a clause that tells of it.
  package var leakAdvice: String {
    purpose == .selection
      ? "; name another set"
      : "; name another set, or say \"allowLeak\": true in the spec, and the table tells of it"
  }

  /// The number of different mistakes.
  package var count: Int { found.count }

  /// Notes a mistake; one that is known already is not noted twice.
  package func add(_ diagnostic: JSONDiagnostic) {
    found.insert(diagnostic)
  }

  /// Returns the tree of one document, or nil after a syntax error; notes every mistake in it.
  ///
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - file: the name that messages give to the text.
  /// - Returns: the root, or nil.
  package func tree(of bytes: [UInt8], file: String) -> JSONNode? {
    let reading = JSONParser.read(bytes, file: file)
    found.formUnion(reading.mistakes)
    return reading.root
  }

  /// Notes a mistake at a node.
  package func add(
    _ node: JSONNode, _ message: String, accepted: [String] = [], suggestion: String? = nil
  ) {
    add(
      JSONDiagnostic(
        position: node.position, pointer: node.pointer, message: message, accepted: accepted,
        suggestion: suggestion))
  }

  /// Takes down what the user should know of a node though it is no mistake.
  package func note(_ node: JSONNode, _ message: String) {
    let notice = JSONDiagnostic(position: node.position, pointer: node.pointer, message: message)
    if !notices.contains(notice) { notices.append(notice) }
  }

  /// The mistakes in the order in which a reader of the files meets them.
  package var diagnostics: [JSONDiagnostic] {
    found.sorted {
      ($0.file, $0.line, $0.column, $0.pointer, $0.message)
        < ($1.file, $1.line, $1.column, $1.pointer, $1.message)
    }
  }

  /// Throws when anything was noted.
  package func check() throws(SpecError) {
    guard found.isEmpty else { throw SpecError(diagnostics: diagnostics) }
  }
}
