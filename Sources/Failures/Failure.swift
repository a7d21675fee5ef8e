/// An error that a user is told of: every one of the package but `Reason`, which becomes a part of one.
///
/// A type says what it knows in parts. The message is put together here, and the exit code of the tool
/// follows from the kind.
public protocol Failure: Error, CustomStringConvertible {
  /// What kind of failure it is.
  var kind: FailureKind { get }

  /// What it is about: a file, a field of one, a row of a table, a stage.
  var subject: String { get }

  /// Why it failed.
  var reason: String { get }

  /// What to try, printed as it is: a sentence, or a clause that begins with a small letter; empty where
  /// nothing helps.
  var advice: String { get }

  /// What went wrong, with the subject and the reason in it, as a sentence whose full stop may be left out.
  var statement: String { get }
}

extension Failure {
  /// Nothing to try.
  public var advice: String { "" }

  /// The subject and the reason, with a colon between them.
  public var statement: String { "\(subject): \(reason)" }

  /// The message: the statement, and what to try, in one line that any terminal shows.
  ///
  /// A clause of advice goes on in the sentence, behind a semicolon.
  public var description: String { message.legible }

  private var message: String {
    guard let first = advice.first else { return closed(statement) }
    return first.isLowercase ? "\(statement); \(advice)" : "\(closed(statement)) \(advice)"
  }

  /// Returns a sentence with a full stop, unless it has its end already.
  private func closed(_ sentence: String) -> String {
    sentence.last.map { [".", "?", "!"].contains($0) } ?? true ? sentence : "\(sentence)."
  }
}
