/// What kind of failure ends a command; the exit code follows from it.
public enum FailureKind: Sendable, Hashable, CaseIterable {
  /// Results differ from their baseline, or a claim fails.
  case resultsDiffer

  /// The command or a spec asks for what cannot be done.
  case usage

  /// An input is not there.
  case missingInput

  /// An input is there, and cannot be used.
  case damagedInput

  /// A computation could not be done.
  case stageFailed

  /// The cache cannot be used, or the disk refuses.
  case cacheOrDisk

  /// There is nothing to compare with.
  case nothingToCompare

  /// Another run is at the same work; the same command goes on later.
  case busy

  /// The user ended it.
  case interrupted

  /// The exit code of the tool; scripts rely on the numbers.
  public var exitCode: Int32 {
    switch self {
    case .resultsDiffer: 1
    case .usage: 2
    case .missingInput, .damagedInput: 3
    case .stageFailed: 4
    case .cacheOrDisk: 5
    case .nothingToCompare: 6
    case .busy: 75
    case .interrupted: 130
    }
  }
}
