import Datasets
package import Files

/// Finds the rows of a file that belong to the names of a ground truth, by the rule of `NameMatch`.
package struct NameMatching {
  /// The file, for messages.
  private let path: String

  /// What the rows are, such as "query", for messages.
  private let role: String

  /// Creates the matching of one file.
  package init(path: String, role: String) {
    self.path = path
    self.role = role
  }

  /// Returns the row of each name.
  ///
  /// - Parameters:
  ///   - wanted: the names of the ground truth; one that repeats is matched in order.
  ///   - found: the names of the file, one a row.
  /// - Returns: one row a wanted name: all rows, in the order of the ground truth.
  /// - Throws: `InputFileError` with examples when the names are not the same.
  package func rows(of wanted: [String], in found: [String]) throws(InputFileError) -> [Int] {
    let (rows, others) = try match(wanted, in: found)
    guard others.isEmpty else { throw mismatch(wanted, found, missing: [], unknown: others) }
    return rows
  }

  /// Returns the row of each name, and the rows of names that the ground truth does not know.
  ///
  /// - Parameters:
  ///   - wanted: the names of the ground truth; one that repeats is matched in order.
  ///   - found: the names of the file, one a row.
  /// - Returns: one row a wanted name, in the order of the ground truth; and the other rows in their
  ///   own order.
  /// - Throws: `InputFileError` with examples when names are missing, when a known one repeats, or
  ///   when it cannot be told which is which.
  package func match(
    _ wanted: [String], in found: [String]
  ) throws(InputFileError) -> (rows: [Int], others: [Int]) {
    let match: NameMatch
    do throws(NameMatch.Conflict) {
      match = try NameMatch(of: wanted, in: found)
    } catch {
      throw InputFileError(
        path: path,
        problem: "its \(role) names are not those of the ground truth: \(error.statement)",
        advice: Self.rule)
    }
    guard match.isComplete else {
      let missing = zip(wanted, match.rows).filter { $1 == nil }.map(\.0)
      throw mismatch(
        wanted, found, missing: missing, unknown: match.repeated + match.others,
        knowing: Set(match.repeated), unresolved: match.unresolved)
    }
    return (match.rows.compactMap(\.self), match.others)
  }

  private static let rule =
    "Names match as written, or by the folders and the file that tell them apart, with or without the "
    + "ending of an image file; use the ground truth of these very images, each once"

  /// Returns the error of names that are not those of the ground truth.
  ///
  /// - Parameters:
  ///   - wanted: the names of the ground truth.
  ///   - found: the names of the file.
  ///   - missing: the names of the ground truth that are not there.
  ///   - unknown: the rows of names that are too many.
  ///   - repeated: those of them that repeat a known name.
  ///   - conflict: two names that cannot be told apart without folders, if that is why.
  /// - Returns: the error, with the first of the names.
  func mismatch(
    _ wanted: [String], _ found: [String], missing: [String], unknown: [Int],
    knowing repeated: Set<Int> = [], unresolved conflict: NameMatch.Conflict? = nil
  ) -> InputFileError {
    var problems = conflict.map { ["without folders, \($0.statement)"] } ?? []
    if !missing.isEmpty {
      problems.append("\(missing.count) of the ground truth are not there\(Self.examples(missing))")
    }
    if !unknown.isEmpty {
      let names = unknown.sorted().map { found[$0] }
      let areRepeated = unknown.allSatisfy(repeated.contains)
      problems.append(
        "\(unknown.count) \(areRepeated ? "repeat" : "are unknown to it or repeat")"
          + Self.examples(names))
    }
    let mayBeDistractors = missing.isEmpty && repeated.isEmpty && role == "database"
    return InputFileError(
      path: path,
      problem: "its \(role) names are not those of the ground truth: "
        + problems.joined(separator: ", "),
      advice: Self.rule
        + (mayBeDistractors
          ? ", or say --distractors when the others are wrong answers."
          : ", or choose rows of the file by --\(role)-prefix."))
  }

  /// Returns the first of some names, in brackets.
  static func examples(_ names: [String]) -> String {
    " (\(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? ", …" : ""))"
  }
}
