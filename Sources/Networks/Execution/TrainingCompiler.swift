internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Turns a graph into kernels for training: walks it forward, then back.
final class TrainingCompiler {
  let uploads: ValueTable
  let forward: ValueTable
  let backward: ValueTable

  private let graph: NetworkGraph
  private let shapes: [Shape]
  private let context: ComputeContext
  private var parameters: OrderedDictionary<String, Memory> = [:]
  private var gradients: OrderedDictionary<String, Memory> = [:]
  private var statistics: [CompiledTraining.BatchStatistics] = []

  /// The kernel of each node, and the workspace it shares with its way back.
  private var kernels: [(kernel: Kernel, workspace: Memory?)] = []

  /// The parts of each value's gradient that its readers gave so far.
  private var contributions: [Int: [Memory]] = [:]

  init(_ graph: NetworkGraph, shapes: [Shape]) throws(KernelError) {
    self.graph = graph
    self.shapes = shapes
    context = try ComputeContext()
    uploads = ValueTable(context: context)
    forward = ValueTable(context: context)
    backward = ValueTable(context: context)
  }

  func compile() throws(KernelError) -> CompiledTraining {
    let images = try Memory(Layout(shapes[0]), in: context)
    forward.define(0, as: images)
    for index in graph.nodes.indices { try compileForward(index) }
    let last = graph.nodes.count
    let plain = try Layout(shapes[last])
    let features = try forward.memory(of: last, as: plain)
    let featureGradient = try Memory(plain, in: context)
    contributions[last] = [featureGradient]
    for index in graph.nodes.indices.reversed() { try compileBackward(index) }
    return CompiledTraining(
      images: images, features: features, featureGradient: featureGradient,
      parameters: parameters, gradients: gradients, batchStatistics: statistics)
  }

  // MARK: - Forward

  private func compileForward(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    switch node.operation {
    case .convolution(let name, _, _, _, _, _):
      try compileConvolution(name, index)
    case .batchNormalisation(let name, let rectifies):
      try compileNormalisation(name, rectifies: rectifies, index)
    case .maxPooling(let geometry):
      let source = forward.memory(of: node.inputs[0])
      let kernel = try Kernel.maxPooling(
        geometry, source: source.layout, input: shapes[node.inputs[0]], forTraining: true,
        in: context)
      let destination = try kernel.memory(for: .destination)
      let workspace = try kernel.memory(for: .workspace)
      forward.append(
        kernel.bound(to: [.source: source, .destination: destination, .workspace: workspace]))
      finish(index, destination, kernel, workspace)
    case .rectifier: preconditionFailure("in work")
    case .rectifiedSum:
      let first = forward.memory(of: node.inputs[0])
      let second = try forward.memory(of: node.inputs[1], as: first.layout)
      let kernel = try Kernel.addition(first.layout, rectifies: true, in: context)
      let destination = try Memory(first.layout, in: context)
      forward.append(
        kernel.bound(to: [.source: first, .secondSource: second, .destination: destination]))
      finish(index, destination, kernel, nil)
    }
  }

  private func finish(_ index: Int, _ output: Memory, _ kernel: Kernel, _ workspace: Memory?) {
    forward.define(index + 1, as: output)
    kernels.append((kernel, workspace))
  }

  private func compileConvolution(_ name: String, _ index: Int) throws(KernelError) {
    let geometry = geometry(of: index)
    let kernel = try Kernel.convolution(
      geometry, hasBias: false, forTraining: true, algorithm: .direct, in: context)
    let plain = try Memory(Layout(geometry.weights), in: context)
    parameters["\(name).weight"] = plain
    guard let sourceLayout = kernel.layout(of: .source),
      let weightsLayout = kernel.layout(of: .weights)
    else { preconditionFailure("expected a convolution to have a source and weights") }
    let source = try forward.memory(of: graph.nodes[index].inputs[0], as: sourceLayout)
    let destination = try kernel.memory(for: .destination)
    forward.append(
      kernel.bound(to: [
        .source: source, .weights: try uploads.converted(plain, to: weightsLayout),
        .destination: destination,
      ]))
    finish(index, destination, kernel, nil)
  }

  private func compileNormalisation(
    _ name: String, rectifies: Bool, _ index: Int
  ) throws(KernelError) {
    let shape = shapes[index + 1]
    let vector = try Layout([shape.channels])
    let source = forward.memory(of: graph.nodes[index].inputs[0])
    let kernel = try Kernel.batchNormalisation(
      source.layout, epsilon: TrainingNetwork.epsilon, rectifies: rectifies, in: context)
    let scale = try Memory(vector, in: context)
    let shift = try Memory(vector, in: context)
    parameters["\(name).weight"] = scale
    parameters["\(name).bias"] = shift
    let batch = CompiledTraining.BatchStatistics(
      name: name, mean: try Memory(vector, in: context), variance: try Memory(vector, in: context),
      count: shape.batch * shape.height * shape.width)
    statistics.append(batch)
    let destination = try Memory(source.layout, in: context)
    let workspace = rectifies ? try kernel.memory(for: .workspace) : nil
    forward.append(
      kernel.bound(to: [
        .source: source, .scale: scale, .shift: shift, .mean: batch.mean,
        .variance: batch.variance, .destination: destination, .workspace: workspace,
      ]))
    finish(index, destination, kernel, workspace)
  }

