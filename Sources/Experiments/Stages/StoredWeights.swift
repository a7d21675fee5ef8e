import Checkpoints
import DescriptorStore
import Networks
import Tensors

/// The weights of a network: trained, freshly drawn, or from a file of the user's.
struct StoredWeights: Sendable {
  let architecture: ArchitectureSettings

  /// What stands for the weights in keys: equal ones are equal weights.
  let digest: String

  /// The SHA-256 of the file that holds them.
  let fileDigest: String

  /// The exponent of GeM pooling, or those of each channel; nil when they were not learnt.
  let gemExponents: [Float]?

  /// The names of the projections behind the pooling that a file holds; they are not applied.
  let unusedWhitenings: [String]

  private let load: @Sendable () throws -> NetworkWeights

  /// Creates the weights of an artifact of the cache.
  init(architecture: ArchitectureSettings, artifact: StoredArtifact) throws {
    self.architecture = architecture
    digest = artifact.digest
    fileDigest = artifact.digest
    unusedWhitenings = []
    let graph = architecture.graph
    let bytes = artifact.bytes
    gemExponents = try Safetensors(decoding: bytes, path: Self.cachedPath)
      .metadata[GeMExponents.name].flatMap(GeMExponents.values)
    load = {
      try NetworkWeights(Safetensors(decoding: bytes, path: Self.cachedPath).tensors, for: graph)
    }
  }

  /// Reads a checkpoint of another project.
  ///
  /// - Parameters:
  ///   - architecture: the network that the recipe asks for.
  ///   - path: the file; it is read again each time the tensors are needed, and not kept.
  ///   - digests: the digests of earlier runs.
  /// - Throws: `FileError` for a file that cannot be read, `CheckpointError` for one that does not
  ///   hold exactly this network.
  init(architecture: ArchitectureSettings, checkpoint path: String, digests: DigestIndex) throws {
    self.architecture = architecture
    fileDigest = try digests.sha256(ofFile: path)
    digest = "\(fileDigest) read by version \(Self.checkpointVersion)"
    let checkpoint = try Checkpoint.load(path)
    gemExponents = checkpoint.gemExponents
    unusedWhitenings = checkpoint.whitenings.map(\.name)
    let (name, width) = (architecture.name.architecture, architecture.width)
    _ = try checkpoint.networkWeights(for: name, width: width)
    load = { try Checkpoint.load(path).networkWeights(for: name, width: width) }
  }

  /// The network that the weights fill.
  var graph: NetworkGraph { architecture.graph }

  /// Returns the tensors of the network.
  func weights() throws -> NetworkWeights { try load() }

  /// Raised when a change of the code changes the tensors that a checkpoint is read as.
  static let checkpointVersion = 1

  private static let cachedPath = "cached weights"
}

extension ArchitectureSettings {
  /// The network of these settings.
  var graph: NetworkGraph { name.architecture.graph(width: width) }
}

extension ArchitectureName {
  /// The network of this name.
  var architecture: Architecture {
    switch self {
    case .resNet18: .resNet18
    case .resNet34: .resNet34
    case .resNet50: .resNet50
    case .resNet101: .resNet101
    case .resNet152: .resNet152
    case .vgg16: .vgg16
    case .normalisedVGG16: .normalisedVGG16
    }
  }
}
