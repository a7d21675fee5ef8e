import Evaluation

/// Finds out which queries of a ground truth show the same landmark.
///
/// Image names alone do not tell: Revisited Oxford searches for All Souls with a photograph that is
/// called `oxford_002985`. Two queries show the same landmark when a classic ground truth says so,
/// or when the smaller set of positives lies for more than half within the larger one. On
/// Revisited Oxford and Paris that gives the 11 landmarks (Oxford's Balliol in two parts).
enum QueryLandmarks {
  /// Returns the landmark of each query, named as most of its photographs are.
  ///
  /// - Parameters:
  ///   - groundTruth: the queries and their positives.
  ///   - known: landmarks that are known otherwise, by the name of the query.
  /// - Returns: one name a query; different landmarks have different names.
  static func names(of groundTruth: GroundTruth, known: [String: String]) -> [String] {
    let groups = groups(of: groundTruth, known: known)
    var nameOfGroup: [Int: String] = [:]
    var used: Set<String> = []
    for (query, group) in groups.enumerated() where nameOfGroup[group] == nil {
      let members = groundTruth.queries.indices.filter { groups[$0] == group }
      let photographs = members.map { groundTruth.queries[$0].name }
      let name = known[groundTruth.queries[query].name] ?? commonName(of: photographs)
      var unique = name
      var number = 2
      while !used.insert(unique).inserted {
        unique = "\(name) (\(number))"
        number += 1
      }
      nameOfGroup[group] = unique
    }
    return groups.map { nameOfGroup[$0, default: ""] }
  }

  /// Returns for each query the first query that shows the same landmark.
  private static func groups(of groundTruth: GroundTruth, known: [String: String]) -> [Int] {
    let queries = groundTruth.queries
    let answers = queries.map { Set(rightAnswers($0.lists)) }
    var first = Array(queries.indices)
    for later in queries.indices {
      for earlier in 0..<later where first[earlier] != first[later] {
        let isSame =
          if let one = known[queries[earlier].name], let other = known[queries[later].name] {
            one == other
          } else {
            overlaps(answers[earlier], answers[later])
          }
        guard isSame else { continue }
        let (kept, replaced) = (
          min(first[earlier], first[later]), max(first[earlier], first[later])
        )
        for query in first.indices where first[query] == replaced { first[query] = kept }
      }
    }
    return first
  }

  private static func rightAnswers(_ lists: QueryLists) -> [Int] {
    switch lists {
    case .revisited(let easy, let hard, _): easy + hard
    case .classic(let good, let ok, _): good + ok
    case .manifest(let positives, let near, _): positives + near
    }
  }

  private static func overlaps(_ one: Set<Int>, _ other: Set<Int>) -> Bool {
    let (smaller, larger) = one.count <= other.count ? (one, other) : (other, one)
    return 2 * smaller.count { larger.contains($0) } > smaller.count
  }

  /// Returns the most frequent name without its number; of equals, the first in the alphabet.
  private static func commonName(of photographs: [String]) -> String {
    var counts: [String: Int] = [:]
    for photograph in photographs { counts[ImageNames.withoutNumber(photograph), default: 0] += 1 }
    let best = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
    return best?.key ?? ""
  }
}
