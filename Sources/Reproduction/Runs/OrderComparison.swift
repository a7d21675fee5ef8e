/// How alike the ranked lists of two runs are.
public struct OrderComparison: Sendable, Hashable, Codable {
  /// The mean of a measure over the queries that have it.
  public struct Mean: Sendable, Hashable, Codable {
    /// The mean.
    public let mean: Double

    /// The number of queries.
    public let queries: Int
  }

  /// One query; what is not defined is left out.
  public struct Query: Sendable, Hashable, Codable {
    /// The name, as our run has it.
    public let query: String

    /// `ListAgreement.unionTau`.
    public let unionTau: Double?

    /// `ListAgreement.intersectionTau`.
    public let intersectionTau: Double?

    /// `ListAgreement.placewiseTau`.
    public let placewiseTau: Double?

    /// `RankBiasedOverlap.extrapolated`.
    public let rankBiasedOverlap: Double

    /// `RankBiasedOverlap.truncated`.
    public let truncatedOverlap: Double
  }

  /// The places of each list that were compared.
  public let top: Int

  /// p of the rank-biased overlap.
  public let persistence: Double

  /// The number of queries whose lists are the same.
  public let equal: Int

  /// The mean of each measure, by the name that queries have it under; one that no query has is left out.
  public let means: [String: Mean]

  /// The queries of both runs, the least alike first.
  public let perQuery: [Query]

  /// The measures, in the order that people read them.
  static var measures: [(name: String, value: @Sendable (Query) -> Double?)] {
    [
      ("unionTau", \.unionTau), ("intersectionTau", \.intersectionTau),
      ("placewiseTau", \.placewiseTau), ("rankBiasedOverlap", { $0.rankBiasedOverlap }),
      ("truncatedOverlap", { $0.truncatedOverlap }),
    ]
  }

  /// Compares the lists of two runs.
  ///
  /// - Parameters:
  ///   - ours: our lists.
  ///   - theirs: their lists.
  ///   - places: the queries that both have; at least one.
  ///   - top: the places of each list that count, at least 1.
  ///   - persistence: p, between 0 and 1.
  init(
    _ ours: RankedLists, _ theirs: RankedLists, at places: [(ours: Int, theirs: Int)], top: Int,
    persistence: Double
  ) {
    precondition(top >= 1 && !places.isEmpty, "expected a place and a query, found none")
    self.top = top
    self.persistence = persistence
    let numbers = ImageNumbers(ours.images, theirs.images)
    var equal = 0
    perQuery = places.map { place in
      let lists = [
        numbers.ours(ours.images[place.ours].prefix(top)),
        numbers.theirs(theirs.images[place.theirs].prefix(top)),
      ]
      if lists[0] == lists[1] { equal += 1 }
      let agreement = ListAgreement(lists[0], lists[1], persistence: persistence)
      return Query(
        query: ours.queries[place.ours], unionTau: agreement.unionTau,
        intersectionTau: agreement.intersectionTau, placewiseTau: agreement.placewiseTau,
        rankBiasedOverlap: agreement.overlap.extrapolated,
        truncatedOverlap: agreement.overlap.truncated)
    }.enumerated().sorted {
      ($0.element.rankBiasedOverlap, $0.offset) < ($1.element.rankBiasedOverlap, $1.offset)
    }.map(\.element)
    self.equal = equal
    var means: [String: Mean] = [:]
    for measure in Self.measures {
      let values = perQuery.compactMap(measure.value)
      guard !values.isEmpty else { continue }
      means[measure.name] = Mean(
        mean: values.reduce(0, +) / Double(values.count), queries: values.count)
    }
    self.means = means
  }
}

/// The number of each image, ascending with the bytes of its name.
private struct ImageNumbers {
  private let numberOfOurs: [String: Int]
  private let numberOfTheirs: [String: Int]

  init(_ ours: [[String]], _ theirs: [[String]]) {
    let names = (ours: Array(Set(ours.joined())), theirs: Array(Set(theirs.joined())))
    let keys = NamePairs(names.ours, names.theirs).keys
    let sorted = Set(keys.ours).union(keys.theirs)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numberOfKey = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    func numbers(_ names: [String], _ keys: [String]) -> [String: Int] {
      Dictionary(
        uniqueKeysWithValues: zip(names, keys).map { name, key in (name, numberOfKey[key] ?? 0) })
    }
    numberOfOurs = numbers(names.ours, keys.ours)
    numberOfTheirs = numbers(names.theirs, keys.theirs)
  }

  func ours(_ names: ArraySlice<String>) -> [Int] { names.compactMap { numberOfOurs[$0] } }

  func theirs(_ names: ArraySlice<String>) -> [Int] { names.compactMap { numberOfTheirs[$0] } }
}
