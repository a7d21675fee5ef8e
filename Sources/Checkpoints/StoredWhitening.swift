public import Tensors

/// A learnt projection of pooled descriptors that a checkpoint brings along.
public struct StoredWhitening: Sendable, Equatable {
  /// How a descriptor is projected.
  public enum Projection: Sendable, Equatable {
    /// The layer `weight · descriptor + bias`; weight is (output, input), bias (output).
    case linear(weight: Tensor, bias: Tensor)

    /// The product `matrix · (descriptor - mean)`; matrix is (output, input), outputs in descending
    /// order of importance, mean (input).
    case centred(matrix: Tensor, mean: Tensor)
  }

  /// Where the file keeps it: "whiten" or "fc" for a layer that was trained with the network, or
  /// such as "meta.Lw.retrieval-SfM-120k.ms" for one that was learnt on its descriptors.
  public let name: String

  /// How a descriptor is projected; the result is normalised to unit length afterwards.
  public let projection: Projection

  /// Creates a whitening.
  public init(name: String, projection: Projection) {
    self.name = name
    self.projection = projection
  }
}
