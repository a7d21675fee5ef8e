/// Something that a table asks for and that is not on this computer: its cells are not available.
public struct MissingInput: Sendable, Hashable, Codable {
  /// What kind of thing it is.
  public enum Kind: String, Sendable, Codable {
    /// A file of weights.
    case weights
    /// A set of images.
    case dataset
  }

  /// What kind of thing it is.
  public let kind: Kind

  /// The file below the folder of weights, or the name of the set.
  public let name: String

  /// Where to get it, and where to put it.
  public let advice: String

  /// The recipes whose weights need it; empty when it is a column of the table.
  public let models: [String]

  /// Creates a record.
  public init(kind: Kind, name: String, advice: String, models: [String] = []) {
    self.kind = kind
    self.name = name
    self.advice = advice
    self.models = models
  }
}
