/// Why something is refused, thrown to a caller that knows the subject and makes a `Failure` of both.
public struct Reason: Error, Equatable, CustomStringConvertible {
  /// The reason, a clause without a full stop.
  public let text: String

  /// Creates a reason.
  ///
  /// - Parameter text: a clause without a full stop.
  public init(_ text: String) { self.text = text }

  /// The reason.
  public var description: String { text }
}
