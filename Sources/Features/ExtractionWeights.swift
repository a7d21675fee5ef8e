import Checkpoints
import Files
import Networks
import Pipeline
import Specs

/// A network with weights from a file of the user's.
struct ExtractionWeights {
  let architecture: ArchitectureSettings
  let graph: NetworkGraph
  let weights: NetworkWeights

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
  ///   - wanted: the network it is for; its width and conventions are those of the file where they are nil.
  /// - Throws: `CheckpointError` for a damaged file, or one of another network; `FileError`.
  init(
    reading path: String, below prefix: String?, for wanted: ArchitectureSettings
  ) throws {
    let checkpoint = try Checkpoint.load(path, prefix: prefix)
    var architecture = wanted.completed(by: checkpoint)
    if checkpoint.architecture == wanted.name {
      architecture.width = wanted.width ?? checkpoint.width
    }
    self.architecture = architecture
    weights = try checkpoint.networkWeights(for: architecture.name, width: architecture.width)
    graph = architecture.graph
    gemExponents = checkpoint.gemExponents
    whitenings = checkpoint.whitenings.map(\.name)
    fileDigest = try checkpoint.digest { try Digest.sha256(ofFile: $0) }
    chosenPrefix = checkpoint.chosenPrefix
    choiceNote = checkpoint.choiceNote
    stored = StoredWeights(
      architecture: architecture, checkpoint: checkpoint, fileDigest: fileDigest, weights: weights)
  }
}
