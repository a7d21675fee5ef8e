/// What a covariate says of a query and a positive.
public enum PairRule: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// By how much their numbers differ.
  case difference

  /// By how much their numbers differ as degrees of a full turn: 0 to 180.
  case angle

  /// The larger of their numbers over the smaller; both are above 0.
  case ratio

  /// The number of the positive.
  case positive

  /// The number of the query.
  case query
}

/// A covariate: what is known of each pair of a query and a positive, and may decide whether it is found.
public struct CovariateSettings: SettingsObject, NamedObject {
  package var name = ""
  package var column = ""
  package var pair = PairRule.difference

  package init() {}

  package static let formName = "covariate"
  package static let meaning =
    "What is known of each pair of a query and a positive, and may decide whether the positive is found."
  package static let fields: [Field<Self>] = [
    Field(
      "name", \.name, .plainName, .mandatory,
      meaning: "What the covariate is called in tables: \"viewpoint\"."),
    Field(
      "column", \.column, .text, .mandatory,
      meaning: "The column of numbers that it is taken from: of the set's manifest.csv, or of the "
        + "labels.csv or views.csv beside its ground truth. The mini sets' views.csv has azimuth, scale, "
        + "visible, clutter, brightness, blur and others. Of sets without the column it is left out."
    ),
    Field(
      "pair", \.pair, .name,
      meaning:
        "What it says of a pair: the \"difference\" of the two numbers, or that of degrees of a full turn, "
        + "the \"angle\"; the \"ratio\" of the larger to the smaller; or the number of the \"positive\" or of "
        + "the \"query\" alone."),
  ]

  /// Returns the value of a pair, or nil where a number that it needs is not known.
  ///
  /// - Parameters:
  ///   - query: the query's number.
  ///   - positive: the positive's number.
  /// - Returns: the value; of a ratio nil unless both are above 0.
  package func value(query: Double?, positive: Double?) -> Double? {
    switch pair {
    case .query: return query
    case .positive: return positive
    case .difference, .angle, .ratio: break
    }
    guard let query, let positive else { return nil }
    switch pair {
    case .angle:
      let turn = 360.0
      let apart = abs(query - positive).truncatingRemainder(dividingBy: turn)
      return min(apart, turn - apart)
    case .ratio:
      return query > 0 && positive > 0 ? max(query / positive, positive / query) : nil
    case .difference, .positive, .query: return abs(query - positive)
    }
  }
}
