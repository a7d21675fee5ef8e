internal import Kernels
public import OrderedCollections
public import Tensors

/// What stands between a feature map and a loss while a network is trained.
public protocol ObjectiveHead: Sendable {
  /// The parameters of its own that training starts from, by name.
  ///
  /// - Parameters:
  ///   - featureChannels: the channels of the feature map.
  ///   - seed: the seed of the plan.
  /// - Returns: the parameters in a fixed order; none when the objective has none.
  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor>

  /// Returns the loss of a batch and its gradients.
  ///
  /// - Parameters:
  ///   - features: (batch, channel, height, width).
  ///   - targets: one a row: the class, or the instance.
  ///   - parameters: at least those of `initialParameters`.
  /// - Returns: the loss and the gradients of everything it depends on.
  func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>
  ) -> HeadResult
}

/// The loss of one batch, and how to change features and parameters.
public struct HeadResult: Sendable {
  /// The loss.
  public let loss: Float

  /// The gradient with respect to the feature maps, (batch, channel, height, width).
  public let featureGradient: Tensor

  /// The gradients of the head's own parameters, by name.
  public let parameterGradients: OrderedDictionary<String, Tensor>
}

extension Objective {
  /// The head that computes this objective.
  public var head: any ObjectiveHead {
    switch self {
    case .crossEntropy(let classCount): ClassifierHead(classCount: classCount)
    case .ntXent(let temperature, let projection):
      ContrastiveHead(loss: NTXent(temperature: temperature), widths: projection)
    case .listwiseAP(let binCount, let range, let gemExponent, let learnsExponent):
      RankingHead(
        loss: QuantisedListwiseAP(binCount: binCount, range: range), gemExponent: gemExponent,
        learnsExponent: learnsExponent)
    }
  }
}
