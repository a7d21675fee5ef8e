import Steps

/// Steps of experiments, in the order in which they can be performed.
package struct StepList: Sendable, Encodable {
  /// What of a step there is.
  package enum State: String, Sendable, Encodable {
    /// Its artifact is in the cache.
    case cached
    /// It is missing, and everything that it reads is there.
    case missing
    /// It is missing, and so is something that it reads.
    case waiting
  }

  /// One step.
  package struct Entry: Sendable, Encodable {
    /// The key, 64 hexadecimal digits.
    package let key: String

    /// The wave, from 1.
    package let wave: Int

    /// The kind of work.
    package let kind: String

    /// What is done, in words.
    package let step: String

    /// What of it there is.
    package let state: State

    /// The keys of the steps that it reads and that are missing.
    package let waitsFor: [String]

    /// The first of these in words.
    package let firstInput: String?

    private enum CodingKeys: String, CodingKey {
      case key, wave, kind, step, state, waitsFor
    }

    init(_ step: Step, wave: Int, state: State, waitsFor inputs: [Step]) {
      key = step.id.digest
      self.wave = wave
      kind = step.kind.rawValue
      self.step = step.label
      self.state = state
      waitsFor = inputs.map(\.id.digest)
      firstInput = inputs.first?.label
    }

    /// The beginning of the key, enough digits to name the step by.
    package var shortKey: String { String(key.prefix(Step.keyPrefixLength)) }
  }

  /// The number of waves of all the work, whatever is listed of it.
  package let waves: Int

  /// The steps, wave by wave.
  package let steps: [Entry]
}
