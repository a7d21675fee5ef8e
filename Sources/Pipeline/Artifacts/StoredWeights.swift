package import Checkpoints
import DescriptorStore
package import Files
import Formats
package import Networks
package import Specs
import Steps
import Tensors

/// The weights of a network: trained, randomly initialised, or from a file of the user's.
package struct StoredWeights: Sendable {
  package let architecture: ArchitectureSettings

  /// What stands for the weights in keys: equal ones are equal weights.
  let digest: String

  /// The SHA-256 of the file that holds them.
  let fileDigest: String

  /// The exponent of GeM pooling, or those of each channel; nil when they were not learnt.
  let gemExponents: [Float]?

  /// The names of the projections behind the pooling that a file holds; they are not applied.
  let unusedWhitenings: [String]

  /// Which network was taken from a file that holds several, in words; nil where there was no choice.
  let choiceNote: String?

  private let load: @Sendable () throws -> NetworkWeights

  /// Creates the weights of an artifact of the cache.
  package init(architecture: ArchitectureSettings, artifact: StoredArtifact) throws {
    self.architecture = architecture
    digest = artifact.digest
    fileDigest = artifact.digest
    unusedWhitenings = []
    choiceNote = nil
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
  ///   - prefix: what stands before the names of the network in the file; nil for the preferred one.
  ///   - digests: the digests of earlier runs.
  /// - Throws: `FileError` for a file that cannot be read, `CheckpointError` for one that does not
  ///   hold exactly this network.
  package init(
    architecture: ArchitectureSettings, checkpoint path: String, below prefix: String? = nil,
    digests: DigestIndex
  ) throws {
    let ownDigest = try digests.sha256(ofFile: path)
    let checkpoint = try Checkpoint.load(path, prefix: prefix)
    self.architecture = architecture.completed(by: checkpoint)
    fileDigest =
      checkpoint.files.count == 1
      ? ownDigest : try checkpoint.digest { try digests.sha256(ofFile: $0) }
    digest = Self.digest(of: checkpoint, fileDigest: fileDigest)
    choiceNote = checkpoint.choiceNote
    gemExponents = checkpoint.gemExponents
    unusedWhitenings = checkpoint.whitenings.map(\.name)
    let (name, width) = (architecture.name, architecture.width)
    _ = try checkpoint.networkWeights(for: name, width: width)
    load = {
      try Checkpoint.load(path, prefix: prefix).networkWeights(for: name, width: width)
    }
  }

  /// Creates the weights of a checkpoint that is in memory.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - checkpoint: what the weights were taken from.
  ///   - fileDigest: the SHA-256 of its file, or that of those of several.
  ///   - weights: the tensors of the network.
  package init(
    architecture: ArchitectureSettings, checkpoint: Checkpoint, fileDigest: String,
    weights: NetworkWeights
  ) {
    self.architecture = architecture
    self.fileDigest = fileDigest
    digest = Self.digest(of: checkpoint, fileDigest: fileDigest)
    choiceNote = checkpoint.choiceNote
    gemExponents = checkpoint.gemExponents
    unusedWhitenings = checkpoint.whitenings.map(\.name)
    load = { weights }
  }

  private static func digest(of checkpoint: Checkpoint, fileDigest: String) -> String {
    "\(fileDigest)\(checkpoint.choiceKeyPart) read by version \(checkpointVersion)"
  }

  /// The network that the weights fill.
  var graph: NetworkGraph { architecture.graph }

  /// Returns the tensors of the network.
  func weights() throws -> NetworkWeights { try load() }

  /// Raised when a change of the code changes the tensors that a checkpoint is read as.
  static let checkpointVersion = 1

  private static let cachedPath = "cached weights"
}

extension Checkpoint {
  /// Returns what stands for the bytes of all files that were read, one behind the other.
  ///
  /// - Parameter file: the digest of one file.
  /// - Returns: that of the one file, or a digest of those of all.
  /// - Throws: what `file` throws.
  package func digest(of file: (String) throws -> String) throws -> String {
    let digests = try files.map(file)
    return digests.count == 1 ? digests[0] : Digest.sha256(of: digests.joined(separator: "\n"))
  }

  /// What a key says of the choice of a network, beside the digest of the files that settles the
  /// preferred one.
  var choiceKeyPart: String { chosenPrefix.map { " under \($0)" } ?? "" }
}

extension ArchitectureSettings {
  /// Returns the same network, computed as the file tells where nothing is stated.
  package func completed(by checkpoint: Checkpoint) -> ArchitectureSettings {
    var settings = self
    settings.conventions = conventions ?? checkpoint.conventions
    return settings
  }
}

extension WeightsWork.FileContent {
  /// What a file of the user's holds, when it is read.
  package init(_ weights: StoredWeights) {
    self.init(digest: weights.digest, fileDigest: weights.fileDigest)
  }
}
