import Datasets
import Evaluation
import Files

/// What is searched, in the order of the ground truth, with the distractors behind it.
struct RankedDatabase {
  /// The row of each image.
  let rows: [Int]

  /// The positives, with the distractors as images that answer nothing.
  let truth: GroundTruth

  /// What the user should read.
  let notices: [String]

  /// Matches rows to names.
  ///
  /// A row that bears the name of a query from outside of the database is that query: it is left out, so
  /// that none finds itself.
  ///
  /// - Parameters:
  ///   - names: the name of each row.
  ///   - path: the file, for messages.
  ///   - truth: the positives.
  ///   - ignored: the names of images that the ground truth lists and that take no part; they may
  ///     show what is searched for, so they are no wrong answers either, and are left out.
  ///   - hasDistractors: whether there may be rows that the ground truth does not know.
  /// - Throws: `InputFileError` for names that are not those of the ground truth.
  init(
    names: [String], path: String, truth: GroundTruth, ignored: [String] = [],
    hasDistractors: Bool
  ) throws(InputFileError) {
    let matching = NameMatching(path: path, role: "database")
    let (known, others) = try matching.match(truth.databaseNames, in: names)
    let itself = NameMatch.places(of: truth.namesOutside, in: others.map { names[$0] })
    let left = Set(itself.map { others[$0] })
    let idle = Set(
      NameMatch.places(of: ignored, in: others.map { names[$0] }).map { others[$0] }
    ).subtracting(left)
    let distractors = others.filter { !left.contains($0) && !idle.contains($0) }
    guard distractors.isEmpty || hasDistractors else {
      throw matching.mismatch(truth.databaseNames, names, missing: [], unknown: distractors)
    }
    rows = known + distractors
    var notices =
      left.isEmpty
      ? []
      : [
        "warning: \(left.count) rows of \(path) bear the name of a query and are left out, so that "
          + "none finds itself\(NameMatching.examples(left.sorted().map { names[$0] }))"
      ]
    if !idle.isEmpty {
      notices.append(
        "\(idle.count) rows of \(path) are images that take no part, and are left out"
          + NameMatching.examples(idle.sorted().map { names[$0] }))
    }
    self.notices = notices
    guard !distractors.isEmpty else {
      self.truth = truth
      return
    }
    do throws(EvaluationError) {
      self.truth = try GroundTruth(
        evaluationProtocol: truth.evaluationProtocol,
        databaseNames: truth.databaseNames + distractors.map { names[$0] },
        queries: truth.queries)
    } catch {
      throw InputFileError(
        path: path, problem: "its distractors cannot be told apart: \(error)",
        advice: "Give each image a name of its own.")
    }
  }
}

/// The rows of the queries, in the order of the ground truth.
struct RankedQueries {
  /// The row of each query.
  let rows: [Int]

  /// What the user should read.
  let notices: [String]

  /// Matches rows to names.
  ///
  /// Where a file holds the database too, as hloc writes it, the rows of that are left out.
  ///
  /// - Parameters:
  ///   - names: the name of each row.
  ///   - path: the file, for messages.
  ///   - truth: the positives.
  ///   - databaseNames: the names of what is searched, if it has any.
  /// - Throws: `InputFileError` for names that are not those of the ground truth.
  init(
    names: [String], path: String, truth: GroundTruth, databaseNames: [String]?
  ) throws(InputFileError) {
    let matching = NameMatching(path: path, role: "query")
    let wanted = truth.queries.map(\.name)
    let (rows, others) = try matching.match(wanted, in: names)
    self.rows = rows
    guard !others.isEmpty else {
      notices = []
      return
    }
    let searched = Set(databaseNames ?? [])
    let found = others.map { names[$0] }
    let known = Set(NameMatch.places(of: truth.databaseNames, in: found))
    let unknown = others.indices.filter { !searched.contains(found[$0]) && !known.contains($0) }
    guard unknown.isEmpty else {
      throw matching.mismatch(wanted, names, missing: [], unknown: unknown.map { others[$0] })
    }
    notices = [
      "\(others.count) rows of \(path) are no queries of the ground truth, and are not "
        + "searched for\(NameMatching.examples(found))"
    ]
  }
}

extension GroundTruth {
  /// The names of queries that are not in the database, and of their images where those are boxes of
  /// one.
  fileprivate var namesOutside: [String] {
    let known = evaluationProtocol == .classic ? Set(databaseNames) : []
    return queries.flatMap { query -> [String] in
      if case .manifest(_, _, let junk) = query.lists, !junk.isEmpty { return [] }
      guard !known.contains(query.name) else { return [] }
      guard query.box != nil, let mark = query.name.lastIndex(of: "#") else { return [query.name] }
      return [query.name, String(query.name[..<mark])]
    }
  }
}
