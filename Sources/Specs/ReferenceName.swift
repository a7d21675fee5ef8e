/// The rows that tell what a table's numbers are worth without any learning.
public enum ReferenceName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// The expected values of a random order.
  case chance

  /// The expected values of an order that is random but for the stratum of the query, which comes first:
  /// what one would have who knew nothing but the label that divides the images.
  case strataOracle = "strata-oracle"

  /// Descriptors of 8×8 pixels.
  case pixels

  /// The name that tables show unless the spec states another.
  public var label: String {
    switch self {
    case .chance: "Chance"
    case .strataOracle: "Strata oracle"
    case .pixels: "8×8 pixels"
    }
  }

  /// Whether the row's values are expected ones, for which no image is looked at.
  public var isExpectation: Bool { self != .pixels }
}
