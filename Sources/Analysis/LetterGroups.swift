/// Returns the largest groups of systems that cannot be told apart, so that two systems share a group where and
/// only where they are alike.
///
/// Insert and absorb (Piepho 2004, "An algorithm for a letter-based representation of all-pairwise comparisons"):
/// one group of all is split at each pair that is not alike, and what another group holds is dropped.
///
/// - Parameters:
///   - count: the number of systems.
///   - limit: the most groups.
///   - areAlike: whether two systems, the first one before the second, cannot be told apart.
/// - Returns: the groups, each with its systems in rising order, the group of the first system first; nil where
///   there are more than `limit`.
public func letterGroups(
  count: Int, limit: Int, areAlike: (_ first: Int, _ second: Int) -> Bool
) -> [[Int]]? {
  var groups = count > 0 ? [Set(0..<count)] : []
  for second in 0..<count {
    for first in 0..<second where !areAlike(first, second) {
      let split = groups.filter { $0.contains(first) && $0.contains(second) }
      guard !split.isEmpty else { continue }
      groups.removeAll { $0.contains(first) && $0.contains(second) }
      for part in split.flatMap({ [$0.subtracting([first]), $0.subtracting([second])] })
      where !groups.contains(where: { $0.isSuperset(of: part) }) {
        groups.removeAll { $0.isSubset(of: part) }
        groups.append(part)
      }
      // Groups that later pairs would absorb may be more than those that are left; many times more are never.
      if groups.count > 8 * limit { return nil }
    }
  }
  guard groups.count <= limit else { return nil }
  return groups.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
}
