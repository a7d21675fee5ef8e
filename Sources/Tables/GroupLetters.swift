import Records

/// The letters of groups of rows that cannot be told apart.
enum GroupLetters {
  private static let all = Array(zip("abcd", "ᵃᵇᶜᵈ"))

  /// Returns the letters of some groups, the places of at most `Separability.mostGroups`.
  static func plain(_ groups: [Int]) -> String { String(groups.map { all[$0].0 }) }

  /// Returns what the letters of a table mean, behind "the best mean of each column is bold".
  static func legend(of separability: Separability) -> String {
    separability.hasAllGroups
      ? ", and rows that share a letter there cannot be told apart"
      : ", and what cannot be told from it bears \(superscript([0]))"
  }

  /// Returns the letters in superscript.
  static func superscript(_ groups: [Int]) -> String { String(groups.map { all[$0].1 }) }
}
