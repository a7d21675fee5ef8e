internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Mean pooling, one linear layer with torchvision's names, and cross-entropy.
struct ClassifierHead: ObjectiveHead {
  let classCount: Int

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    linearParameters("fc", inputs: featureChannels, outputs: classCount, seed: seed)
  }

  func evaluate(
    _ features: Tensor, targets: [Int], parameters: OrderedDictionary<String, Tensor>
  ) -> HeadResult {
    let pooled = meanPool(features)
    let layer = LinearLayer("fc", in: parameters)
    let loss = CrossEntropy()(layer(pooled), labels: targets)
    let (gradient, parameterGradients) = layer.backward(pooled, gradient: loss.gradient)
    return HeadResult(
      loss: loss.value, featureGradient: meanPoolBackward(gradient, shape: features.shape),
      parameterGradients: parameterGradients)
  }
}

/// One linear layer, read from named parameters.
struct LinearLayer {
  let name: String
  let weight: Matrix
  let bias: [Float]

  init(_ name: String, in parameters: OrderedDictionary<String, Tensor>) {
    guard let weight = parameters["\(name).weight"], let bias = parameters["\(name).bias"] else {
      preconditionFailure("expected parameters with a linear layer \(name)")
    }
    self.name = name
    self.weight = Matrix(weight)
    self.bias = bias.elements
  }

  func callAsFunction(_ input: Matrix) -> Matrix {
    linear(input, weight: weight, bias: bias)
  }

  /// Returns the gradient with respect to the input, and those of weight and bias by name.
  func backward(
    _ input: Matrix, gradient: Matrix
  ) -> (input: Matrix, parameters: OrderedDictionary<String, Tensor>) {
    let gradients = linearBackward(input: input, weight: weight, outputGradient: gradient)
    return (
      gradients.input,
      [
        "\(name).weight": Tensor(gradients.weight),
        "\(name).bias": Tensor(shape: [bias.count], elements: gradients.bias),
      ]
    )
  }
}

/// Returns the parameters of a new linear layer, drawn as PyTorch draws them.
///
/// Weight and bias are uniform in ±1/√inputs.
func linearParameters(
  _ name: String, inputs: Int, outputs: Int, seed: UInt64
) -> OrderedDictionary<String, Tensor> {
  var generator = SeededGenerator(seed: seed, purpose: "initial weights of \(name)")
  let bound = 1 / Float(inputs).squareRoot()
  return [
    "\(name).weight": Tensor(
      uniform: [outputs, inputs], in: -bound..<bound, using: &generator),
    "\(name).bias": Tensor(uniform: [outputs], in: -bound..<bound, using: &generator),
  ]
}
