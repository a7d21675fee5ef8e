import Steps

/// What became of the steps that a process was to perform.
package struct StepOutcome: Sendable, Encodable {
  /// What became of a step.
  package enum State: String, Sendable, Encodable {
    /// It was missing, and is in the cache now: made by this process, or by another that had it in hand.
    case done
    /// It was in the cache.
    case found
  }

  /// One step.
  package struct Entry: Sendable, Encodable {
    /// The key, 64 hexadecimal digits.
    package let key: String

    /// The kind of work.
    package let kind: String

    /// What is done, in words.
    package let step: String

    /// What became of it.
    package let state: State
  }

  /// The steps, in the order in which they were taken.
  package private(set) var steps: [Entry] = []

  init() {}

  mutating func add(_ step: Step, _ state: State) {
    steps.append(
      Entry(key: step.id.digest, kind: step.kind.rawValue, step: step.label, state: state))
  }

  /// Returns the number of steps in a state.
  package func count(_ state: State) -> Int { steps.count { $0.state == state } }
}
