extension Purpose {
  /// Returns whether a table may have a registered set as a column.
  package func accepts(_ set: DatasetName) -> Bool {
    set.canEvaluate && set.isValidation == (self == .selection)
  }
}

extension DatasetName {
  /// Whether settings are chosen on the set, so that no report may have it; false for the user's own
  /// folders, which may be for both.
  public var isValidation: Bool { plain == .miniValidation }
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
