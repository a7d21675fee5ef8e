import DescriptorStore
package import Evaluation
import Extraction
import JSON
package import Specs

/// The ranking of the database of one protocol for each of its queries.
package struct RankingWork: Sendable {
  /// Raised when a change of the code changes the rankings that come out.
  static let version = 1

  /// The step of the set.
  package let dataset: Step.ID

  /// The set.
  package let set: WorldSet

  /// The protocol that names the database and the queries.
  package let evaluationProtocol: EvaluationProtocol

  /// The lists of images that are searched, one behind the other.
  package let database: [RankedList]

  /// The queries.
  package let queries: RankedList

  /// The projection of the descriptors; nil for none.
  package let whitening: Step.ID?

  /// What happens between the descriptors and the rankings.
  package let search: SearchSettings

  /// What of a ranking is kept.
  package let extent: RankingExtent

  /// Creates the work.
  package init(
    dataset: Step.ID, set: WorldSet, evaluationProtocol: EvaluationProtocol,
    database: [RankedList], queries: RankedList, whitening: Step.ID?, search: SearchSettings,
    extent: RankingExtent
  ) {
    self.dataset = dataset
    self.set = set
    self.evaluationProtocol = evaluationProtocol
    self.database = database
    self.queries = queries
    self.whitening = whitening
    self.search = search
    self.extent = extent
  }

  /// A list of images with the steps that make its descriptors.
  package struct RankedList: Sendable {
    package let list: ImageList
    package let shards: [Step.ID]

    package init(list: ImageList, shards: [Step.ID]) {
      self.list = list
      self.shards = shards
    }
  }

  var inputs: [Step.ID] {
    [dataset] + database.flatMap(\.shards) + queries.shards + [whitening].compactMap(\.self)
  }

  func key() throws -> ArtifactKey {
    var fields: [String: CanonicalJSON] = [
      "dataset": dataset.keyPart,
      "protocol": .string(evaluationProtocol.rawValue),
      "database": .array(database.map { .array($0.shards.map(\.keyPart)) }),
      "queries": .array(queries.shards.map(\.keyPart)),
      "search": try .encoding(search),
      "extent": .string(extent.rawValue),
      "backend": .string(Backend.float32),
    ]
    fields["whitening"] = whitening?.keyPart
    return ArtifactKey(stage: "rankings", stageVersion: Self.version, fields: fields)
  }
}

/// What of a ranking is kept.
package enum RankingExtent: String, Sendable {
  /// The place of every image.
  case whole
  /// The first places, and the place of every image that the ground truth lists for the query.
  case judged

  /// The number of first places that are kept in any case.
  package static let depth = 1000

  /// The largest database whose rankings are kept as a whole.
  static let wholeLimit = 20_000

  /// Returns what is kept of the rankings of a database.
  ///
  /// - Parameters:
  ///   - images: the number of images that are searched.
  ///   - strata: whether scores by strata are wanted, which need the places of whole strata.
  ///   - ties: whether equal scores are looked into, which needs every score.
  package init(images: Int, strata: Bool, ties: Bool = false) {
    self = images <= Self.wholeLimit || strata || ties ? .whole : .judged
  }
}
