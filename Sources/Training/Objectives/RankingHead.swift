internal import Kernels
internal import OrderedCollections
internal import Tensors

/// GeM pooling, unit length, and the quantised listwise AP loss; targets are instances.
///
/// The exponent is the parameter "pool.p", as cirtorch names it, when it is learnt.
struct RankingHead: ObjectiveHead {
  static let exponentName = "pool.p"

  let loss: QuantisedListwiseAP
  let gemExponent: Float
  let learnsExponent: Bool

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    learnsExponent ? [Self.exponentName: Tensor(shape: [1], elements: [gemExponent])] : [:]
  }

  func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>
  ) -> HeadResult {
    let exponent = parameters[Self.exponentName]?.elements[0] ?? gemExponent
    let pooling = GeneralizedMean(exponent: exponent)
    let pooled = pooling(features)
    let result = loss(l2Normalize(pooled), instances: targets)
    let gradients = pooling.backward(
      features, pooled: pooled,
      gradient: l2NormalizeBackward(input: pooled, outputGradient: result.gradient))
    let exponentGradient = Tensor(shape: [1], elements: [gradients.exponent])
    return HeadResult(
      loss: result.value, featureGradient: gradients.features,
      parameterGradients: learnsExponent ? [Self.exponentName: exponentGradient] : [:])
  }
}
