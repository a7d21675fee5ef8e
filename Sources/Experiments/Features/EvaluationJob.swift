import DescriptorStore
public import Evaluation
import Retrieval
import Tensors

/// Scores rankings of the user's.
public struct EvaluationJob {
  private let truth: GroundTruthSource
  private let source: EvaluationSource
  private let top: Int?
  private let hasDistractors: Bool

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - truth: the right answers.
  ///   - source: the rankings, or the descriptors to rank.
  ///   - top: how many images of each query count; all unless given.
  ///   - hasDistractors: whether the database may hold images that the ground truth does not know,
  ///     which are wrong answers to every query (Radenović et al. 2018, section 3.3).
  public init(
    truth: GroundTruthSource, source: EvaluationSource, top: Int? = nil,
    hasDistractors: Bool = false
  ) {
    precondition(
      top.map { $0 >= 1 } ?? true, "expected at least 1 image a query, found \(top ?? 0)")
    self.truth = truth
    self.source = source
    self.top = top
    self.hasDistractors = hasDistractors
  }

  /// Reads, matches rows to names, and scores.
  ///
  /// - Parameter observe: told what the user should read.
  /// - Returns: the scores of every query, and their means.
  /// - Throws: `DatasetError` for a ground truth that cannot be read, `FeatureInputError` for files
  ///   that do not fit it, `EvaluationError`.
  public func run(observe: RunObserver) throws -> EvaluationResult {
    switch source {
    case .ranks(let path): try score(path)
    case .descriptors(let databases, let queries):
      try score(databases, queries, observe: observe)
    }
  }

  private func score(_ path: String) throws -> EvaluationResult {
    let file: RankingFile
    do {
      file = try RankingFile(importing: path)
    } catch {
      throw FeatureInputError(error, holding: "rankings, with /ranks (queries × k),")
    }
    let truth = try truth.groundTruth {
      guard let names = file.databaseNames else {
        throw FeatureInputError(
          path: path, problem: "it does not name its database images (/database)",
          advice: "Classic text files give no order of images, so names are needed.")
      }
      return names
    }
    guard let names = file.databaseNames else {
      let rankings = try RankedRows(file, path: path, truth: truth).rankings(top: top)
      return try evaluate(rankings: rankings, groundTruth: truth)
    }
    let database = try RankedDatabase(
      names: names, path: "\(path)#database", truth: truth, hasDistractors: hasDistractors)
    let rankings = try RankedRows(file, path: path, truth: database.truth, images: database.rows)
      .rankings(top: top)
    return try evaluate(rankings: rankings, groundTruth: database.truth)
  }

  /// Ranks the descriptors in the order of the ground truth.
  ///
  /// So rows that were put in another order change nothing, not even among equal scores. Distractors
  /// follow in their own order.
  private func score(
    _ databases: [DescriptorSource], _ queries: DescriptorSource, observe: RunObserver
  ) throws -> EvaluationResult {
    var table = try DescriptorTable(reading: databases, role: .database)
    let queryTable = try DescriptorTable(reading: [queries], role: .query)
    for warning in table.warnings(comparing: queryTable) { observe(.notice(warning)) }
    let truth = try truth.groundTruth {
      guard let names = table.names else { throw Self.namesNeeded(table.path) }
      return names
    }
    let database = try RankedDatabase(
      names: table.names ?? Self.places(table.values.rows, of: truth.databaseNames, "row"),
      path: table.path, truth: truth, hasDistractors: hasDistractors)
    let names = truth.queries.map(\.name)
    let rows = try NameMatching(path: queryTable.path, role: "query").rows(
      of: names, in: queryTable.names ?? Self.places(queryTable.values.rows, of: names, "query"))
    table.reorder(database.rows)
    let found = try table.rankings(of: queryTable, ordered: rows, top: top)
    let rankings = try (0..<found.queryCount).map {
      try Ranking(
        indices: found.indices(ofQuery: $0).map(Int.init), databaseSize: database.rows.count)
    }
    return try evaluate(rankings: rankings, groundTruth: database.truth)
  }

  private static func namesNeeded(_ path: String) -> FeatureInputError {
    FeatureInputError(
      path: path, problem: "it does not name its images",
      advice: "Classic text files give no order of images, so names are needed: --database-names.")
  }

  /// Returns names for rows that have none: those of the ground truth, in its order, and then words
  /// for what is left.
  private static func places(_ count: Int, of names: [String], _ word: String) -> [String] {
    (0..<count).map { $0 < names.count ? names[$0] : "\(word) \($0)" }
  }
}

