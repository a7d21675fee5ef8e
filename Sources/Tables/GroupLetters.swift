package import Records

/// The letters of groups of rows that cannot be told apart.
package enum GroupLetters {
  private static let all = Array(zip("abcd", "ᵃᵇᶜᵈ"))

  /// Returns the letters of some groups, the places of at most `Separability.mostGroups`.
  package static func plain(_ groups: [Int]) -> String { String(groups.map { all[$0].0 }) }

  /// Returns what the letters of a table mean, as a clause.
  package static func legend(of separability: Separability) -> String {
    separability.hasAllGroups
      ? "rows that share a letter in a column cannot be told apart"
      : "what cannot be told from the best of a column bears \(superscript([0]))"
  }

  /// Returns the letters in superscript.
  package static func superscript(_ groups: [Int]) -> String { String(groups.map { all[$0].1 }) }
}
