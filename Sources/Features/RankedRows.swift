import DescriptorStore
import Evaluation
import Files
import Tensors

/// The rows of a file of rankings, brought to the order of a ground truth.
struct RankedRows {
  private let file: RankingFile
  private let path: String
  private let truth: GroundTruth

  /// The row of each query.
  private let rows: [Int]

  /// The ground truth's index of each database image of the file, nil for one that is left out; nil
  /// when they are the same.
  private let indexOfImage: [Int?]?

  /// Matches the rows of a file.
  ///
  /// - Parameters:
  ///   - file: the rankings.
  ///   - path: the file, for messages.
  ///   - truth: the positives.
  ///   - queries: the row of each query; in the order of the ground truth unless given.
  ///   - images: the place in the file of each image of the ground truth; the same unless given.
  /// - Throws: `InputFileError` for a file without rankings, or with another number of them.
  init(
    _ file: RankingFile, path: String, truth: GroundTruth, queries: [Int]?, images: [Int]? = nil
  ) throws(InputFileError) {
    self.file = file
    self.path = path
    self.truth = truth
    guard file.depth >= 1 else {
      throw InputFileError(
        path: "\(path)#ranks", problem: "its rows are empty",
        advice: "List at least one image each.")
    }
    guard queries != nil || file.queryCount == truth.queries.count else {
      throw Self.wrongCount(file, path: path, queries: truth.queries.count)
    }
    rows = queries ?? Array(truth.queries.indices)
    guard let images, let count = file.databaseNames?.count else {
      indexOfImage = nil
      return
    }
    var indexOfImage = [Int?](repeating: nil, count: count)
    for (index, image) in images.enumerated() { indexOfImage[image] = index }
    self.indexOfImage = indexOfImage
  }

  /// Returns the rankings in the order of the ground truth's queries, and their scores if there are any.
  func rankings(top: Int?) throws -> (rankings: [Ranking], scores: [[Float]]?) {
    var rankings: [Ranking] = []
    var scores: [[Float]] = []
    for (row, query) in zip(rows, truth.queries) {
      do throws(EvaluationError) {
        let found = try Ranking(
          indices: file.indices(ofQuery: row).map(Int.init),
          databaseSize: indexOfImage?.count ?? truth.databaseNames.count)
        try requireNumbers(row, count: found.indices.count)
        let places = found.indices.indices.filter { place in
          indexOfImage.map { $0[found.indices[place]] != nil } ?? true
        }.prefix(top ?? .max)
        rankings.append(
          try Ranking(
            indices: places.compactMap { place in
              indexOfImage.map { $0[found.indices[place]] } ?? found.indices[place]
            }, databaseSize: truth.databaseNames.count))
        if let values = file.scores?.row(row) {
          scores.append(places.map { values[values.startIndex + $0] })
        }
      } catch {
        throw InputFileError(
          path: "\(path)#ranks",
          problem: "row \(row), of query \(query.name), \(Self.clause(error))",
          advice: "Rank again, with the database of this ground truth.")
      }
    }
    return (rankings, file.scores == nil ? nil : scores)
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
  ) -> InputFileError {
    InputFileError(
      path: "\(path)#ranks",
      problem: "it has \(file.queryCount) rows of \(file.depth), and the ground truth has "
        + "\(queries) queries",
      advice: file.depth == queries
        ? "It looks transposed: one row a query is expected, not one column as revisitop writes "
          + "them. Write ranks.T."
        : "Write one row a query, in the order of the ground truth.")
  }
}
