import Kernels
import Networks
import OrderedCollections
import Tensors

/// A network computed node by node with the kernels' plain twins: no fusion, no shared memory.
struct PlainNetwork {
  let graph: NetworkGraph
  let weights: NetworkWeights

  /// Whether batch normalisation takes the statistics of the batch, as in training.
  let usesBatch: Bool

  private let epsilon: Float = 1e-5

  /// Returns the images and the value of every node.
  func values(of images: Tensor) -> [Tensor] {
    var values = [images]
    for node in graph.nodes {
      let input = values[node.inputs[0]]
      switch node.operation {
      case .convolution(let name, _, _, _, _, _):
        let geometry = geometry(of: node.operation, input: input.shape)
        values.append(
          referenceConvolve(
            input, filters: parameter("\(name).weight"),
            bias: weights.parameters["\(name).bias"]?.elements
              ?? Array(repeating: 0, count: geometry.filters), geometry: geometry))
      case .batchNormalisation(let name, let rectifies):
        let normalised = normalised(input, name)
        values.append(rectifies ? rectified(normalised) : normalised)
      case .rectifier: values.append(rectified(input))
      case .maxPooling(let geometry): values.append(referenceMaxPool(input, geometry).output)
      case .rectifiedSum:
        let other = values[node.inputs[1]]
        values.append(
          rectified(
            Tensor(shape: input.shape, elements: zip(input.elements, other.elements).map(+))))
      default: preconditionFailure("expected an operation on maps, found \(node.operation)")
      }
    }
    return values
  }

  /// Returns the gradient of every parameter, by the chain rule from the last node to the first.
  func gradients(of images: Tensor, from featureGradient: Tensor) -> [String: [Float]] {
    let values = values(of: images)
    var totals = values.map { Tensor(repeating: 0, shape: $0.shape) }
    totals[graph.nodes.count] = featureGradient
    var gradients: [String: [Float]] = [:]
    for (index, node) in graph.nodes.enumerated().reversed() {
      let (output, input) = (values[index + 1], values[node.inputs[0]])
      let gradient = totals[index + 1]
      var passed = gradient
      switch node.operation {
      case .convolution(let name, _, _, _, _, let hasBias):
        let found = referenceConvolveBackward(
          input, filters: parameter("\(name).weight"), gradient: gradient,
          geometry: geometry(of: node.operation, input: input.shape))
        gradients["\(name).weight"] = found.filters.elements
        if hasBias { gradients["\(name).bias"] = channelSums(gradient) }
        passed = found.images
      case .batchNormalisation(let name, let rectifies):
        let found = referenceBatchNormaliseBackward(
          input, scale: parameter("\(name).weight").elements,
          gradient: rectifies ? masked(gradient, by: output) : gradient, epsilon: epsilon)
        gradients["\(name).weight"] = found.scale
        gradients["\(name).bias"] = found.shift
        passed = found.input
      case .maxPooling(let geometry):
        passed = Tensor(repeating: 0, shape: input.shape)
        let winners = referenceMaxPool(input, geometry).winners
        for (winner, value) in zip(winners, gradient.elements) { passed.elements[winner] += value }
      case .rectifier, .rectifiedSum: passed = masked(gradient, by: output)
      default: preconditionFailure("expected an operation on maps, found \(node.operation)")
      }
      for value in node.inputs {
        for place in passed.elements.indices {
          totals[value].elements[place] += passed.elements[place]
        }
      }
    }
    return gradients
  }

  private func parameter(_ name: String) -> Tensor {
    weights.parameters[name] ?? Tensor(repeating: .nan, shape: [1])
  }

  private func geometry(
    of operation: NetworkGraph.Operation, input: Shape
  ) -> ConvolutionGeometry {
    guard case .convolution(_, let filters, let kernelSize, let stride, let padding, _) = operation
    else { preconditionFailure("expected a convolution, found \(operation)") }
    return ConvolutionGeometry(
      input: input, filters: filters, kernelSize: kernelSize, stride: stride, padding: padding)
  }

  private func normalised(_ input: Tensor, _ name: String) -> Tensor {
    let (scale, shift) = (parameter("\(name).weight").elements, parameter("\(name).bias").elements)
    guard !usesBatch else {
      return referenceBatchNormalise(input, scale: scale, shift: shift, epsilon: epsilon).output
    }
    let mean = weights.statistics["\(name).running_mean"]?.elements ?? []
    let variance = weights.statistics["\(name).running_var"]?.elements ?? []
    var output = input
    let area = input.shape.height * input.shape.width
    for place in output.elements.indices {
      let channel = place / area % input.shape.channels
      output.elements[place] =
        (input.elements[place] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
        * scale[channel] + shift[channel]
    }
    return output
  }

  private func rectified(_ input: Tensor) -> Tensor {
    Tensor(shape: input.shape, elements: input.elements.map { max(0, $0) })
  }

  /// Returns the gradient where a rectifier let something through.
  private func masked(_ gradient: Tensor, by output: Tensor) -> Tensor {
    Tensor(
      shape: gradient.shape,
      elements: zip(gradient.elements, output.elements).map { $1 > 0 ? $0 : 0 })
  }

  private func channelSums(_ gradient: Tensor) -> [Float] {
    let area = gradient.shape.height * gradient.shape.width
    var sums = [Double](repeating: 0, count: gradient.shape.channels)
    for (place, value) in gradient.elements.enumerated() {
      sums[place / area % sums.count] += Double(value)
    }
    return sums.map { Float($0) }
  }
}
