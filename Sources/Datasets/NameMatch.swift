package import Failures

/// Which of some names mean the same images as others: the one rule for names of images.
///
/// Names match as they are written. Failing that, for all names of the list in one way: by their last
/// parts, with as many folders as it takes to tell all apart, and without the ending of an image file
/// where that still tells them apart; or below the folders that all names of a list share. Composed and
/// decomposed letters are the same. What matches is one to one, and does not depend on the order of
/// either list.
package struct NameMatch: Equatable {
  /// The place of each wanted name among those that were found; nil where it is missing.
  package let rows: [Int?]

  /// The places of names that repeat one that is taken already.
  package let repeated: [Int]

  /// The places of all other names.
  package let others: [Int]

  /// Two names that fewer parts do not tell apart; nil where that is not why names are missing.
  package private(set) var unresolved: Conflict?

  /// Whether no wanted name is missing, and none that was found repeats.
  package var isComplete: Bool { repeated.isEmpty && !rows.contains(nil) }

  /// Two names that cannot be told apart, or that contradict each other.
  package enum Conflict: Failure, Equatable {
    /// Both could mean the same image.
    case alike(String, String)

    /// They match without their folders only, where those of other names match too.
    case folders(wanted: String, found: String)

    /// Names of images that do not tell what they mean.
    package var kind: FailureKind { .damagedInput }

    /// The name that means nothing for certain.
    package var subject: String {
      switch self {
      case .alike(let one, let other): "\(one) and \(other)"
      case .folders(_, let found): found
      }
    }

    /// Why it does not.
    package var reason: String {
      switch self {
      case .alike: "cannot be told apart"
      case .folders(let wanted, _):
        "is in another folder than \(wanted), and the folders of other names are the same"
      }
    }

    /// What is wrong, a clause.
    package var statement: String { "\(subject) \(reason)" }
  }

  /// Matches names.
  ///
  /// - Parameters:
  ///   - wanted: the names of a ground truth; one that repeats is matched in order.
  ///   - found: the names that are there.
  ///   - allowsOtherFolders: whether names match whose folders differ, as long as all do.
  /// - Throws: `Conflict` where a name could mean two images.
  /// - Complexity: O(bytes of all names) for each folder that it takes to tell them apart.
  package init(
    of wanted: [String], in found: [String], allowingOtherFolders allowsOtherFolders: Bool = true
  ) throws(Conflict) {
    let asWritten = Self.level(wanted, found) { $0 }
    if case .success(let match) = asWritten, !match.rows.contains(nil) {
      self = match
      return
    }
    let byParts = Self.byParts(wanted, found)
    if case .success(let match) = byParts, match.isComplete {
      self = try match.checked(wanted, found, allowsOtherFolders)
      return
    }
    if let match = Self.belowSharedFolders(wanted, found) {
      self = match
      return
    }
    self = try byParts.get().checked(wanted, found, allowsOtherFolders)
  }

  private init(rows: [Int?], repeated: [Int], others: [Int]) {
    (self.rows, self.repeated, self.others) = (rows, repeated, others)
  }

  /// Matches names that have the same key; a failure where different names have one.
  private static func level(
    _ wanted: [String], _ found: [String], _ key: (String) -> String
  ) -> Result<NameMatch, Conflict> {
    let wantedKeys = wanted.map(key)
    var nameOfKey: [String: String] = [:]
    for (key, name) in zip(wantedKeys, wanted) {
      if let first = nameOfKey.updateValue(name, forKey: key), first != name {
        return .failure(.alike(first, name))
      }
    }
    var rowsOfKey: [String: [Int]] = [:]
    var others: [Int] = []
    for (row, name) in found.enumerated() {
      let key = key(name)
      guard nameOfKey[key] != nil else {
        others.append(row)
        continue
      }
      // Letters may be composed in one and decomposed in the other, so bytes are compared.
      if let first = rowsOfKey[key]?.first, !found[first].utf8.elementsEqual(name.utf8) {
        return .failure(.alike(found[first], name))
      }
      rowsOfKey[key, default: []].append(row)
    }
    var taken: [String: Int] = [:]
    let rows = wantedKeys.map { key -> Int? in
      let place = taken[key, default: 0]
      taken[key] = place + 1
      guard let rows = rowsOfKey[key], place < rows.count else { return nil }
      return rows[place]
    }
    let repeated = rowsOfKey.flatMap { $1.dropFirst(taken[$0, default: 0]) }.sorted()
    return .success(NameMatch(rows: rows, repeated: repeated, others: others))
  }

  /// Matches names by their last parts, with as few as tell all apart.
  ///
  /// What matches by more parts matches by fewer too, so the first way that tells all apart is right,
  /// unless a way with fewer parts, but with endings, says otherwise.
  private static func byParts(
    _ wanted: [String], _ found: [String]
  ) -> Result<NameMatch, Conflict> {
    let deepest = (wanted + found).map { $0.utf8.count { $0 == 0x2F || $0 == 0x5C } + 1 }.max() ?? 1
    var withEndings: NameMatch?
    var conflict: Conflict?
    for depth in 1...min(deepest, 64) {
      let bare = level(wanted, found) { NameKeys.key(of: $0, depth: depth, keepingEnding: false) }
      switch bare {
      case .success(let match):
        guard let withEndings, match.isComplete || !withEndings.isComplete else {
          var best = withEndings ?? match
          best.unresolved = best.isComplete ? nil : conflict
          return .success(best)
        }
        guard !match.isComplete || match.rows == withEndings.rows else {
          return .failure(conflict ?? .alike(wanted[0], wanted[0]))
        }
        return .success(match.isComplete ? match : withEndings)
      case .failure(let found): conflict = found
      }
      guard withEndings == nil else { continue }
      let exact = level(wanted, found) { NameKeys.key(of: $0, depth: depth, keepingEnding: true) }
      if case .success(let match) = exact { withEndings = match }
    }
    if let withEndings { return .success(withEndings) }
    return .failure(conflict ?? .alike(wanted.first ?? "", found.first ?? ""))
  }

  /// Matches names below the folders that all names of a list share; nil where that is not complete.
  private static func belowSharedFolders(_ wanted: [String], _ found: [String]) -> NameMatch? {
    let (wantedShared, foundShared) = (sharedFolders(wanted), sharedFolders(found))
    guard wantedShared + foundShared > 0 else { return nil }
    for keepsEnding in [true, false] {
      func keys(_ names: [String], _ shared: Int) -> [String] {
        names.map {
          NameKeys.parts(of: $0, keepingEnding: keepsEnding).dropFirst(shared)
            .joined(separator: "/")
        }
      }
      let (wanted, found) = (keys(wanted, wantedShared), keys(found, foundShared))
      guard Set(found).count == found.count,
        case .success(let match) = level(wanted, found, { $0 }), match.isComplete
      else { continue }
      return match
    }
    return nil
  }

  private static func sharedFolders(_ names: [String]) -> Int {
    guard let first = names.first else { return 0 }
    var shared = NameKeys.parts(of: first, keepingEnding: true).dropLast()
    for name in names where !shared.isEmpty {
      let parts = NameKeys.parts(of: name, keepingEnding: true).dropLast()
      shared = shared.prefix(zip(shared, parts).prefix { $0 == $1 }.count)
    }
    return shared.count
  }

  /// Returns the match once the folders of all pairs either agree or were never meant to.
  private func checked(
    _ wanted: [String], _ found: [String], _ allowsOtherFolders: Bool
  ) throws(Conflict) -> NameMatch {
    var (agrees, differing) = (false, [Int]())
    for (place, row) in rows.enumerated() {
      guard let row else { continue }
      let one = NameKeys.parts(of: wanted[place], keepingEnding: false)
      let other = NameKeys.parts(of: found[row], keepingEnding: false)
      guard one.count > 1, other.count > 1 else { continue }
      if NameKeys.agree(one, other) { agrees = true } else { differing.append(place) }
    }
    guard let first = differing.first else { return self }
    guard allowsOtherFolders else {
      let apart = Set(differing)
      return NameMatch(
        rows: rows.enumerated().map { apart.contains($0) ? nil : $1 }, repeated: repeated,
        others: (others + differing.compactMap { rows[$0] }).sorted())
    }
    guard !agrees else {
      throw .folders(wanted: wanted[first], found: found[rows[first] ?? 0])
    }
    return self
  }
}

extension NameMatch {
  /// Returns a name without its folders and the ending of an image file.
  package static func bare(_ name: String) -> String {
    NameKeys.key(of: name, depth: 1, keepingEnding: false)
  }

  /// Returns the places of names that are another way to write one of some others.
  ///
  /// - Parameters:
  ///   - names: the names that are looked for.
  ///   - found: the names to look through.
  /// - Returns: places in `found`, ascending: those whose path ends with one of the names, or the
  ///   reverse, whatever the ending of the file.
  /// - Complexity: O(bytes of all names).
  package static func places(of names: [String], in found: [String]) -> [Int] {
    var partsOfFile: [Substring: [[Substring]]] = [:]
    for name in names {
      let parts = NameKeys.parts(of: name, keepingEnding: false)
      partsOfFile[parts.last ?? "", default: []].append(parts)
    }
    return found.indices.filter { row in
      let parts = NameKeys.parts(of: found[row], keepingEnding: false)
      return partsOfFile[parts.last ?? ""]?.contains { NameKeys.agree($0, parts) } == true
    }
  }
}
