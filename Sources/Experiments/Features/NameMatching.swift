/// Finds the rows of a file that belong to the names of a ground truth.
///
/// Names match as they are written; failing that for the whole file, without their folders and
/// without the ending .jpg, .jpeg or .png, as long as that makes no two names the same.
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
  /// - Throws: `FeatureInputError` with examples when the names are not the same.
  package func rows(of wanted: [String], in found: [String]) throws(FeatureInputError) -> [Int] {
    try match(wanted, in: found, allowingOthers: false).rows
  }

  /// Returns the row of each name, and the rows of names that the ground truth does not know.
  ///
  /// - Parameters:
  ///   - wanted: the names of the ground truth; one that repeats is matched in order.
  ///   - found: the names of the file, one a row.
  ///   - allowsOthers: whether there may be rows of other names.
  /// - Returns: one row a wanted name, in the order of the ground truth; and the other rows in their
  ///   own order.
  /// - Throws: `FeatureInputError` with examples when names are missing, when a known one repeats, or
  ///   when there are others that may not be.
  package func match(
    _ wanted: [String], in found: [String], allowingOthers allowsOthers: Bool
  ) throws(FeatureInputError) -> (rows: [Int], others: [Int]) {
    if let match = Self.match(of: wanted, in: found, allowsOthers) { return match }
    if Self.staysDistinct(wanted), Self.staysDistinct(found),
      let match = Self.match(of: wanted.map(Self.bare), in: found.map(Self.bare), allowsOthers)
    {
      return match
    }
    throw mismatch(wanted, found, allowsOthers)
  }

  /// Returns a name without its folders and the ending of an image file.
  static func bare(_ name: String) -> String {
    let file = name.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init)
    guard let file, let dot = file.lastIndex(of: ".") else { return file ?? name }
    let ending = file[file.index(after: dot)...].lowercased()
    return ["jpg", "jpeg", "png"].contains(ending) ? String(file[..<dot]) : file
  }

  private static func staysDistinct(_ names: [String]) -> Bool {
    let different = Set(names)
    return Set(different.map(bare)).count == different.count
  }

  /// Returns the row of each wanted name, and the rows that are left; nil when a name is missing, or
  /// what is left may not be.
  private static func match(
    of wanted: [String], in found: [String], _ allowsOthers: Bool
  ) -> (rows: [Int], others: [Int])? {
    guard wanted.count == found.count || allowsOthers && wanted.count < found.count else {
      return nil
    }
    var rows: [String: [Int]] = [:]
    for (row, name) in found.enumerated().reversed() { rows[name, default: []].append(row) }
    var match: [Int] = []
    match.reserveCapacity(wanted.count)
    for name in wanted {
      guard let row = rows[name]?.popLast() else { return nil }
      match.append(row)
    }
    // What is left of a known name is a repetition, and no other image.
    guard wanted.allSatisfy({ rows[$0]?.isEmpty == true }) else { return nil }
    let known = Set(match)
    return (match, found.indices.filter { !known.contains($0) })
  }

  private func mismatch(
    _ wanted: [String], _ found: [String], _ allowsOthers: Bool
  ) -> FeatureInputError {
    let missing = Self.surplus(of: wanted, over: found)
    let known = Set(wanted.map(Self.bare))
    let unknown = Self.surplus(of: found, over: wanted).filter {
      !allowsOthers || known.contains(Self.bare($0))
    }
    var problems: [String] = []
    if !missing.isEmpty {
      problems.append("\(missing.count) of the ground truth are not there\(Self.examples(missing))")
    }
    if !unknown.isEmpty {
      problems.append(
        "\(unknown.count) \(allowsOthers ? "repeat" : "are unknown to it or repeat")"
          + Self.examples(unknown))
    }
    return FeatureInputError(
      path: path,
      problem: "its \(role) names are not those of the ground truth: "
        + (problems.isEmpty
          ? "without folders, some would be the same" : problems.joined(separator: ", ")),
      advice: "Names match as written, or without folders and the ending .jpg, .jpeg or .png; "
        + "use the ground truth of these very images, each once"
        + (allowsOthers || missing.count > 0 || role != "database"
          ? "." : ", or say --distractors when the others are wrong answers."))
  }

  /// Returns the bare names that the first list holds more often than the second, as written.
  private static func surplus(of names: [String], over others: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for name in others { counts[bare(name), default: 0] += 1 }
    return names.filter { name in
      let count = counts[bare(name), default: 0]
      counts[bare(name)] = count - 1
      return count <= 0
    }
  }

  private static func examples(_ names: [String]) -> String {
    " (\(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? ", …" : ""))"
  }
}
