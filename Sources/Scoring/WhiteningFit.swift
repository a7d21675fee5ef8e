package import Retrieval
import Specs
package import Tensors

/// A whitening with the descriptors that it is fitted on.
package struct WhiteningFit: Sendable {
  let method: WhiteningMethod

  /// How many dimensions are kept.
  let dimensions: Int

  /// The descriptors, (image, dimension).
  let descriptors: Matrix

  package init(_ method: WhiteningMethod, dimensions: Int, descriptors: Matrix) {
    self.method = method
    self.dimensions = dimensions
    self.descriptors = descriptors
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
  package var method: WhiteningMethod {
    .pca(
      floor: Float(floor ?? PCAWhitening.defaultFloor),
      power: Float(power ?? PCAWhitening.defaultPower))
  }
}
