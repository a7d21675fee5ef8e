internal import Kernels
internal import OrderedCollections
internal import Tensors

/// GeM pooling, unit length, and the quantised listwise AP loss; targets are instances.
///
/// The exponent is the parameter "pool.p", as cirtorch names it, when it is learnt.
struct RankingHead: ObjectiveHead {
  static let exponentName = "pool.p"

  let criterion: QuantisedListwiseAP
  let gemExponent: Float
  let learnsExponent: Bool

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    learnsExponent ? [Self.exponentName: Tensor(shape: [1], elements: [gemExponent])] : [:]
  }

  /// The embeddings are the pooled features; the loss brings them to unit length.
  func embeddings(
    of features: Tensor, parameters: OrderedDictionary<String, Tensor>
  ) -> Matrix {
    pooling(parameters)(features)
  }

  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss {
    let result = criterion(l2Normalize(embeddings), instances: targets)
    return EmbeddingLoss(
      value: result.value,
      embeddingGradient: l2NormalizeBackward(input: embeddings, outputGradient: result.gradient),
      parameterGradients: [:])
  }

  func backward(
    _ features: Tensor, embeddings: Matrix, gradient: Matrix,
    parameters: OrderedDictionary<String, Tensor>
  ) -> FeatureGradients {
    let gradients = pooling(parameters).backward(
      features, pooled: embeddings, gradient: gradient)
    let exponentGradient = Tensor(shape: [1], elements: [gradients.exponent])
    return FeatureGradients(
      features: gradients.features,
      parameters: learnsExponent ? [Self.exponentName: exponentGradient] : [:])
  }

  private func pooling(_ parameters: OrderedDictionary<String, Tensor>) -> GeneralizedMean {
    GeneralizedMean(exponent: parameters[Self.exponentName]?.elements[0] ?? gemExponent)
  }
}
