internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Turns a graph into kernels for training: walks it forward, then back.
final class TrainingCompiler {
  let uploads: ValueTable
  let forward: ValueTable
  let backward: ValueTable
  let plan: BufferPlan

  let graph: NetworkGraph
  let shapes: [Shape]
  let normalisation: NormalisationMode
  let choice: ConvolutionChoice
  let context: ComputeContext

  var parameters: OrderedDictionary<String, Memory> = [:]
  var gradients: OrderedDictionary<String, Memory> = [:]
  var statistics: [CompiledTraining.LayerStatistics] = []

  /// The convolution of each node that is one.
  var convolutions: [Int: Convolution] = [:]

  /// The normalisation of each node that is one, with what it reads.
  var normalisations:
    [Int: (compiled: BatchNormalisation, parameters: BatchNormalisation.Parameters)] =
      [:]

  /// The max pooling of each node that is one.
  var poolings: [Int: MaxPooling] = [:]

  /// The parts of each value's gradient that its readers gave so far.
  var contributions: [Int: [Memory]] = [:]

  init(
    _ graph: NetworkGraph, shapes: [Shape], normalisation: NormalisationMode,
    choice: ConvolutionChoice
  ) throws(KernelError) {
    self.graph = graph
    self.shapes = shapes
    self.normalisation = normalisation
    self.choice = choice
    context = try ComputeContext()
    plan = BufferPlan(context: context)
    uploads = ValueTable(context: context, plan: plan)
    forward = ValueTable(context: context, plan: plan)
    backward = ValueTable(context: context, plan: plan)
  }

  func compile(isForwardOnly: Bool) throws(KernelError) -> CompiledTraining {
    let images = try plan.memory(Layout(shapes[0]))
    forward.define(0, as: images)
    for index in graph.nodes.indices { try compileForward(index) }
    let last = graph.nodes.count
    let plain = try Layout(shapes[last])
    let features = try forward.memory(of: last, as: plain)
    let featureGradient = isForwardOnly ? nil : try plan.memory(plain)
    if let featureGradient {
      contributions[last] = [featureGradient]
      for index in graph.nodes.indices.reversed() { try compileBackward(index) }
      plan.keep(featureGradient, at: forward.steps.count)
    }
    plan.keep(images, at: 0)
    plan.keep(features, at: forward.steps.count)
    plan.arrange(forward.steps + backward.steps)
    return CompiledTraining(
      images: images, features: features, featureGradient: featureGradient,
      parameters: parameters, gradients: gradients, statistics: statistics)
  }

  // MARK: - Forward

  private func compileForward(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    switch node.operation {
    case .convolution(let name, _, _, _, _, let hasBias):
      try compileConvolution(name, hasBias: hasBias, index)
    case .batchNormalisation(let name, let rectifies):
      try compileNormalisation(name, rectifies: rectifies, index)
    case .rectifier:
      let source = forward.memory(of: node.inputs[0])
      let destination = try plan.memory(source.layout)
      forward.append(Elementwise.rectifier(source, to: destination))
      forward.define(index + 1, as: destination)
    case .maxPooling(let geometry):
      let input = node.inputs[0]
      let pooling = try MaxPooling(
        geometry, source: forward.memory(of: input).layout, input: shapes[input])
      let destination = try plan.memory(pooling.destination)
      forward.append(
        pooling.step(
          source: try forward.memory(of: input, as: pooling.source), destination: destination))
      forward.define(index + 1, as: destination)
      poolings[index] = pooling
    case .rectifiedSum:
      let first = forward.memory(of: node.inputs[0])
      let second = try forward.memory(of: node.inputs[1], as: first.layout)
      let destination = try plan.memory(first.layout)
      forward.append(Elementwise.addition(first, second, to: destination, rectifies: true))
      forward.define(index + 1, as: destination)
    case .embedding, .layerNormalisation, .linear, .attention, .residualSum, .tokenMaps:
      preconditionFailure("expected a network on maps; nothing trains one on tokens")
    }
  }

  private func compileConvolution(
    _ name: String, hasBias: Bool, _ index: Int
  ) throws(KernelError) {
    let input = graph.nodes[index].inputs[0]
    let geometry = graph.geometry(of: index, input: shapes[input])
    let convolution = try Convolution(
      geometry, hasBias: hasBias, choice: choice, in: context)
    let plain = try Memory(Layout(geometry.weights), in: context)
    parameters["\(name).weight"] = plain
    var bias: Memory?
    if hasBias {
      bias = try Memory(Layout([geometry.filters]), in: context)
      parameters["\(name).bias"] = bias
    }
    let destination = try plan.memory(convolution.destination)
    forward.append(
      convolution.step(
        source: try forward.memory(of: input, as: convolution.source),
        filters: try uploaded(plain, as: convolution.filterForm), bias: bias,
        destination: destination))
    forward.define(index + 1, as: destination)
    convolutions[index] = convolution
  }

  /// Returns filters in a form that each upload makes anew.
  func uploaded(_ plain: Memory, as form: FilterForm) throws(KernelError) -> Memory {
    guard !form.isMet(by: plain) else { return plain }
    let result = try form.memory(in: context)
    uploads.append(try form.preparation(from: plain, to: result, in: context))
    return result
  }

  private func compileNormalisation(
    _ name: String, rectifies: Bool, _ index: Int
  ) throws(KernelError) {
    let shape = shapes[index + 1]
    let vector = try Layout([shape.channels])
    let input = graph.nodes[index].inputs[0]
    let compiled = try BatchNormalisation(
      shape, source: forward.memory(of: input).layout, epsilon: TrainingNetwork.epsilon,
      rectifies: rectifies, usesRunningStatistics: normalisation != .training)
    let scale = try Memory(vector, in: context)
    let shift = try Memory(vector, in: context)
    parameters["\(name).weight"] = scale
    parameters["\(name).bias"] = shift
    let layer = CompiledTraining.LayerStatistics(
      name: name, mean: try Memory(vector, in: context), variance: try Memory(vector, in: context),
      count: shape.batch * shape.height * shape.width)
    statistics.append(layer)
    let layerParameters = BatchNormalisation.Parameters(
      scale: scale, shift: shift, mean: layer.mean, variance: layer.variance)
    let destination = try plan.memory(compiled.layout)
    forward.append(
      compiled.step(
        source: try forward.memory(of: input, as: compiled.layout), parameters: layerParameters,
        destination: destination))
    forward.define(index + 1, as: destination)
    normalisations[index] = (compiled, layerParameters)
  }
}
