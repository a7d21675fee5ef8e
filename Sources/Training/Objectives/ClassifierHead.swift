internal import OrderedCollections
internal import Tensors

/// Mean pooling, one linear layer with torchvision's names, and cross-entropy.
struct ClassifierHead: MeanPoolingHead {
  let classCount: Int

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    linearParameters("fc", inputs: featureChannels, outputs: classCount, seed: seed)
  }

  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss {
    let layer = LinearLayer("fc", in: parameters)
    let loss = CrossEntropy()(layer(embeddings), labels: targets)
    let (gradient, parameterGradients) = layer.backward(embeddings, gradient: loss.gradient)
    return EmbeddingLoss(
      value: loss.value, embeddingGradient: gradient, parameterGradients: parameterGradients)
  }
}