  private func geometry(of index: Int) -> ConvolutionGeometry {
    guard
      case .convolution(_, let filters, let kernelSize, let stride, let padding, _) =
        graph.nodes[index].operation
    else { preconditionFailure("expected node \(index) to be a convolution") }
    return ConvolutionGeometry(
      input: shapes[graph.nodes[index].inputs[0]], filters: filters, kernelSize: kernelSize,
      stride: stride, padding: padding)
  }

  // MARK: - Backward

  private func compileBackward(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    let gradient = try totalGradient(of: index + 1)
    let input = node.inputs[0]
    switch node.operation {
    case .convolution(let name, _, _, _, _, _):
      try compileConvolutionBackward(name, index, gradient)
    case .batchNormalisation(let name, let rectifies):
      try compileNormalisationBackward(name, rectifies: rectifies, index, gradient)
    case .maxPooling(let geometry):
      let output = forward.memory(of: index + 1).layout
      let source = forward.memory(of: input).layout
      let kernel = try Kernel.maxPoolingBackward(
        geometry, source: source, destination: output, forward: kernels[index].kernel)
      let result = try Memory(source, in: context)
      guard let workspace = kernels[index].workspace else {
        preconditionFailure("expected max pooling to keep where its maxima were")
      }
      backward.append(
        kernel.bound(to: [
          .destinationGradient: try backward.converted(gradient, to: output),
          .workspace: workspace, .sourceGradient: result,
        ]))
      contributions[input, default: []].append(result)
    case .rectifier: preconditionFailure("in work")
    case .rectifiedSum:
      let output = forward.memory(of: index + 1)
      let kernel = try Kernel.rectifierBackward(output.layout, in: context)
      let result = try Memory(output.layout, in: context)
      backward.append(
        kernel.bound(to: [
          .destination: output,
          .destinationGradient: try backward.converted(gradient, to: output.layout),
          .sourceGradient: result,
        ]))
      for input in node.inputs { contributions[input, default: []].append(result) }
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

  private func compileConvolutionBackward(
    _ name: String, _ index: Int, _ gradient: Memory
  ) throws(KernelError) {
    let geometry = geometry(of: index)
    let input = graph.nodes[index].inputs[0]
    let forwardKernel = kernels[index].kernel
    let weightsKernel = try Kernel.convolutionBackwardWeights(
      geometry, algorithm: .direct, forward: forwardKernel)
    guard let source = weightsKernel.layout(of: .source),
      let output = weightsKernel.layout(of: .destinationGradient),
      let plain = parameters["\(name).weight"]
    else { preconditionFailure("expected \(name) to be compiled forward") }
    let weightsGradient = try weightsKernel.memory(for: .weightsGradient)
    backward.append(
      weightsKernel.bound(to: [
        .source: try forward.memory(of: input, as: source),
        .destinationGradient: try backward.converted(gradient, to: output),
        .weightsGradient: weightsGradient,
      ]))
    gradients["\(name).weight"] = try backward.converted(weightsGradient, to: plain.layout)
    guard input > 0 else { return }

    let dataKernel = try Kernel.convolutionBackwardData(
      geometry, algorithm: .direct, forward: forwardKernel)
    guard let weights = dataKernel.layout(of: .weights),
      let outputForData = dataKernel.layout(of: .destinationGradient)
    else { preconditionFailure("expected \(name) to have weights") }
    let result = try dataKernel.memory(for: .sourceGradient)
    backward.append(
      dataKernel.bound(to: [
        .weights: try uploads.converted(plain, to: weights),
        .destinationGradient: try backward.converted(gradient, to: outputForData),
        .sourceGradient: result,
      ]))
    contributions[input, default: []].append(result)
  }

  private func compileNormalisationBackward(
    _ name: String, rectifies: Bool, _ index: Int, _ gradient: Memory
  ) throws(KernelError) {
    let source = forward.memory(of: graph.nodes[index].inputs[0])
    let kernel = try Kernel.batchNormalisationBackward(
      source.layout, epsilon: TrainingNetwork.epsilon, rectifies: rectifies,
      forward: kernels[index].kernel)
    guard let scale = parameters["\(name).weight"], let shift = parameters["\(name).bias"],
      let batch = statistics.first(where: { $0.name == name })
    else { preconditionFailure("expected \(name) to be compiled forward") }
    let scaleGradient = try Memory(scale.layout, in: context)
    let shiftGradient = try Memory(scale.layout, in: context)
    let result = try Memory(source.layout, in: context)
    backward.append(
      kernel.bound(to: [
        .source: source, .mean: batch.mean, .variance: batch.variance, .scale: scale,
        .shift: shift, .destinationGradient: try backward.converted(gradient, to: source.layout),
        .workspace: kernels[index].workspace, .sourceGradient: result,
        .scaleGradient: scaleGradient, .shiftGradient: shiftGradient,
      ]))
    gradients["\(name).weight"] = scaleGradient
    gradients["\(name).bias"] = shiftGradient
    contributions[graph.nodes[index].inputs[0], default: []].append(result)
  }
}
