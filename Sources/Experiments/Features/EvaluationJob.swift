import DescriptorStore
public import Evaluation
import Retrieval
import Tensors

/// Scores rankings of the user's.
public struct EvaluationJob {
  private let truth: GroundTruthSource
  private let source: EvaluationSource
  private let top: Int?

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - truth: the right answers.
  ///   - source: the rankings, or the descriptors to rank.
  ///   - top: how many images of each query count; all unless given.
  public init(truth: GroundTruthSource, source: EvaluationSource, top: Int? = nil) {
    precondition(
      top.map { $0 >= 1 } ?? true, "expected at least 1 image a query, found \(top ?? 0)")
    self.truth = truth
    self.source = source
    self.top = top
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
    let rankings = try RankedRows(file, path: path, truth: truth).rankings(top: top)
    return try evaluate(rankings: rankings, groundTruth: truth)
  }

  /// Ranks the descriptors in the order of the ground truth, so that rows that were put in another
  /// order change nothing, not even among equal scores.
  private func score(
    _ databases: [String], _ queries: String, observe: RunObserver
  ) throws -> EvaluationResult {
    let database = try DescriptorTable(reading: databases, role: .database)
    let queryTable = try DescriptorTable(reading: [queries], role: .query)
    for warning in database.warnings(comparing: queryTable) { observe(.notice(warning)) }
    let truth = try truth.groundTruth { database.descriptors.names }
    let images = try NameMatching(path: database.path, role: "database").rows(
      of: truth.databaseNames, in: database.descriptors.names)
    let rows = try NameMatching(path: queryTable.path, role: "query").rows(
      of: truth.queries.map(\.name), in: queryTable.descriptors.names)
    let found = try database.rankings(of: queryTable, ordered: images, rows, top: top)
    let rankings = try (0..<found.queryCount).map {
      try Ranking(indices: found.indices(ofQuery: $0).map(Int.init), databaseSize: images.count)
    }
    return try evaluate(rankings: rankings, groundTruth: truth)
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

  init(_ file: RankingFile, path: String, truth: GroundTruth) throws(FeatureInputError) {
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
    guard let names = file.databaseNames else {
      indexOfImage = nil
      return
    }
    let images = try NameMatching(path: "\(path)#database", role: "database").rows(
      of: truth.databaseNames, in: names)
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
