package import Failures

/// What is said of the part of the work that a process is to do, and makes no sense.
package struct PartError: Failure, Equatable {
  /// The option or the variable that says it.
  package let subject: String

  /// Why it makes no sense.
  package let reason: String

  /// What to say instead.
  package let advice: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - subject: the option or the variable that says it.
  ///   - reason: why it makes no sense, a clause.
  ///   - advice: what to say instead, a sentence.
  package init(_ subject: String, _ reason: String, advice: String) {
    self.subject = subject
    self.reason = reason
    self.advice = advice
  }

  /// The user, or what started the process, says so.
  package var kind: FailureKind { .usage }
}
