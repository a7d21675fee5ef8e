import Checkpoints
import DescriptorStore
import Networks

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

  /// The SHA-256 of the file.
  let digest: String

  /// Reads the weights of a network.
  ///
  /// - Parameters:
  ///   - path: the file, of any kind that `Checkpoint` reads.
  ///   - architecture: the network it is for.
  ///   - width: the channels of the first stage of a residual network; as in the file unless given.
  /// - Throws: `CheckpointError` for a damaged file, or one of another network; `FileError`.
  init(reading path: String, for architecture: Architecture, width: Int?) throws {
    let checkpoint = try Checkpoint.load(path)
    let ownWidth = checkpoint.architecture == architecture ? checkpoint.width : nil
    self.architecture = architecture
    self.width = width ?? ownWidth
    weights = try checkpoint.networkWeights(for: architecture, width: self.width)
    graph = architecture.graph(width: self.width)
    gemExponents = checkpoint.gemExponents
    whitenings = checkpoint.whitenings.map(\.name)
    digest = try Digest.sha256(ofFile: path)
  }
}
