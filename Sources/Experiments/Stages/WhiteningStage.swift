package import DescriptorStore
import Formats
import JSON
package import Kernels
import OrderedCollections
package import Retrieval
import Specs
package import Tensors

/// Fits whitenings, through the cache: at 2048 dimensions a fit takes seconds.
package struct WhiteningStage {
  /// Raised when a change of the code changes the projections that come out.
  static let version = 3

  let context: RunContext

  /// Returns the projection that settings ask for.
  ///
  /// - Parameters:
  ///   - fit: what to fit, and on what.
  ///   - label: what is fitted, for the observer.
  /// - Returns: the projection from the cache, or else fitted and stored, and the SHA-256 of its file.
  /// - Throws: `RetrievalError` for descriptors that nothing can be fitted to, `CacheError`.
  func projection(
    _ fit: WhiteningFit, label: String
  ) async throws -> (projection: Projection, digest: String) {
    let stage = "whiten \(label)"
    let artifact = try await context.artifact(
      fit.key, fileExtension: "safetensors", stage: stage
    ) {
      let fitted = try await context.timed(
        stage, total: fit.descriptors.rows, unit: "descriptors"
      ) { try fit.projection() }
      return Safetensors(tensors: fitted.tensors).encoded
    }
    return (
      try Projection(Safetensors(decoding: artifact.bytes, path: "cached whitening")),
      artifact.digest
    )
  }
}

/// A whitening with the descriptors that it is fitted on.
package struct WhiteningFit: Sendable {
  let method: WhiteningMethod

  /// How many dimensions are kept.
  let dimensions: Int

  /// The descriptors, (image, dimension).
  let descriptors: Matrix

  /// The digests of the keys that the descriptors are stored under, in order.
  let lists: [String]

  /// How they are computed.
  let numerics: Numerics

  package init(
    _ method: WhiteningMethod, dimensions: Int, descriptors: Matrix, lists: [String],
    numerics: Numerics = .exact
  ) {
    self.method = method
    self.dimensions = dimensions
    self.descriptors = descriptors
    self.lists = lists
    self.numerics = numerics
  }

  /// The key of the projection: all that changes its numbers.
  package var key: ArtifactKey {
    var fields: [String: CanonicalJSON] = [
      "descriptors": .array(lists.map(CanonicalJSON.string)),
      "dimensions": .string("\(dimensions)"),
      "backend": .string(Backend.linearAlgebra(numerics)),
    ]
    switch method {
    case .pca(let floor, let power):
      fields["kind"] = "pca"
      fields["floor"] = .string("\(floor)")
      fields["power"] = .string("\(power)")
    case .learned(let pairs):
      fields["kind"] = "learned"
      fields["pairs"] = .string(pairs.digest)
    }
    return ArtifactKey(
      stage: "whitenings", stageVersion: WhiteningStage.version, fields: fields)
  }

  /// Returns the projection, fitted.
  package func projection() throws(RetrievalError) -> Projection {
    switch method {
    case .pca(let floor, let power):
      try PCAWhitening(
        fitting: descriptors, dimension: dimensions, floor: floor, power: power
      ).projection
    case .learned(let pairs):
      try Projection(
        learntFrom: descriptors, queries: pairs.queries, positives: pairs.positives,
        dimension: dimensions)
    }
  }
}

/// What a whitening is fitted by.
package enum WhiteningMethod: Sendable {
  /// Principal components, with a floor as a share of the largest variance and a power of variances.
  case pca(floor: Float, power: Float)
  /// Pairs of rows that show one object.
  case learned(InstancePairs)
}

extension PCAWhiteningSettings {
  /// What the components are scaled by, defaults filled in.
  var method: WhiteningMethod {
    .pca(floor: floor.map { Float($0) } ?? 1e-5, power: power.map { Float($0) } ?? 0.5)
  }
}
