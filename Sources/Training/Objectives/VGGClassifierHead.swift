internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Average pooling to 7×7, three linear layers with torchvision's names, and cross-entropy.
///
/// The first two layers are rectified, and followed by dropout (Simonyan and Zisserman 2015, section
/// 3.1). Weights begin as torchvision draws them: normal of deviation 0.01, biases 0.
struct VGGClassifierHead: ObjectiveHead {
  /// The names of the layers, by their places in torchvision's `classifier`.
  private static let names = ["classifier.0", "classifier.3", "classifier.6"]
  private static let pooling = AdaptiveAveragePooling(height: 7, width: 7)

  let classCount: Int
  let hiddenWidth: Int
  let dropout: Float

  init(classCount: Int, hiddenWidth: Int, dropout: Float) {
    precondition(
      hiddenWidth >= 1, "expected a hidden width of at least 1, found \(hiddenWidth)")
    precondition((0..<1).contains(dropout), "expected a dropout in 0..<1, found \(dropout)")
    self.classCount = classCount
    self.hiddenWidth = hiddenWidth
    self.dropout = dropout
  }

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    let pooled = featureChannels * Self.pooling.height * Self.pooling.width
    let widths = [pooled, hiddenWidth, hiddenWidth, classCount]
    var parameters: OrderedDictionary<String, Tensor> = [:]
    for (layer, name) in Self.names.enumerated() {
      var generator = SeededGenerator(seed: seed, purpose: "initial weights of \(name)")
      parameters["\(name).weight"] = Tensor(
        normal: [widths[layer + 1], widths[layer]], deviation: 0.01, using: &generator)
      parameters["\(name).bias"] = Tensor(repeating: 0, shape: [widths[layer + 1]])
    }
    return parameters
  }

  func embeddings(
    of features: Tensor, parameters: OrderedDictionary<String, Tensor>
  ) -> Matrix {
    rows(of: Self.pooling(features))
  }

  func backward(
    _ features: Tensor, embeddings: Matrix, gradient: Matrix,
    parameters: OrderedDictionary<String, Tensor>
  ) -> FeatureGradients {
    FeatureGradients(
      features: backwardThrough(Self.pooling, gradient, shape: features.shape), parameters: [:])
  }

  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss {
    let hidden = Self.names.dropLast().map { LinearLayer($0, in: parameters) }
    let last = LinearLayer(Self.names[hidden.count], in: parameters)
    var passes: [Pass] = []
    var value = embeddings
    for layer in hidden {
      let rectified = relu(layer(value))
      let factors = draws.dropoutFactors(
        layer.name, images: rectified.rows, units: rectified.columns, probability: dropout)
      passes.append(Pass(input: value, rectified: rectified, factors: factors))
      value = product(rectified, factors)
    }
    let result = CrossEntropy()(last(value), labels: targets)
    var (gradient, gradients) = last.backward(value, gradient: result.gradient)
    for (layer, pass) in zip(hidden, passes).reversed() {
      let gradientValue = reluBackward(
        output: pass.rectified, outputGradient: product(gradient, pass.factors))
      let (inputGradient, own) = layer.backward(pass.input, gradient: gradientValue)
      gradient = inputGradient
      gradients.merge(own) { first, _ in first }
    }
    return EmbeddingLoss(
      value: result.value, embeddingGradient: gradient, parameterGradients: gradients)
  }

  /// What the way back needs of one hidden layer.
  private struct Pass {
    let input: Matrix
    let rectified: Matrix
    let factors: Matrix
  }
}

/// Returns the products of two matrices' elements, place by place.
private func product(_ first: Matrix, _ second: Matrix) -> Matrix {
  precondition(
    first.rows == second.rows && first.columns == second.columns,
    "expected factors of \(first.rows)×\(first.columns), found \(second.rows)×\(second.columns)")
  var result = first
  var values = result.elements.mutableSpan
  let factors = second.elements.span
  for index in values.indices { values[index] *= factors[index] }
  return result
}
