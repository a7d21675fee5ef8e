/// How much two ranked lists have in common, their beginnings most.
///
/// With persistence p, depth d has the weight (1 − p) · p^(d − 1), and what is weighted is the share of images
/// that the first d places of both lists have in common (Webber, Moffat and Zobel 2010, "A similarity measure for
/// indefinite rankings", eq. 4). Lists end, so that sum has to be completed or cut.
public struct RankBiasedOverlap: Sendable, Hashable {
  /// The sum completed as if agreement went on behind the end of each list as it was there; 0...1.
  ///
  /// RBO_ext, eq. 32, for lists of any two lengths.
  public let extrapolated: Double

  /// The sum cut at the end of the longer list and divided by its weights; 0...1.
  ///
  /// As repro_eval works it out where its depth is that length (Clarke, Vtyurina and Smucker 2021, "Assessing
  /// top-k preferences").
  public let truncated: Double

  /// Compares two lists.
  ///
  /// - Parameters:
  ///   - first: images, best first, none twice.
  ///   - second: the same of the other list.
  ///   - persistence: p, between 0 and 1; the nearer to 1, the more places count.
  /// - Complexity: O(length of the lists).
  public init(_ first: [Int], _ second: [Int], persistence: Double) {
    precondition(persistence > 0 && persistence < 1, "expected 0 to 1, found \(persistence)")
    let (short, long) = first.count < second.count ? (first, second) : (second, first)
    var seen: [Set<Int>] = [[], []]
    var (common, commonAtShort) = (0, 0)
    var (weight, weights, sum, extended) = (1.0, 0.0, 0.0, 0.0)
    for (place, image) in long.enumerated() {
      let depth = Double(place + 1)
      if seen[0].contains(image) { common += 1 }
      seen[1].insert(image)
      if place < short.count {
        if seen[1].contains(short[place]) { common += 1 }
        seen[0].insert(short[place])
        commonAtShort = common
      }
      // What the shorter list would have added had it gone on as it was at its end.
      let beyond = Double(max(0, place + 1 - short.count))
      let added =
        short.isEmpty ? 0 : Double(commonAtShort) * beyond / Double(short.count)
      sum += weight * Double(common) / depth
      extended += weight * (Double(common) + added) / depth
      weights += weight
      weight *= persistence
    }
    guard !short.isEmpty else {
      (extrapolated, truncated) = (0, 0)
      return
    }
    let tail =
      Double(common - commonAtShort) / Double(long.count)
      + Double(commonAtShort) / Double(short.count)
    extrapolated = min(1, (1 - persistence) * extended + weight * tail)
    truncated = min(1, sum / weights)
  }
}