/// What is searched, in the order of the ground truth, with the distractors behind it.
private struct RankedDatabase {
  /// The row of each image.
  let rows: [Int]

  /// The right answers, with the distractors as images that answer nothing.
  let truth: GroundTruth

  init(
    names: [String], path: String, truth: GroundTruth, hasDistractors: Bool
  ) throws(FeatureInputError) {
    let (known, others) = try NameMatching(path: path, role: "database").match(
      truth.databaseNames, in: names, allowingOthers: hasDistractors)
    rows = known + others
    guard !others.isEmpty else {
      self.truth = truth
      return
    }
    do throws(EvaluationError) {
      self.truth = try GroundTruth(
        evaluationProtocol: truth.evaluationProtocol,
        databaseNames: truth.databaseNames + others.map { names[$0] }, queries: truth.queries)
    } catch {
      throw FeatureInputError(
        path: path, problem: "its distractors cannot be told apart: \(error)",
        advice: "Give each image a name of its own.")
    }
  }
}

/// The rows of a file of rankings, brought to the order of a ground truth.
private struct RankedRows {
  private let file: RankingFile
  private let path: String
  private let truth: GroundTruth

  /// The row of each query.
  private let rows: [Int]

  /// The ground truth's index of each database image of the file; nil when they are the same.
  private let indexOfImage: [Int]?

  // The rows of `images` are those of the ground truth's images; nil when the indices are the same.
  init(
    _ file: RankingFile, path: String, truth: GroundTruth, images: [Int]? = nil
  ) throws(FeatureInputError) {
    self.file = file
    self.path = path
    self.truth = truth
    guard file.depth >= 1 else {
      throw FeatureInputError(
        path: "\(path)#ranks", problem: "its rows are empty",
        advice: "List at least one image each.")
    }
    if let names = file.queryNames {
      rows = try NameMatching(path: "\(path)#queries", role: "query").rows(
        of: truth.queries.map(\.name), in: names)
    } else {
      guard file.queryCount == truth.queries.count else {
        throw Self.wrongCount(file, path: path, queries: truth.queries.count)
      }
      rows = Array(truth.queries.indices)
    }
    guard let images else {
      indexOfImage = nil
      return
    }
    var indexOfImage = [Int](repeating: 0, count: images.count)
    for (index, image) in images.enumerated() { indexOfImage[image] = index }
    self.indexOfImage = indexOfImage
  }

  /// Returns the rankings in the order of the ground truth's queries.
  func rankings(top: Int?) throws -> [Ranking] {
    try zip(rows, truth.queries).map { row, query in
      do throws(EvaluationError) {
        let found = try Ranking(
          indices: file.indices(ofQuery: row).map(Int.init),
          databaseSize: truth.databaseNames.count)
        try requireNumbers(row, count: found.indices.count)
        return try Ranking(
          indices: found.indices.prefix(top ?? .max).map { indexOfImage?[$0] ?? $0 },
          databaseSize: found.databaseSize)
      } catch {
        throw FeatureInputError(
          path: "\(path)#ranks",
          problem: "row \(row), of query \(query.name), \(Self.clause(error))",
          advice: "Rank again, with the database of this ground truth.")
      }
    }
  }

  private func requireNumbers(_ row: Int, count: Int) throws(EvaluationError) {
    guard let scores = file.scores?.row(row).prefix(count),
      let place = scores.firstIndex(where: \.isNaN)
    else { return }
    let rank = scores.distance(from: scores.startIndex, to: place)
    throw .scoreNotANumber(index: Int(file.indices(ofQuery: row).dropFirst(rank).first ?? 0))
  }

  private static func clause(_ error: EvaluationError) -> String {
    switch error {
    case .indexOutOfRange(_, let index, let size):
      "holds index \(index), and the database has \(size) images (0 to \(size - 1))"
    case .repeatedIndex(_, let index): "holds index \(index) twice"
    case .scoreNotANumber(let index): "has a score for index \(index) that is not a number"
    default: "cannot be scored: \(error)"
    }
  }

  private static func wrongCount(
    _ file: RankingFile, path: String, queries: Int
  ) -> FeatureInputError {
    FeatureInputError(
      path: "\(path)#ranks",
      problem: "it has \(file.queryCount) rows of \(file.depth), and the ground truth has "
        + "\(queries) queries",
      advice: file.depth == queries
        ? "It looks transposed: one row a query is expected, not one column as revisitop writes "
          + "them. Write ranks.T."
        : "Write one row a query, in the order of the ground truth.")
  }
}
