internal import Kernels
internal import OrderedCollections
internal import Tensors

/// GeM pooling, unit length, and a loss over descriptors; targets are instances or classes.
///
/// The exponent is the parameter "pool.p", as cirtorch names it, when it is learnt; the directions of
/// classes are "classes.weight".
struct DescriptorHead: ObjectiveHead {
  static let exponentName = "pool.p"
  static let classesName = "classes.weight"

  let criterion: DescriptorCriterion
  let pooling: DescriptorPooling

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    var parameters: OrderedDictionary<String, Tensor> = [:]
    if pooling.learnsExponent {
      parameters[Self.exponentName] = Tensor(shape: [1], elements: [pooling.exponent])
    }
    if case .classes(_, let count) = criterion {
      var generator = SeededGenerator(
        seed: seed, purpose: "initial weights of \(Self.classesName)")
      // The deviation of the authors' code of ArcFace.
      parameters[Self.classesName] = Tensor(
        normal: [count, featureChannels], deviation: 0.01, using: &generator)
    }
    return parameters
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
    let descriptors = l2Normalize(embeddings)
    let (value, gradient, parameterGradients) = criterion.loss(
      of: descriptors, labels: targets, weights: parameters[Self.classesName])
    return EmbeddingLoss(
      value: value,
      embeddingGradient: l2NormalizeBackward(input: embeddings, outputGradient: gradient),
      parameterGradients: parameterGradients.map { [Self.classesName: $0] } ?? [:])
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
      parameters: pooling.learnsExponent ? [Self.exponentName: exponentGradient] : [:])
  }

  private func pooling(_ parameters: OrderedDictionary<String, Tensor>) -> GeneralizedMean {
    GeneralizedMean(exponent: parameters[Self.exponentName]?.elements[0] ?? pooling.exponent)
  }
}

extension DescriptorCriterion {
  /// Returns the loss of a batch, and its gradients with respect to descriptors and class weights.
  fileprivate func loss(
    of descriptors: Matrix, labels: [Int], weights: Tensor?
  ) -> (value: Float, gradient: Matrix, weights: Tensor?) {
    switch self {
    case .rows(let loss):
      let result = loss.loss(descriptors, labels: labels)
      return (result.value, result.gradient, nil)
    case .classes(let loss, _):
      guard let weights else { preconditionFailure("expected weights of classes") }
      let result = loss(descriptors, labels: labels, weights: Matrix(weights))
      return (result.value, result.gradient, Tensor(result.weightGradient))
    }
  }
}
