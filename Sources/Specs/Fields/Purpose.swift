/// What the values of a table are for.
public enum Purpose: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// To be reported: rows are compared on evaluation sets.
  case report
  /// To choose the settings of recipes: rows are compared on validation sets.
  case selection
  /// To be reported at every combination of what a publication leaves open: each claim is judged at each.
  case specificationCurve = "specification-curve"

  /// Why a registered set with queries that is not accepted is none of the table's, after its name.
  package var refusal: String {
    switch self {
    case .report, .specificationCurve:
      "is for choosing settings; those that were chosen on it look better there than they are; name "
        + "it in a spec whose \"purpose\" is \"selection\""
    case .selection:
      "is for reports; settings chosen on what a table evaluates would be chosen by the answers"
    }
  }
}
