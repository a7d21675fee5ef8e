internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Mean pooling, a projection of linear layers with rectifiers between, and NT-Xent.
///
/// Rows 2i and 2i + 1 of a batch are two views of one image; targets are not looked at. The
/// projection is thrown away after training (Chen et al. 2020, section 4.2). Its layers bear the
/// names of PyTorch's `Sequential`: "projection.0", "projection.2", and so on.
struct ContrastiveHead: ObjectiveHead {
  let loss: NTXent

  /// The width of each layer, at least one.
  let widths: [Int]

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    var parameters: OrderedDictionary<String, Tensor> = [:]
    var inputs = featureChannels
    for (layer, outputs) in widths.enumerated() {
      parameters.merge(
        linearParameters(name(of: layer), inputs: inputs, outputs: outputs, seed: seed)
      ) { first, _ in first }
      inputs = outputs
    }
    return parameters
  }

  func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>
  ) -> HeadResult {
    let layers = widths.indices.map { LinearLayer(name(of: $0), in: parameters) }
    var inputs = [meanPool(features)]
    for layer in layers.dropLast() { inputs.append(relu(layer(inputs[inputs.count - 1]))) }
    let last = layers.count - 1
    let result = loss(layers[last](inputs[last]))
    var gradient = result.gradient
    var parameterGradients: OrderedDictionary<String, Tensor> = [:]
    for index in layers.indices.reversed() {
      if index < last {
        gradient = reluBackward(output: inputs[index + 1], outputGradient: gradient)
      }
      let (inputGradient, gradients) = layers[index].backward(inputs[index], gradient: gradient)
      gradient = inputGradient
      parameterGradients.merge(gradients) { first, _ in first }
    }
    return HeadResult(
      loss: result.value, featureGradient: meanPoolBackward(gradient, shape: features.shape),
      parameterGradients: parameterGradients)
  }

  private func name(of layer: Int) -> String { "projection.\(2 * layer)" }
}
