/// Whether rankings look as if the names belonged to their rows.
///
/// A wrong order of names gives scores like any other. What gives it away: a query whose descriptor
/// equals that of an image with another name, or positives that stand no better than in a random
/// order. It is told, and changes no score.
public struct PlausibilityCheck: Sendable, Equatable {
  /// The names of queries that find an equal descriptor, but not under their own name.
  public let misnamedQueries: [String]

  /// Whether the positives, or the queries' own images, stand no better than in a random order.
  public let isLikeChance: Bool

  /// The fewest queries, and the fewest positives of all together, that are compared with chance:
  /// methods that tell anything do better on so many.
  static let fewestQueries = 10
  static let fewestAnswers = 20

  /// How many standard errors of a random order the mean place must be better.
  ///
  /// Rankings of the mini sets whose names are shuffled lie around 0, with deviations of 0.9 to 1.3, and
  /// those of networks with random weights at 3 to 10.
  static let standardErrors = 2.5

  /// How close to 1 the score of an equal descriptor of unit length is.
  private static let equality: Float = 2e-3

  /// How much lower the score of an image's own row must be to be another image.
  private static let difference: Float = 2e-2

  /// Creates a check that was made before.
  ///
  /// - Parameters:
  ///   - misnamedQueries: the queries that find an equal descriptor, but not under their own name.
  ///   - isLikeChance: whether what should be found stands no better than in a random order.
  package init(misnamedQueries: [String], isLikeChance: Bool) {
    self.misnamedQueries = misnamedQueries
    self.isLikeChance = isLikeChance
  }

  /// Checks rankings.
  ///
  /// - Parameters:
  ///   - rankings: one a query, in the order of the ground truth; may be truncated.
  ///   - groundTruth: the positives.
  ///   - scores: the similarity of each ranked image with the query of an index; nil where it is not
  ///     known.
  public init(
    rankings: [Ranking], groundTruth: GroundTruth, scores: ((Int) -> ArraySlice<Float>)?
  ) {
    let own = Self.ownImages(of: groundTruth)
    var answers = ChanceTest()
    var selves = ChanceTest()
    var misnamed: [String] = []
    for (place, query) in groundTruth.queries.enumerated() {
      let (ranking, images) = (rankings[place], own[place])
      if !images.isEmpty {
        selves.add(ranking, Relevance(positives: [images[0]], junk: Array(images.dropFirst())))
        if query.box == nil, let scores, Self.isMisnamed(ranking, scores(place), images) {
          misnamed.append(query.name)
        }
      }
      answers.add(ranking, query.lists.everyAnswer)
    }
    misnamedQueries = misnamed
    isLikeChance = answers.isLikeChance || selves.isLikeChance
  }

  /// Whether nothing speaks against the names.
  public var isPlausible: Bool { misnamedQueries.isEmpty && !isLikeChance }

  /// What to tell the user, a clause each; nothing where all is plausible.
  public var warnings: [String] {
    [misnaming].compactMap(\.self) + (isLikeChance ? [Self.chance] : [])
  }

  /// What the queries tell that have another image's descriptor; nil where there are none.
  public var misnaming: String? {
    guard !misnamedQueries.isEmpty else { return nil }
    let examples = misnamedQueries.prefix(3).joined(separator: ", ")
    let more = misnamedQueries.count > 3 ? ", …" : ""
    return
      "\(misnamedQueries.count) queries equal the descriptor of an image with another name, and "
      + "not that of their own (\(examples)\(more)); names may not belong to rows"
  }

  /// What rankings tell that are like chance.
  public static let chance =
    "what should be found stands no better than in a random order; either names do not belong to "
    + "their rows, or the descriptors tell nothing"

  /// Returns the database images that are the query itself, or parts of its image.
  private static func ownImages(of truth: GroundTruth) -> [[Int]] {
    var indexOfName: [String: Int] = [:]
    if truth.evaluationProtocol == .classic {
      for (index, name) in truth.databaseNames.enumerated() { indexOfName[name] = index }
    }
    return truth.queries.map { query in
      switch query.lists {
      case .revisited: []
      case .classic: indexOfName[query.name].map { [$0] } ?? []
      case .manifest(_, _, let junk): junk
      }
    }
  }

  private static func isMisnamed(
    _ ranking: Ranking, _ scores: ArraySlice<Float>, _ own: [Int]
  ) -> Bool {
    guard let best = scores.first, abs(best - 1) <= equality else { return false }
    for (index, score) in zip(ranking.indices, scores) where own.contains(index) {
      return score < best - difference
    }
    return (scores.last ?? best) < best - difference
  }
}

/// Compares the places of images in rankings with those of a random order.
private struct ChanceTest {
  private var queries = 0
  private var answers = 0
  private var sum = 0.0
  private var variance = 0.0

  /// Takes in one ranking by the mean place of the images that should be found.
  ///
  /// A place is a share of the database from 0, the end, to 1. Images that a truncated ranking lacks
  /// stand in the middle of what is left.
  mutating func add(_ ranking: Ranking, _ relevance: Relevance) {
    let count = relevance.positives.count
    let size = ranking.databaseSize - relevance.junk.count
    guard count > 0, size > count else { return }
    let places = positiveRanks(in: ranking, relevance: relevance)
    let junk = Set(relevance.junk)
    let depth = ranking.indices.count { !junk.contains($0) }
    let found = places.reduce(0.0) { $0 + 1 - (Double($1) + 0.5) / Double(size) }
    let rest = 1 - Double(depth) / Double(size)
    let mean = (found + Double(count - places.count) * rest / 2) / Double(count)
    // That of one place without replacement; the middle of what is left takes its share away.
    let spread = (1 - rest * rest * rest) / 12
    let correction = Double(size - count) / Double(size - 1)
    (queries, answers) = (queries + 1, answers + count)
    sum += mean - 0.5
    variance += spread * correction / Double(count)
  }

  var isLikeChance: Bool {
    queries >= PlausibilityCheck.fewestQueries && answers >= PlausibilityCheck.fewestAnswers
      && sum < PlausibilityCheck.standardErrors * variance.squareRoot()
  }
}

extension QueryLists {
  /// All positives, of whatever difficulty.
  fileprivate var everyAnswer: Relevance {
    switch self {
    case .revisited(let easy, let hard, let junk): Relevance(positives: easy + hard, junk: junk)
    case .classic(let good, let ok, let junk): Relevance(positives: good + ok, junk: junk)
    case .manifest(let positives, let near, let junk):
      Relevance(positives: positives, junk: junk + near)
    }
  }
}
