public import OrderedCollections
public import Tensors

/// What stands between a feature map and a loss while a network is trained.
///
/// It works in two parts, so that a loss over many images needs no more than one row of each: the
/// embedding turns every image's features into a row, on its own; the loss reads all rows together.
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

  /// Returns one row an image; a row depends on its own image alone.
  ///
  /// - Parameters:
  ///   - features: (image, channel, height, width).
  ///   - parameters: at least those of `initialParameters`.
  /// - Returns: (image, dimension).
  func embeddings(
    of features: Tensor, parameters: OrderedDictionary<String, Tensor>
  ) -> Matrix

  /// Returns the loss of a batch and its gradients.
  ///
  /// - Parameters:
  ///   - embeddings: (batch, dimension), as `embeddings(of:parameters:)` returns them.
  ///   - targets: one a row: the class, or the instance.
  ///   - parameters: at least those of `initialParameters`.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss, its gradient with respect to the embeddings, and those of the parameters
  ///   that stand behind the embeddings.
  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss

  /// Returns the gradients of what `embeddings(of:parameters:)` depends on.
  ///
  /// - Parameters:
  ///   - features: (image, channel, height, width).
  ///   - embeddings: the rows of these features, (image, dimension).
  ///   - gradient: of the loss with respect to these rows, (image, dimension).
  ///   - parameters: at least those of `initialParameters`.
  /// - Returns: the gradient with respect to the features, and those of the parameters that stand
  ///   before the embeddings, summed over the images.
  func backward(
    _ features: Tensor, embeddings: Matrix, gradient: Matrix,
    parameters: OrderedDictionary<String, Tensor>
  ) -> FeatureGradients
}

extension ObjectiveHead {
  /// Returns the loss of a batch whose features are all at hand, and its gradients.
  ///
  /// - Parameters:
  ///   - features: (batch, channel, height, width).
  ///   - targets: one a row: the class, or the instance.
  ///   - parameters: at least those of `initialParameters`.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss and the gradients of everything it depends on.
  public func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> HeadResult {
    let embeddings = embeddings(of: features, parameters: parameters)
    let loss = loss(of: embeddings, targets: targets, parameters: parameters, draws: draws)
    let gradients = backward(
      features, embeddings: embeddings, gradient: loss.embeddingGradient, parameters: parameters)
    return HeadResult(
      loss: loss.value, featureGradient: gradients.features,
      parameterGradients: loss.parameterGradients.merging(gradients.parameters) { first, _ in
        first
      })
  }
}

/// The loss of one batch of embeddings, and how to change them.
public struct EmbeddingLoss: Sendable {
  /// The loss.
  public let value: Float

  /// The gradient with respect to the embeddings, (batch, dimension).
  public let embeddingGradient: Matrix

  /// The gradients of the parameters behind the embeddings, by name.
  public let parameterGradients: OrderedDictionary<String, Tensor>
}

/// How to change some images' features, and the parameters that turn them into embeddings.
public struct FeatureGradients: Sendable {
  /// The gradient with respect to the features, (image, channel, height, width).
  public let features: Tensor

  /// The gradients of the parameters before the embeddings, by name.
  public let parameters: OrderedDictionary<String, Tensor>
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
