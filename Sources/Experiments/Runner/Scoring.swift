import Datasets
import Evaluation
import Retrieval
import Tensors

/// The search and the scores of one row on one dataset for one seed.
///
/// It holds all it needs and changes nothing, so several may be worked out at once.
struct Scoring: Sendable {
  let set: RetrievalSet

  /// The set's whole images that have a descriptor; all of them unless damaged ones are skipped.
  let wholeItems: [ImageItem]

  /// Descriptors before whitening, (image, dimension): tables that follow each other, with one row in all
  /// for each of `wholeItems`.
  let wholeImages: [Matrix]

  /// Descriptors before whitening, (query, dimension), in the order of the set's queries.
  let queries: Matrix

  /// The projection of the row, or nil for none.
  let whitening: Projection?

  /// What happens between the descriptors and the rankings.
  let search: SearchSettings

  /// The protocols that are scored.
  let protocols: [EvaluationProtocol]

  /// Returns the scores of every query, by protocol.
  func scores() throws -> [EvaluationProtocol: EvaluationResult] {
    let descriptors = SetDescriptors(
      of: set, wholeItems: wholeItems,
      wholeImages: Matrix(joining: wholeImages.map { whitening?($0) ?? $0 }),
      queries: whitening?(queries) ?? queries)
    var results: [EvaluationProtocol: EvaluationResult] = [:]
    for wanted in protocols {
      guard let task = set.dataset.task(wanted) else { continue }
      let (database, indices, queries) = descriptors.matrices(for: task)
      let rankings = try search.rankings(queries: queries, database: database)
      results[wanted] = try evaluate(
        rankings: try (0..<queries.rows).map {
          try Ranking(
            indices: rankings.indices(ofQuery: $0).map { indices[Int($0)] },
            databaseSize: task.database.count)
        }, groundTruth: task.groundTruth)
    }
    return results
  }
}
