package import DescriptorStore
import Files
import Foundation
import JSON
import Specs

/// One piece of work that ends in an artifact: a pure function of its settings and its inputs' artifacts.
package struct Step: Sendable, Identifiable {
  /// What tells a step from every other: the digest of its key.
  package struct ID: Hashable, Sendable, CustomStringConvertible {
    /// The SHA-256 of the key, 64 hexadecimal digits.
    package let digest: String

    package init(digest: String) {
      self.digest = digest
    }

    /// The digest.
    package var description: String { digest }
  }

  /// What is made, from what, and how.
  package let work: StepWork

  /// Everything that changes the artifact: the settings of the work and the keys of its inputs.
  package let key: ArtifactKey

  /// What is done, in words, such as "train contrastive, seed 0".
  package let label: String

  /// Whether a file or a set of the user's is missing, here or in what the step reads.
  package let isBlocked: Bool

  /// The identity of the step.
  package var id: ID { ID(digest: key.digest) }

  /// The steps whose artifacts are read, each once.
  package var inputs: [ID] { work.inputs.unique }

  /// The kind of work.
  package var kind: StepKind { work.kind }

  /// Whether the step ends in an artifact of the cache; files and sets are the user's, or lie with the
  /// data.
  package var hasArtifact: Bool {
    switch work {
    case .dataset: false
    case .weights(let work): !work.isFile
    case .descriptors, .whitening, .ranking, .scores: true
    }
  }
}

extension Step {
  /// Whether the step leaves something in the cache: an artifact, or the digests of a set that was
  /// rendered.
  package var isKept: Bool {
    if case .dataset(let work) = work { work.isRendered } else { hasArtifact }
  }
}

/// The kinds of steps, in the order in which one reads the other's artifacts.
package enum StepKind: String, Sendable, CaseIterable, Codable {
  /// A set of images, rendered or the user's.
  case dataset
  /// The weights of a network: imported, initialised or trained.
  case weights
  /// One shard of images under one network, preparation and pooling.
  case descriptors
  /// A projection that is fitted on descriptors.
  case whitening
  /// The ranking of a set's database for each of its queries.
  case ranking
  /// The scores of every query.
  case scores
}

/// The work of a step with its typed settings.
package enum StepWork: Sendable {
  case dataset(DatasetWork)
  case weights(WeightsWork)
  case descriptors(DescriptorsWork)
  case whitening(WhiteningWork)
  case ranking(RankingWork)
  case scores(ScoresWork)

  /// The kind of work.
  package var kind: StepKind {
    switch self {
    case .dataset: .dataset
    case .weights: .weights
    case .descriptors: .descriptors
    case .whitening: .whitening
    case .ranking: .ranking
    case .scores: .scores
    }
  }

  /// The steps whose artifacts are read.
  var inputs: [Step.ID] {
    switch self {
    case .dataset(let work): work.inputs
    case .weights(let work): work.inputs
    case .descriptors(let work): work.inputs
    case .whitening(let work): work.inputs
    case .ranking(let work): work.inputs
    case .scores(let work): work.inputs
    }
  }

  /// Returns everything that changes the artifact.
  func key() throws -> ArtifactKey {
    switch self {
    case .dataset(let work): try work.key()
    case .weights(let work): try work.key()
    case .descriptors(let work): work.key()
    case .whitening(let work): work.key()
    case .ranking(let work): try work.key()
    case .scores(let work): work.key()
    }
  }
}

extension Step.ID {
  /// The digest as it stands in keys.
  var keyPart: CanonicalJSON { .string(digest) }
}

extension String {
  /// The label of a step without the number of its shard, so that shards are told of together.
  package var withoutShard: String {
    range(of: ", shard ").map { String(self[..<$0.lowerBound]) } ?? self
  }
}
