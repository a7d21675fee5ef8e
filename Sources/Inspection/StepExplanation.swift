/// Why a step of an experiment has to be executed, or need not be.
///
/// Steps of one kind that are alike in everything but the shard, the protocol or such stand for each
/// other.
public struct StepExplanation: Sendable, Hashable, Encodable {
  /// What of a step there is.
  public enum State: String, Sendable, Encodable {
    /// Its artifact is in the cache.
    case cached
    /// It is a file or a set of the user's.
    case file
    /// It has to be executed.
    case missing
    /// A file or a set of the user's is missing.
    case blocked
  }

  /// The kind of work.
  public let kind: String

  /// What is done, in words; of several steps the first.
  public let step: String

  /// The number of steps that this is said of.
  public internal(set) var count: Int

  /// What of it there is.
  public let state: State

  /// How the artifact came to be, or that which is nearest to the one that is missing; of several the
  /// first, with the seconds of all.
  public internal(set) var origin: Origin?

  /// In what the step differs from the nearest artifact there is; empty where there is none.
  public let changes: [FieldChange]

  /// The steps that it reads and that are missing themselves, in words.
  public let waitsFor: [String]

  /// How an artifact came to be.
  public struct Origin: Sendable, Hashable, Encodable {
    /// What was done, in words.
    public let step: String

    /// When, in ISO 8601 and UTC; nil for an artifact that does not tell.
    public let date: String?

    /// The program that made it, such as "iir 0.1.0".
    public let madeBy: String?

    /// The processor that it was made on.
    public let processor: String?

    /// How long it took, in seconds.
    public internal(set) var seconds: Double
  }

  /// One field of a step's settings that differs from those of an artifact.
  public struct FieldChange: Sendable, Hashable, Encodable {
    /// The field, names joined by dots: "training.objective.temperature".
    public let field: String

    /// The value in the artifact, as JSON; nil where it has none.
    public let old: String?

    /// The value in the step, as JSON; nil where it has none.
    public let new: String?
  }
}

extension StepExplanation {
  /// What tells one explanation from another; steps that agree in it are told of together.
  struct Name: Hashable {
    let kind: String
    let step: String
    let state: State
    let changes: [FieldChange]
    let waitsFor: [String]
  }

  var name: Name {
    Name(kind: kind, step: step, state: state, changes: changes, waitsFor: waitsFor)
  }

  /// Returns the explanation of these steps and others that agree in the name.
  func joined(by other: StepExplanation) -> StepExplanation {
    var joined = self
    joined.count += other.count
    joined.origin?.seconds += other.origin?.seconds ?? 0
    return joined
  }
}

/// Why the steps of an experiment have to be executed, or need not be.
public struct ExperimentExplanation: Sendable, Encodable {
  /// The name of the experiment.
  public let experiment: String

  /// The rows that were asked for; nil for all.
  public let row: String?

  /// The steps, each behind those that it reads.
  public let steps: [StepExplanation]

  /// Returns the number of steps in a state.
  public func count(_ state: StepExplanation.State) -> Int {
    steps.filter { $0.state == state }.map(\.count).reduce(0, +)
  }
}
