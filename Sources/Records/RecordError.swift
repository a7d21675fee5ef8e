public import Failures

/// A file that does not hold the record it should.
public struct RecordError: Failure, Hashable {
  /// What kind of thing is wrong.
  public enum Fault: Sendable, Hashable {
    /// The file cannot be read as the record.
    case damaged
    /// The file is of another version of the schema.
    case otherVersion
  }

  /// What kind of thing is wrong.
  public let fault: Fault

  /// The file.
  public let path: String

  /// The line and the character within it, both from 1, or nil when the place is not known.
  public let place: Place?

  /// What is wrong, with the JSON pointer.
  public let reason: String

  /// What to do about it, a clause.
  public let advice: String

  /// A place in a file.
  public struct Place: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int

    /// The character within the line, from 1.
    public let column: Int

    /// Creates a place.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  /// Creates an error.
  public init(
    _ fault: Fault = .damaged, path: String, place: Place? = nil, reason: String, advice: String
  ) {
    self.fault = fault
    self.path = path
    self.place = place
    self.reason = reason
    self.advice = advice
  }

  /// The file is of no use.
  public var kind: FailureKind { .damagedInput }

  /// The file, and the place in it.
  public var subject: String { path + (place.map { ":\($0.line):\($0.column)" } ?? "") }
}
