import DescriptorStore
import Extraction
import JSON
package import Specs

/// The weights of a network with one seed.
package struct WeightsWork: Sendable {
  /// Raised when a change of the code changes the weights that come out.
  static let version = 4

  /// The name of the recipe; it tells the user, and is no part of the key.
  package let model: String

  /// The network.
  package let architecture: ArchitectureSettings

  /// The seed of every draw.
  package let seed: UInt64

  /// Where the weights come from.
  package let source: Source

  /// Creates the work.
  package init(
    model: String, architecture: ArchitectureSettings, seed: UInt64, source: Source
  ) {
    self.model = model
    self.architecture = architecture
    self.seed = seed
    self.source = source
  }

  /// Where weights come from.
  package enum Source: Sendable {
    /// A file of the user's; nil where it is missing.
    case file(WeightsFileSettings, FileContent?)
    /// A random initialisation.
    case random
    /// A course of training on a set, from a random initialisation or from other weights.
    case training(TrainingSettings, on: Step.ID, from: Step.ID?)
  }

  /// What a file of the user's holds.
  package struct FileContent: Sendable {
    /// What stands for the tensors that are read from the file.
    package let digest: String

    /// The SHA-256 of the file.
    package let fileDigest: String

    package init(digest: String, fileDigest: String) {
      self.digest = digest
      self.fileDigest = fileDigest
    }
  }

  /// The settings of the training; nil for weights that are not trained.
  package var training: TrainingSettings? {
    if case .training(let settings, _, _) = source { settings } else { nil }
  }

  /// Whether the weights are a file of the user's, which is no artifact.
  package var isFile: Bool { if case .file = source { true } else { false } }

  var inputs: [Step.ID] {
    guard case .training(_, let set, let start) = source else { return [] }
    return [set] + [start].compactMap(\.self)
  }

  func key() throws -> ArtifactKey {
    var fields: [String: CanonicalJSON] = ["architecture": try .encoding(architecture)]
    switch source {
    case .file(let file, let content):
      fields["file"] = .string(content?.digest ?? "missing \(file.file)")
    case .random:
      fields["initial"] = "random"
      fields["seed"] = .string("\(seed)")
    case .training(let settings, let set, let start):
      fields["initial"] = start?.keyPart ?? "random"
      fields["seed"] = .string("\(seed)")
      fields["training"] = try .encoding(settings)
      fields["images"] = set.keyPart
      fields["backend"] = .string(Backend.float32)
    }
    return ArtifactKey(stage: "weights", stageVersion: Self.version, fields: fields)
  }
}
