/// An input that ended otherwise than in a value or in a reader's own error.
public struct Finding: Sendable, Equatable {
  /// How the input ended.
  public enum Kind: String, Sendable, Equatable {
    /// The process ended.
    case crash

    /// No end came within the limit of time.
    case hang

    /// The reader took more memory than the limit.
    case memory

    /// An error was thrown that no reader declares.
    case foreignError = "foreign error"

    /// An error was thrown whose message is empty, endless, or changes what a terminal does.
    case badMessage = "bad message"
  }

  /// How the input ended.
  public let kind: Kind

  /// The target.
  public let target: String

  /// The number of the input.
  public let index: Int

  /// What is known beyond the kind: a signal, a last message, kilobytes.
  public let detail: String
}

/// The largest of some numbers, and the input that it belongs to.
public struct Extreme: Sendable, Equatable {
  /// The number.
  public internal(set) var value: Int

  /// The number of the input.
  public internal(set) var index = 0

  /// Returns the larger one, and the first of equal ones.
  static func larger(_ first: Extreme, _ second: Extreme) -> Extreme {
    second.value > first.value ? second : first
  }
}

/// What one target did in a run.
public struct TargetSummary: Sendable, Equatable {
  /// The target.
  public let target: String

  /// The inputs that were read.
  public internal(set) var inputs = 0

  /// Those that ended in a value.
  public internal(set) var accepted = 0

  /// The seconds that the workers spent on it together.
  public internal(set) var seconds = 0.0

  /// The most memory that one input took, in kilobytes above what the process had before its first.
  public internal(set) var peakKilobytes = Extreme(value: 0)

  /// The most milliseconds that one input took.
  public internal(set) var milliseconds = Extreme(value: 0)

  /// What was found.
  public internal(set) var findings: [Finding] = []
}
