internal import Kernels
internal import OrderedCollections
internal import Tensors

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

/// Returns the name of one layer of a projection, from 0.
func projectionLayer(_ index: Int) -> String { "projection.\(index)" }

/// Returns the parameters of new linear layers, one behind the other.
func projectionParameters(
  inputs: Int, widths: [Int], seed: UInt64
) -> OrderedDictionary<String, Tensor> {
  var parameters: OrderedDictionary<String, Tensor> = [:]
  for (layer, outputs) in widths.enumerated() {
    parameters.merge(
      linearParameters(
        projectionLayer(layer), inputs: layer == 0 ? inputs : widths[layer - 1],
        outputs: outputs, seed: seed)
    ) { first, _ in first }
  }
  return parameters
}
