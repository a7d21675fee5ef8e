internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Mean pooling, a projection of linear layers, and a loss over projections: NT-Xent, of two or of more views, or SupCon.
///
/// Each layer's output is standardised over the batch, and rectified but for the last: SimCLR's own
/// projection (Chen et al. 2020, section 4.2), its batch normalisation without scale and shift.
/// Without it, all projections begin nearly parallel and a short training gets nowhere. For
/// NT-Xent of two views, rows 2i and 2i + 1 of a batch are those of one image, and targets are not looked
/// at; of several sizes, targets are images; for SupCon, labels. The projection is thrown away after training.
struct ContrastiveHead: MeanPoolingHead {
  let criterion: any BatchLoss

  /// The width of each layer, at least one.
  let widths: [Int]

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    projectionParameters(inputs: featureChannels, widths: widths, seed: seed)
  }

  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss {
    let layers = widths.indices.map { LinearLayer(projectionLayer($0), in: parameters) }
    var passes: [Pass] = []
    var value = embeddings
    for (index, layer) in layers.enumerated() {
      let (standardized, reciprocals) = standardize(layer(value))
      let isLast = index == layers.count - 1
      passes.append(Pass(input: value, standardized: standardized, reciprocals: reciprocals))
      value = isLast ? standardized : relu(standardized)
    }
    let result = criterion(value, labels: targets)
    var gradient = result.gradient
    var parameterGradients: OrderedDictionary<String, Tensor> = [:]
    for (index, layer) in layers.enumerated().reversed() {
      let pass = passes[index]
      if index < layers.count - 1 {
        gradient = reluBackward(output: pass.standardized, outputGradient: gradient)
      }
      let gradientValue = standardizeBackward(
        output: pass.standardized, reciprocals: pass.reciprocals, outputGradient: gradient)
      let (inputGradient, gradients) = layer.backward(pass.input, gradient: gradientValue)
      gradient = inputGradient
      parameterGradients.merge(gradients) { first, _ in first }
    }
    return EmbeddingLoss(
      value: result.value, embeddingGradient: gradient, parameterGradients: parameterGradients)
  }

  /// What the way back needs of one layer.
  private struct Pass {
    let input: Matrix
    let standardized: Matrix
    let reciprocals: [Float]
  }
}
