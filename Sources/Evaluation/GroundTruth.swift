/// The lists of one query, as its protocol writes them: database indices.
public enum QueryLists: Sendable, Equatable {
  /// The lists of the revisited protocol.
  case revisited(easy: [Int], hard: [Int], junk: [Int])

  /// The lists of the classic protocol; good and ok images are both positives.
  case classic(good: [Int], ok: [Int], junk: [Int])

  /// The images that share the query's instance, those of them that are seen from too near the query's
  /// direction to count, and those that are the query itself.
  case manifest(positives: [Int], near: [Int] = [], junk: [Int])

  /// The protocol that has these lists.
  public var evaluationProtocol: EvaluationProtocol {
    switch self {
    case .revisited: .revisited
    case .classic: .classic
    case .manifest: .manifest
    }
  }

  /// The lists with the names their protocol gives them.
  public var named: [(name: String, indices: [Int])] {
    switch self {
    case .revisited(let easy, let hard, let junk):
      [("easy", easy), ("hard", hard), ("junk", junk)]
    case .classic(let good, let ok, let junk):
      [("good", good), ("ok", ok), ("junk", junk)]
    case .manifest(let positives, let near, let junk):
      [("positives", positives), ("junk", junk)] + (near.isEmpty ? [] : [("near", near)])
    }
  }

  /// Returns what counts in one setting.
  ///
  /// - Parameter setting: one of the settings of the lists' protocol.
  /// - Returns: the positives and the images to ignore.
  public func relevance(in setting: EvaluationSetting) -> Relevance {
    switch (self, setting) {
    case (.revisited(let easy, let hard, let junk), .easy):
      Difficulty.easy.relevance(easy: easy, hard: hard, junk: junk)
    case (.revisited(let easy, let hard, let junk), .medium):
      Difficulty.medium.relevance(easy: easy, hard: hard, junk: junk)
    case (.revisited(let easy, let hard, let junk), .hard):
      Difficulty.hard.relevance(easy: easy, hard: hard, junk: junk)
    case (.classic(let good, let ok, let junk), .classic):
      Relevance(positives: good + ok, junk: junk)
    case (.manifest(let positives, let near, let junk), .manifest):
      Relevance(positives: positives, junk: junk + near)
    default:
      preconditionFailure(
        "expected a setting of the \(evaluationProtocol.rawValue) protocol, found \(setting)")
    }
  }
}

/// One query: its image, the part of it that shows the object, and its lists.
public struct QueryTruth: Sendable, Equatable {
  /// The name of the query image.
  public let name: String

  /// The part of the image that is searched for; nil for the whole image.
  public let box: PixelBounds?

  /// The database images that count for it, or do not.
  public let lists: QueryLists

  /// Creates a query.
  ///
  /// - Parameters:
  ///   - name: the name of the query image.
  ///   - box: the part of it that is searched for; nil for the whole image.
  ///   - lists: the database images that count for it, or do not.
  public init(name: String, box: PixelBounds?, lists: QueryLists) {
    self.name = name
    self.box = box
    self.lists = lists
  }
}

/// Which database images are positives to which queries.
public struct GroundTruth: Sendable, Equatable {
  /// The rules the queries are scored by.
  public let evaluationProtocol: EvaluationProtocol

  /// The database image of each index.
  public let databaseNames: [String]

  /// The queries, in the order in which rankings are given.
  public let queries: [QueryTruth]

  /// Creates a ground truth.
  ///
  /// - Parameters:
  ///   - evaluationProtocol: the rules; every query's lists are of this protocol.
  ///   - databaseNames: the name of each database image; unique.
  ///   - queries: the queries. One image may be searched with several boxes, so names may repeat
  ///     in the classic and manifest protocols, but not in the revisited one.
  /// - Throws: `EvaluationError` for a name that occurs twice, an index outside the database, or
  ///   an image that one query lists twice.
  public init(
    evaluationProtocol: EvaluationProtocol, databaseNames: [String], queries: [QueryTruth]
  ) throws(EvaluationError) {
    precondition(
      queries.allSatisfy { $0.lists.evaluationProtocol == evaluationProtocol },
      "expected lists of the \(evaluationProtocol.rawValue) protocol only")
    try Self.checkUnique(databaseNames, role: "database")
    if evaluationProtocol == .revisited {
      try Self.checkUnique(queries.map(\.name), role: "query")
    }
    for query in queries {
      try Self.check(query, databaseSize: databaseNames.count)
    }
    self.evaluationProtocol = evaluationProtocol
    self.databaseNames = databaseNames
    self.queries = queries
  }

  private static func checkUnique(_ names: [String], role: String) throws(EvaluationError) {
    var seen: Set<String> = []
    for name in names {
      guard seen.insert(name).inserted else { throw .repeatedName(role: role, name: name) }
    }
  }

  private static func check(_ query: QueryTruth, databaseSize: Int) throws(EvaluationError) {
    var listOfIndex: [Int: String] = [:]
    for (list, indices) in query.lists.named {
      for index in indices {
        guard index >= 0, index < databaseSize else {
          throw .listedIndexOutOfRange(
            query: query.name, list: list, index: index, databaseSize: databaseSize)
        }
        if let first = listOfIndex.updateValue(list, forKey: index) {
          throw .listedTwice(query: query.name, index: index, first: first, second: list)
        }
      }
    }
  }
}
