internal import OrderedCollections
internal import Tensors

/// What learning from one batch tells.
public struct StepReport: Sendable, Equatable {
  /// The loss of the batch, before the step.
  public let loss: Float

  /// How the step went; nil where none was asked for, or where the weights wait for more batches.
  public let measures: StepMeasures?
}

/// How one step went; worked out beside it, so that nothing of it changes the weights.
public struct StepMeasures: Sendable, Equatable {
  /// The rate of the step.
  public let learningRate: Float

  /// The Euclidean length of the mean gradient over all that is learnt, before the optimiser sees it.
  public let gradientNorm: Double

  /// How the embeddings of the last batch lie on the unit sphere; its targets say which are positives.
  public let sphere: SphereMeasures
}

extension OrderedDictionary<String, Tensor> {
  /// Returns the Euclidean length of all tensors together, summed in an order of names.
  func length(inOrder names: some Sequence<String>) -> Double {
    names.reduce(0) { $0 + squaredLength(of: self[$1]?.elements ?? []) }.squareRoot()
  }
}
