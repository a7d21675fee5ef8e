/// What the values of a table are for.
public enum Purpose: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// To be reported: rows are compared on evaluation sets.
  case report
  /// To choose the settings of recipes: rows are compared on validation sets.
  case selection

  /// Returns whether a table may have a registered set as a column.
  func accepts(_ set: DatasetName) -> Bool {
    set.canEvaluate && set.isValidation == (self == .selection)
  }

  /// Why a registered set with queries that is not accepted is none of the table's, after its name.
  var refusal: String {
    switch self {
    case .report:
      "is for choosing settings; those that were chosen on it look better there than they are; name "
        + "it in a spec whose \"purpose\" is \"selection\""
    case .selection:
      "is for reports; settings chosen on what a table evaluates would be chosen by the answers"
    }
  }
}

extension DatasetName {
  /// Whether settings are chosen on the set, so that no report may have it; false for the user's own
  /// folders, which may be for both.
  public var isValidation: Bool { plain.setName == "mini-validation" && !isFolder }
}

/// What a row has of one field that the rows of its model vary.
public struct RowChoice: Sendable, Hashable, Codable {
  /// The factor or the path of the field: "rate", "training.batch".
  public let field: String

  /// The name of the level, or the value.
  public let level: String

  package init(field: String, level: String) {
    self.field = field
    self.level = level
  }
}
