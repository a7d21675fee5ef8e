package import Failures
import Steps

/// Steps that cannot be performed yet, since what they read is not in the cache.
package struct UnreadyStepsError: Failure {
  /// The first of the steps, in words.
  package let first: String

  /// The number of steps that wait.
  package let count: Int

  /// What they read and is not in the cache, in the order of the waves: kind, words and the beginning of the
  /// key of each.
  package let lacking: [String]

  /// Creates the error.
  ///
  /// - Parameters:
  ///   - first: the first of the steps, in words.
  ///   - count: the number of steps, at least 1.
  ///   - lacking: what they read and is not in the cache, each once, at least one.
  package init(_ first: String, count: Int, lacking: [String]) {
    precondition(count > 0 && !lacking.isEmpty, "expected steps that wait for others")
    self.first = first
    self.count = count
    self.lacking = lacking
  }

  /// The steps were not performed.
  package var kind: FailureKind { .stageFailed }

  /// The first step, in words.
  package var subject: String { first }

  /// What is to be done first: ten of them at most.
  package var reason: String {
    let shown = lacking.prefix(10).joined(separator: ", ")
    let more = lacking.count > 10 ? " and \(lacking.count - 10) more" : ""
    return "\(shown)\(more) must be done first"
  }

  /// The step, and that others wait with it.
  package var statement: String {
    let others =
      count == 1 ? "" : " (and \(count - 1) other step\(count == 2 ? "" : "s"))"
    return "\(subject)\(others): \(reason)"
  }

  /// How to come by it.
  package var advice: String {
    "Do that by 'iir step SPEC KEY', or wait for the process that does; or give --with-inputs."
  }
}

/// A key that names no step to perform, or several.
package enum UnknownStepError: Failure {
  /// No step has a key that begins so.
  case none(String)

  /// Several have, which the texts tell of.
  case several(String, [String])

  /// The step that has waits for a file or a set of the user's.
  case blocked(String, step: String)

  /// No wave has the number; there are so many.
  case wave(Int, count: Int)

  /// The user names what is not there.
  package var kind: FailureKind {
    if case .blocked = self { .missingInput } else { .usage }
  }

  /// The key, the step or the wave.
  package var subject: String {
    switch self {
    case .none(let key), .several(let key, _): key
    case .blocked(_, let step): step
    case .wave(let wave, _): "wave \(wave)"
    }
  }

  /// Why it names none.
  package var reason: String {
    switch self {
    case .none: "no step that leaves something in the cache has a key that begins so"
    case .several(_, let names):
      "\(names.count) steps have keys that begin so: \(names.prefix(5).joined(separator: ", "))"
        + (names.count > 5 ? ", …" : "")
    case .blocked(let key, _): "a file or a set that step \(key) rests on is not there"
    case .wave(_, let count): count == 0 ? "there is nothing to do" : "the waves are 1 to \(count)"
    }
  }

  /// How to find the right one.
  package var advice: String {
    switch self {
    case .none, .wave: "Run 'iir step SPEC --list' to see all steps."
    case .several: "Give more digits."
    case .blocked: "Run 'iir plan SPEC' to see what is missing and where to get it."
    }
  }
}

extension Step {
  /// The kind, the words and the beginning of the key: "weights \"train net, seed 0\" (0123456789ab)".
  var name: String { "\(kind.rawValue) \"\(label)\" (\(id.digest.prefix(Step.keyPrefixLength)))" }

  /// The digits of a key that are shown to people, enough to name a step by.
  static let keyPrefixLength = 12
}
