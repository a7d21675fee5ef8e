import Checkpoints
import Files
import Networks
import Pipeline
import Specs

/// A network with weights from a file of the user's.
struct ExtractionWeights {
  let architecture: Architecture
  let graph: NetworkGraph
  let weights: NetworkWeights

  /// The channels of the first stage; nil for a family whose width is fixed.
  let width: Int?

  /// The exponent of GeM pooling that was learnt with the weights, or those of each channel, if any was.
  let gemExponents: [Float]?

  /// The names of the projections behind the pooling that the file holds; they are not applied.
  let whitenings: [String]

  /// The SHA-256 of the file, or of those of several files.
  let fileDigest: String

  /// The prefix of the network in the file, where another one is preferred.
  let chosenPrefix: String?

  /// Which network was taken from a file that holds several, in words; nil where there was no choice.
  let choiceNote: String?

  /// The weights as steps read them.
  let stored: StoredWeights

  /// Reads the weights of a network.
  ///
  /// - Parameters:
  ///   - path: the file, of any kind that `Checkpoint` reads.
  ///   - prefix: what stands before the names of the network in the file; nil for the preferred one.
  ///   - architecture: the network it is for.
  ///   - width: the channels of the first stage of a residual network; as in the file unless given.
  /// - Throws: `CheckpointError` for a damaged file, or one of another network; `FileError`.
  init(
    reading path: String, below prefix: String?, for architecture: Architecture, width: Int?
  ) throws {
    let checkpoint = try Checkpoint.load(path, prefix: prefix)
    let ownWidth = checkpoint.architecture == architecture ? checkpoint.width : nil
    self.architecture = architecture
    self.width = width ?? ownWidth
    weights = try checkpoint.networkWeights(for: architecture, width: self.width)
    graph = architecture.graph(width: self.width)
    gemExponents = checkpoint.gemExponents
    whitenings = checkpoint.whitenings.map(\.name)
    fileDigest = try checkpoint.digest { try Digest.sha256(ofFile: $0) }
    chosenPrefix = checkpoint.chosenPrefix
    choiceNote = checkpoint.choiceNote
    stored = StoredWeights(
      architecture: Self.settings(architecture, width: self.width), checkpoint: checkpoint,
      fileDigest: fileDigest, weights: weights)
  }

  private static func settings(_ name: Architecture, width: Int?) -> ArchitectureSettings {
    ArchitectureSettings {
      $0.name = name
      $0.width = width
    }
  }
}
