package import Datasets
import DescriptorStore
import Evaluation
package import Files
import Tensors

extension TRECRun {
  /// Returns whether a path is that of a run, by its ending.
  static func isRun(_ path: String) -> Bool { path.hasSuffix(".run") || path.hasSuffix(".trec") }

  /// The names of all images, each once, the last in the order of bytes first.
  ///
  /// Where nothing else gives the database an order, images of equal score then stand as trec_eval has them
  /// (`form_res_rels.c`: by name, descending).
  var imageNames: [String] {
    Set(queries.flatMap { $0.images.map(\.name) })
      .sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
  }

  /// Returns the rankings as a file of them holds them, with empty rows for queries, and names of images, that
  /// the ground truth has and the run has not: of these nothing was found.
  ///
  /// Scores descend, and images of equal score stand in the order of the ground truth, others behind them.
  /// Scores are narrowed to float32, after they have told the order.
  ///
  /// - Parameters:
  ///   - truth: the positives.
  ///   - path: the run, for messages.
  /// - Returns: a row a query, those of the run first; with the names of queries and images.
  /// - Throws: `InputFileError` for names that cannot be told apart, and for a run that makes too large a table.
  func rankings(_ truth: GroundTruth, path: String) throws(InputFileError) -> RankingFile {
    try requireTable(ofAtMost: Self.placeLimit, path: path)
    let images = try Completed(imageNames, with: truth.databaseNames, path: "\(path)#images")
    let asked = try Completed(
      queries.map(\.name), with: truth.queries.map(\.name), path: "\(path)#queries")
    var order = [Int](repeating: .max, count: images.names.count)
    for (place, row) in images.rows.enumerated() { order[row] = place }
    let placeOfName = Dictionary(
      images.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = queries.map { query in
      query.images.compactMap { image in placeOfName[image.name].map { ($0, image.score) } }
        .sorted { one, other in
          one.1 != other.1
            ? one.1 > other.1 : (order[one.0], one.0) < (order[other.0], other.0)
        }
    }
    let depth = rows.map(\.count).max() ?? 0
    var indices: [Int32] = []
    var scores: [Float] = []
    for place in asked.names.indices {
      let row = place < rows.count ? rows[place] : []
      let padding = depth - row.count
      indices += row.map { Int32($0.0) } + Array(repeating: RankingFile.padding, count: padding)
      scores += row.map { Float($0.1) } + Array(repeating: 0, count: padding)
    }
    return RankingFile(
      queryCount: asked.names.count, depth: depth, indices: indices,
      scores: Matrix(rows: asked.names.count, columns: depth, elements: scores),
      queryNames: asked.names, databaseNames: images.names)
  }

  /// The most places of a table of rankings: 4 GB of indices and scores.
  private static let placeLimit = 1 << 29

  /// Requires that a table of all queries, each as long as the longest, has no more places than that.
  package func requireTable(ofAtMost limit: Int, path: String) throws(InputFileError) {
    let depth = queries.map(\.images.count).max() ?? 0
    let (places, isTooLarge) = queries.count.multipliedReportingOverflow(by: depth)
    guard !isTooLarge, places <= limit else {
      throw InputFileError(
        path: path,
        problem: "of \(queries.count) queries one has \(depth) images, and a table of both has "
          + "more than the \(limit) places that are read",
        advice: "Cut all queries to the same number of images, or evaluate them in parts.")
    }
  }

  /// Names that were found, with those behind them that are wanted and were not found.
  private struct Completed {
    /// All names.
    let names: [String]

    /// The place of each wanted name.
    let rows: [Int]

    init(_ found: [String], with wanted: [String], path: String) throws(InputFileError) {
      let match: NameMatch
      do throws(NameMatch.Conflict) {
        match = try NameMatch(of: wanted, in: found)
      } catch {
        throw InputFileError(
          path: path, problem: "its names are not those of the ground truth: \(error.statement)",
          advice: "Use the ground truth of these very images.")
      }
      var names = found
      rows = zip(wanted, match.rows).map { name, row in
        if let row { return row }
        names.append(name)
        return names.count - 1
      }
      self.names = names
    }
  }
}

extension TRECJudgements {
  /// Returns whether a path is that of judgements, by its ending.
  static func isJudgements(_ path: String) -> Bool {
    path.hasSuffix(".qrels") || path.hasSuffix(".trec")
  }

  /// Returns the ground truth of the manifest protocol.
  ///
  /// - Parameter names: the database, as far as it is known; images that only judgements tell of follow.
  /// - Returns: the queries in the order of the judgements.
  /// - Throws: `EvaluationError` for a name that repeats.
  func groundTruth(over names: [String]) throws(EvaluationError) -> GroundTruth {
    let judged = Set(queries.flatMap { $0.positives + $0.others })
    let known =
      names
      + judged.subtracting(names).sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
    let index = Dictionary(
      known.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return try GroundTruth(
      evaluationProtocol: .manifest, databaseNames: known,
      queries: queries.map { query in
        QueryTruth(
          name: query.name, box: nil,
          lists: .manifest(positives: query.positives.compactMap { index[$0] }, junk: []))
      })
  }
}
