internal import Foundation

/// Returns the candidate that takes the fewest edits to reach, or nil when none is near.
///
/// Near means at most two fifths of the longer word's characters, and at least one. The first of
/// equally near candidates is returned.
package func nearestName(to word: String, among candidates: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in candidates where word.count <= 200 {
    let distance = editDistance(Array(word.lowercased()), Array(candidate.lowercased()))
    let limit = max(1, max(word.count, candidate.count) * 2 / 5)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// Returns the number of insertions, deletions, replacements and exchanges of neighbours between
/// two words (Damerau and Levenshtein, each character moved at most once).
///
/// - Complexity: O(product of the lengths).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var before: [Int] = []
  var row = Array(0...second.count)
  for (i, character) in first.enumerated() {
    var next = [i + 1]
    for (j, other) in second.enumerated() {
      var distance = min(row[j] + (character == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
      if i > 0, j > 0, character == second[j - 1], first[i - 1] == other {
        distance = min(distance, before[j - 1] + 1)
      }
      next.append(distance)
    }
    (before, row) = (row, next)
  }
  return row[second.count]
}

/// Looks for the name that was meant where a file is not there.
///
/// - Parameter path: a file that is not there.
/// - Returns: the nearest name in its folder, or nil when none is near.
package func nearestFile(to path: String) -> String? {
  let file = URL(filePath: path)
  return nearestName(
    to: file.lastPathComponent, among: visibleNames(in: file.deletingLastPathComponent().path))
}

/// Returns the first names of a folder in order, at most 5,000; none where it cannot be listed.
package func visibleNames(in folder: String) -> [String] {
  do {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Array(names.filter { !$0.hasPrefix(".") }.sorted().prefix(5000))
  } catch {
    // Such a folder has no name to offer; what is wrong with the path itself is told.
    return []
  }
}
