internal import Kernels
internal import OrderedCollections
internal import Tensors

extension TrainingCompiler {
  /// Compiles the way back through one node, whose readers have been compiled before.
  func compileBackward(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    let gradient = try totalGradient(of: index + 1)
    switch node.operation {
    case .convolution(let name, _, _, _, _, let hasBias):
      try compileConvolutionBackward(name, hasBias: hasBias, index, gradient)
    case .batchNormalisation(let name, _):
      try compileNormalisationBackward(name, index, gradient)
    case .maxPooling: try compilePoolingBackward(index, gradient)
    case .rectifier, .rectifiedSum:
      let output = forward.memory(of: index + 1)
      let result = try plan.memory(output.layout)
      backward.append(
        Elementwise.rectifierGradient(
          result: output, resultGradient: try backward.converted(gradient, to: output.layout),
          to: result))
      for input in node.inputs { contributions[input, default: []].append(result) }
    case .embedding, .layerNormalisation, .linear, .attention, .residualSum, .tokenMaps:
      preconditionFailure("expected node \(index) to be compiled forward")
    }
  }

  /// Returns the sum of what the readers of a value gave.
  private func totalGradient(of value: Int) throws(KernelError) -> Memory {
    guard let parts = contributions.removeValue(forKey: value), var total = parts.first else {
      preconditionFailure("expected value \(value) to have a reader")
    }
    for part in parts.dropFirst() { total = try backward.sum(total, part) }
    return total
  }

  private func compilePoolingBackward(_ index: Int, _ gradient: Memory) throws(KernelError) {
    guard let pooling = poolings[index] else {
      preconditionFailure("expected max pooling to be compiled forward")
    }
    let input = graph.nodes[index].inputs[0]
    let result = try plan.memory(pooling.source)
    backward.append(
      pooling.gradientStep(
        source: try backwardVersion(of: input, as: pooling.source),
        destinationGradient: try backward.converted(gradient, to: pooling.destination),
        sourceGradient: result))
    contributions[input, default: []].append(result)
  }

  private func compileConvolutionBackward(
    _ name: String, hasBias: Bool, _ index: Int, _ gradient: Memory
  ) throws(KernelError) {
    guard let convolution = convolutions[index], let plain = parameters["\(name).weight"] else {
      preconditionFailure("expected \(name) to be compiled forward")
    }
    let input = graph.nodes[index].inputs[0]
    try compileFilterGradient(name, hasBias: hasBias, convolution, input, gradient, plain)
    guard input > 0 else { return }
    let inputGradient = try ConvolutionInputGradient(of: convolution, choice: choice)
    let result = try plan.memory(inputGradient.sourceGradient)
    backward.append(
      inputGradient.step(
        destinationGradient: try backward.converted(
          gradient, to: inputGradient.destinationGradient),
        filters: try uploaded(plain, as: inputGradient.filterForm), sourceGradient: result))
    contributions[input, default: []].append(result)
  }

  private func compileFilterGradient(
    _ name: String, hasBias: Bool, _ convolution: Convolution, _ input: Int, _ gradient: Memory,
    _ plain: Memory
  ) throws(KernelError) {
    let kernel = try ConvolutionFilterGradient(of: convolution, hasBias: hasBias, choice: choice)
    // What leaves the network stays out of the arena, where later steps would overwrite it.
    let result = try Memory(plain.layout, in: context)
    gradients["\(name).weight"] = result
    var biasGradient: Memory?
    if hasBias {
      biasGradient = try Memory(Layout([convolution.destinationChannels]), in: context)
      gradients["\(name).bias"] = biasGradient
    }
    let isPlain = kernel.filterGradient == plain.layout
    let computed = isPlain ? result : try plan.memory(kernel.filterGradient)
    backward.append(
      kernel.step(
        source: try backwardVersion(of: input, as: kernel.source),
        destinationGradient: try backward.converted(gradient, to: kernel.destinationGradient),
        filterGradient: computed, biasGradient: biasGradient))
    if !isPlain { try backward.copy(computed, to: result) }
  }

  /// Returns a value of the way forward in a layout, changed on the way back if it must, so that the
  /// copy lives no longer than it is read.
  private func backwardVersion(of value: Int, as layout: Layout) throws(KernelError) -> Memory {
    if let found = forward.version(of: value, as: layout) { return found }
    return try backward.converted(forward.memory(of: value), to: layout)
  }

  private func compileNormalisationBackward(
    _ name: String, _ index: Int, _ gradient: Memory
  ) throws(KernelError) {
    guard let (compiled, layerParameters) = normalisations[index],
      let scale = parameters["\(name).weight"]
    else { preconditionFailure("expected \(name) to be compiled forward") }
    let input = graph.nodes[index].inputs[0]
    let result = BatchNormalisation.Gradients(
      source: try plan.memory(compiled.layout), scale: try Memory(scale.layout, in: context),
      shift: try Memory(scale.layout, in: context))
    backward.append(
      compiled.gradientStep(
        source: try backwardVersion(of: input, as: compiled.layout), parameters: layerParameters,
        destinationGradient: try backward.converted(gradient, to: compiled.layout),
        gradients: result))
    if normalisation != .frozen {
      gradients["\(name).weight"] = result.scale
      gradients["\(name).bias"] = result.shift
    }
    contributions[input, default: []].append(result.source)
  }
}
