import Datasets
import DescriptorStore
import Evaluation
import Files
import Retrieval
import Specs
import Tensors

/// The scores of one row on one dataset for one seed, yet to be worked out.
protocol RowScoring: Sendable {
  /// Returns the scores of every query, by protocol.
  func outcomes() throws -> [EvaluationProtocol: ScoringOutcome]
}

/// The scores of every query under one protocol, and what they came from.
struct ScoringOutcome: Sendable {
  let scores: EvaluationResult

  /// What the digest is of.
  let kind: Fingerprint.Kind

  /// The SHA-256 of the rankings, each the database indices of one query as 32-bit numbers, or of the
  /// values where they were expected and nothing was ranked.
  let digest: String

  /// Whether the rankings look as if names belonged to their rows; nil where nothing was ranked.
  let check: PlausibilityCheck?
}

/// The search and the scores of one row on one dataset for one seed.
///
/// It holds all it needs and changes nothing, so several may be worked out at once.
struct Scoring: RowScoring {
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

  func outcomes() throws -> [EvaluationProtocol: ScoringOutcome] {
    let descriptors = SetDescriptors(
      of: set, wholeItems: wholeItems,
      wholeImages: Matrix(joining: wholeImages.map { whitening?($0) ?? $0 }),
      queries: whitening?(queries) ?? queries)
    var results: [EvaluationProtocol: ScoringOutcome] = [:]
    for wanted in protocols {
      guard let task = set.dataset.task(wanted) else { continue }
      let (database, indices, queries) = descriptors.matrices(for: task)
      let rankings = try search.rankings(queries: queries, database: database)
      let ranked = try (0..<queries.rows).map { query in
        try Ranking(
          indices: rankings.indices(ofQuery: query).map { indices[Int($0)] },
          databaseSize: task.database.count)
      }
      // Elsewhere a score is no cosine.
      let similarities: ((Int) -> ArraySlice<Float>)? =
        search == .plain ? { rankings.scores(ofQuery: $0) } : nil
      let check = PlausibilityCheck(
        rankings: ranked, groundTruth: task.groundTruth, scores: similarities)
      results[wanted] = ScoringOutcome(
        scores: try evaluate(
          rankings: ranked, groundTruth: task.groundTruth, strata: set.strata[wanted]),
        kind: .ranking, digest: rankings.digest, check: check)
    }
    return results
  }
}

extension Rankings {
  /// The SHA-256 of the database indices, (query, rank), as 32-bit little-endian numbers.
  fileprivate var digest: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * indices.count)
    for index in indices {
      let number = UInt32(bitPattern: index)
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }
    return Digest.sha256(of: bytes)
  }
}
