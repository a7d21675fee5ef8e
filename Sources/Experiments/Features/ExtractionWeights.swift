import Checkpoints
import DescriptorStore
import Networks
import OrderedCollections
import Tensors

/// A network with weights from a file of the user's.
struct ExtractionWeights {
  let architecture: Architecture
  let graph: NetworkGraph
  let weights: NetworkWeights

  /// The channels of the first stage; nil for a family whose width is fixed.
  let width: Int?

  /// The exponent of GeM pooling that was learnt with the weights, if one was.
  let gemExponent: Float?

  /// The SHA-256 of the file.
  let digest: String

  /// Reads the weights of a network.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - architecture: the network it is for.
  ///   - width: the channels of the first stage of a residual network; as in the file unless given.
  /// - Throws: `SafetensorsError` for a damaged file, `FeatureInputError` for one of another network.
  init(reading path: String, for architecture: Architecture, width: Int?) throws {
    let file = try Safetensors(reading: path)
    let stem = file.tensors["conv1.weight"]?.shape.lengths.first ?? 0
    self.architecture = architecture
    self.width = architecture.standardWidth.map { width ?? (stem >= 1 ? stem : $0) }
    graph = architecture.graph(width: self.width)
    do {
      weights = try NetworkWeights(file.tensors, for: graph)
    } catch {
      throw Self.mismatch(error, path: path, architecture)
    }
    gemExponent = file.metadata[StoredWeights.exponentName].flatMap(Float.init)
    digest = try Digest.sha256(ofFile: path)
  }

  private static func mismatch(
    _ error: NetworkWeightsError, path: String, _ architecture: Architecture
  ) -> FeatureInputError {
    let parts = [
      ("missing", error.missing), ("unexpected", error.unexpected),
      ("of another shape", error.misshapen),
    ]
    let problems = parts.filter { !$0.1.isEmpty }.map { kind, names in
      "\(names.count) tensors are \(kind) (\(names.prefix(3).joined(separator: "; "))"
        + (names.count > 3 ? "; …)" : ")")
    }
    return FeatureInputError(
      path: path,
      problem: "these are not the weights of a \(architecture.rawValue): "
        + problems.joined(separator: ", "),
      advice: "Name the architecture that was trained, and its width if it is not the usual one.")
  }
}
