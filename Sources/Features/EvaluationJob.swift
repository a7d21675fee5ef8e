import Datasets
import DescriptorStore
public import Evaluation
public import Extraction
import Files
import Retrieval
import Tensors

/// Rankings that were scored, and what they are worth.
public struct ScoredRankings {
  /// The scores of every query, and their means.
  public let result: EvaluationResult

  /// The positives, with distractors behind the images that it knows.
  public let groundTruth: GroundTruth

  /// One ranking a query, in the order of the ground truth.
  public let rankings: [Ranking]

  /// The score of each image of a query's ranking; nil where they are not known.
  public let scores: ((Int) -> ArraySlice<Float>)?
}

/// Scores rankings of the user's.
public struct EvaluationJob {
  private let truth: GroundTruthSource
  private let source: EvaluationSource
  private let top: Int?
  private let hasDistractors: Bool

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - truth: the positives.
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
  /// - Throws: `DatasetError` for a ground truth that cannot be read, `InputFileError` for files
  ///   that do not fit it, `EvaluationError`.
  public func run(observe: RunObserver) throws -> EvaluationResult {
    try scored(observe: observe).result
  }

  /// Does what `run` does, and returns what was scored too.
  public func scored(observe: RunObserver) throws -> ScoredRankings {
    switch source {
    case .ranks(let path): try score(path, observe: observe)
    case .descriptors(let databases, let queries):
      try score(databases, queries, observe: observe)
    }
  }

  private func score(_ path: String, observe: RunObserver) throws -> ScoredRankings {
    let run = TRECRun.isRun(path) ? try TRECRun.read(path) : nil
    let stored = run == nil ? try Self.stored(path) : nil
    let names = run?.imageNames ?? stored?.databaseNames
    let (truth, ignored) = try truth.groundTruth(
      of: DatabaseListing(
        names: names, count: nil,
        needed: InputFileError(
          path: path, problem: "it does not name its database images (/database)",
          advice: "Text files give no order of images, so names are needed.")),
      observe: observe)
    guard let file = try stored ?? run?.rankings(truth, path: path) else {
      preconditionFailure("expected rankings")
    }
    if let run, file.queryCount > run.queries.count {
      observe(
        .notice(
          "\(path) has no line of \(file.queryCount - run.queries.count) queries of the ground truth; "
            + "nothing was found for them"))
    }
    let database = try file.databaseNames.map {
      try RankedDatabase(
        names: $0, path: "\(path)#database", truth: truth, ignored: ignored,
        hasDistractors: hasDistractors)
    }
    let scored = database?.truth ?? truth
    let queries = try file.queryNames.map {
      try RankedQueries(
        names: $0, path: "\(path)#queries", truth: scored, databaseNames: file.databaseNames)
    }
    for notice in (database?.notices ?? []) + (queries?.notices ?? []) { observe(.notice(notice)) }
    let found = try RankedRows(
      file, path: path, truth: scored, queries: queries?.rows, images: database?.rows
    ).rankings(top: top)
    let scores = found.scores.map { scores in { (query: Int) in ArraySlice(scores[query]) } }
    return try score(found.rankings, scored, scores, observe: observe)
  }

  private static func stored(_ path: String) throws -> RankingFile {
    do {
      return try RankingFile(importing: path)
    } catch {
      throw InputFileError(error, holding: "rankings, with /ranks (queries × k),")
    }
  }

  /// Ranks the descriptors in the order of the ground truth.
  ///
  /// So rows that were put in another order change nothing, not even among equal scores. Distractors
  /// follow in their own order.
  private func score(
    _ databases: [DescriptorSource], _ queries: DescriptorSource, observe: RunObserver
  ) throws -> ScoredRankings {
    var table = try DescriptorTable(reading: databases, role: .database)
    let queryTable = try DescriptorTable(reading: [queries], role: .query)
    for warning in table.warnings(comparing: queryTable) { observe(.notice(warning)) }
    for (table, role) in [(table, "database"), (queryTable, "query")] where table.names == nil {
      observe(
        .notice(
          "\(table.path) names no images; its rows are taken in the order of the ground truth's "
            + "\(role == "query" ? "queries" : "database") (name them by --\(role)-names)"))
    }
    let (truth, ignored) = try truth.groundTruth(
      of: DatabaseListing(
        names: table.names, count: table.values.rows, needed: Self.namesNeeded(table.path)),
      observe: observe)
    let database = try RankedDatabase(
      names: table.names ?? Self.places(table.values.rows, of: truth.databaseNames, "row"),
      path: table.path, truth: truth, ignored: ignored, hasDistractors: hasDistractors)
    let queryRows = try RankedQueries(
      names: queryTable.names
        ?? Self.places(queryTable.values.rows, of: truth.queries.map(\.name), "query"),
      path: queryTable.path, truth: database.truth, databaseNames: table.names)
    for notice in database.notices + queryRows.notices { observe(.notice(notice)) }
    table.keep(database.rows)
    let found = try table.rankings(of: queryTable, ordered: queryRows.rows, top: top)
    let rankings = try (0..<found.queryCount).map {
      try Ranking(
        indices: found.indices(ofQuery: $0).map(Int.init), databaseSize: database.rows.count)
    }
    return try score(rankings, database.truth, found.scores(ofQuery:), observe: observe)
  }

  /// Scores rankings, and tells the user where they look as if the names were not those of the rows.
  private func score(
    _ rankings: [Ranking], _ truth: GroundTruth, _ scores: ((Int) -> ArraySlice<Float>)?,
    observe: RunObserver
  ) throws -> ScoredRankings {
    let result = try evaluate(rankings: rankings, groundTruth: truth)
    let check = PlausibilityCheck(rankings: rankings, groundTruth: truth, scores: scores)
    for warning in check.warnings { observe(.notice("warning: \(warning)")) }
    if result.settings.allSatisfy({ $0.meanAveragePrecision == nil }) {
      observe(
        .notice(
          "warning: no query has a positive in the database, so there is nothing to score"))
    }
    return ScoredRankings(
      result: result, groundTruth: truth, rankings: rankings, scores: scores)
  }

  private static func namesNeeded(_ path: String) -> InputFileError {
    InputFileError(
      path: path, problem: "it does not name its images",
      advice: "Text files give no order of images, so names are needed: --database-names.")
  }

  /// Returns names for rows that have none: those of the ground truth, in its order, and then words
  /// for what is left.
  private static func places(_ count: Int, of names: [String], _ word: String) -> [String] {
    (0..<count).map { $0 < names.count ? names[$0] : "\(word) \($0)" }
  }
}
