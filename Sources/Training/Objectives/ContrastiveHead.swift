internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Mean pooling, a projection of two linear layers with a rectifier between, and NT-Xent.
///
/// Rows 2i and 2i + 1 of a batch are two views of one image; targets are not looked at. The
/// projection is thrown away after training (Chen et al. 2020, section 4.2).
struct ContrastiveHead: ObjectiveHead {
  let loss: NTXent
  let hiddenDimension: Int
  let outputDimension: Int

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    linearParameters(
      "projection.0", inputs: featureChannels, outputs: hiddenDimension, seed: seed
    ).merging(
      linearParameters(
        "projection.2", inputs: hiddenDimension, outputs: outputDimension, seed: seed)
    ) { first, _ in first }
  }

  func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>
  ) -> HeadResult {
    let pooled = meanPool(features)
    let first = LinearLayer("projection.0", in: parameters)
    let second = LinearLayer("projection.2", in: parameters)
    let hidden = relu(first(pooled))
    let result = loss(second(hidden))
    let (hiddenGradient, secondGradients) = second.backward(hidden, gradient: result.gradient)
    let (gradient, firstGradients) = first.backward(
      pooled, gradient: reluBackward(output: hidden, outputGradient: hiddenGradient))
    return HeadResult(
      loss: result.value, featureGradient: meanPoolBackward(gradient, shape: features.shape),
      parameterGradients: firstGradients.merging(secondGradients) { first, _ in first })
  }
}
