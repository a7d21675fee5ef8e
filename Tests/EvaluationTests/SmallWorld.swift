import Evaluation

/// Every ranking of a few images, so that a law is tried on all of them and not on some.
enum SmallWorld {
  /// All orders of the numbers below a count, in the order of a dictionary.
  static func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { order in
      (0...order.count).map { place in
        var longer = order
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }

  /// All ascending lists of numbers below a count.
  static func subsets(_ count: Int) -> [[Int]] {
    (0..<(1 << count)).map { bits in (0..<count).filter { bits >> $0 & 1 == 1 } }
  }

  /// The places of positives in rankings of up to a number of images, with how many there are in all.
  static func places(upTo images: Int) -> [(images: Int, ranks: [Int], positives: Int)] {
    (1...images).flatMap { count in
      subsets(count).flatMap { ranks in
        (max(1, ranks.count)...(ranks.count + 2)).map { (count, ranks, $0) }
      }
    }
  }

  /// Measures of every kind, at cutoffs within and behind a few images.
  static let measures: [Measure] =
    Measure.withoutCutoff + [1, 2, 3, 5, 100].flatMap(Measure.everyMeasure)

  /// Those that a ranking which begins with positives brings to 1, however many there are.
  static let reachingOne = measures.filter {
    if case .cutAveragePrecision = $0 { false } else { true }
  }

  /// Those that look no deeper where there are more positives.
  static let ofOneDepth = measures.filter { $0 != .averagePrecisionAtR && $0 != .rPrecision }

  /// The value of a measure for positives at some places.
  static func value(_ measure: Measure, _ ranks: [Int], of positives: Int) throws -> Double {
    // Each positive that was not found is an image behind the ranking's end.
    let size = (ranks.last ?? 0) + 1 + positives
    let missing = (0..<positives - ranks.count).map { size - 1 - $0 }
    let ranking = try Ranking(indices: Array(0..<((ranks.last ?? 0) + 1)), databaseSize: size)
    let relevance = Relevance(positives: ranks + missing, junk: [])
    return QueryScore(ranking: ranking, relevance: relevance)?.value(of: measure) ?? .nan
  }
}
