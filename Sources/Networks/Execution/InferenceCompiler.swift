internal import Kernels
internal import Tensors

/// A network compiled for inference on one input shape.
struct CompiledInference {
  let images: Memory
  let features: Memory
  let featureShape: Shape
  let steps: ValueTable
  let plan: BufferPlan

  /// The normalised tokens that the maps are made of, (batch, token, channel), of a network that has such.
  let tokens: (memory: Memory, shape: Shape)?
}

/// Turns a graph into kernels for inference.
///
/// Batch normalisation is folded into the convolution before it, and the rectifier and the sum of a
/// residual block are done in the convolution's own pass.
final class InferenceCompiler {
  let graph: NetworkGraph
  let shapes: [Shape]
  let context: ComputeContext
  let plan: BufferPlan
  let values: ValueTable

  /// The nodes that are computed in the pass of an earlier one.
  var fusedNodes: Set<Int> = []

  private let weights: PreparedWeights
  private let settings: ComputeSettings
  private let fullBatch: Int

  init(
    _ graph: NetworkGraph, weights: PreparedWeights, settings: ComputeSettings, inputShape: Shape,
    fullBatch: Int, context: ComputeContext
  ) {
    self.graph = graph
    self.weights = weights
    self.settings = settings
    self.fullBatch = fullBatch
    self.context = context
    shapes = graph.shapes(for: inputShape)
    plan = BufferPlan(context: context)
    values = ValueTable(context: context, plan: plan)
  }

  func compile() throws(KernelError) -> CompiledInference {
    let images = try plan.memory(Layout(shapes[0]))
    values.define(0, as: images)
    for index in graph.nodes.indices where !fusedNodes.contains(index) { try compile(index) }
    let last = graph.nodes.count
    let features = try values.memory(of: last, as: Layout(shapes[last]))
    plan.keep(images, at: 0)
    plan.keep(features, at: values.steps.count)
    let tokens = mappedTokens
    if let tokens { plan.keep(tokens.memory, at: values.steps.count) }
    plan.arrange(values.steps)
    return CompiledInference(
      images: images, features: features, featureShape: shapes[last], steps: values, plan: plan,
      tokens: tokens)
  }

  /// The tokens that the maps are made of.
  private var mappedTokens: (memory: Memory, shape: Shape)? {
    guard let last = graph.nodes.last, case .tokenMaps = last.operation else { return nil }
    return (values.memory(of: last.inputs[0]), shapes[last.inputs[0]])
  }

  private func compile(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    switch node.operation {
    case .convolution(let name, _, _, _, _, _): try compileConvolution(name, index)
    case .maxPooling(let geometry):
      try compileMaxPooling(geometry, index)
    case .batchNormalisation, .rectifier, .rectifiedSum:
      preconditionFailure("expected node \(index) to follow a convolution")
    case .embedding, .layerNormalisation, .linear, .attention, .residualSum, .tokenMaps:
      guard let tokens = weights.tokens else {
        preconditionFailure("expected node \(index) in a network with an embedding")
      }
      try compileTokens(index, with: tokens)
    }
  }

  private func compileMaxPooling(
    _ geometry: PoolingGeometry, _ index: Int
  ) throws(KernelError) {
    let input = graph.nodes[index].inputs[0]
    let source = values.memory(of: input)
    guard settings.precision == .float32 else {
      let kernel = try Kernel.maxPooling(
        geometry, source: source.layout, input: shapes[input], precision: settings.precision,
        in: context)
      let destination = try plan.memory(kernel.requiredLayout(of: .destination))
      values.append(kernel.bound(to: [.source: source, .destination: destination]))
      values.define(index + 1, as: destination)
      return
    }
    let pooling = try MaxPooling(geometry, source: source.layout, input: shapes[input])
    let destination = try plan.memory(pooling.destination)
    values.append(
      pooling.step(
        source: try values.memory(of: input, as: pooling.source), destination: destination))
    values.define(index + 1, as: destination)
  }

  private func compileConvolution(_ name: String, _ index: Int) throws(KernelError) {
    let fusion = fusion(startingAt: index)
    let bias = weights.bias(of: name)
    let convolution = try Convolution(
      graph.geometry(of: index, input: shapes[graph.nodes[index].inputs[0]]),
      hasBias: bias != nil, choice: settings.convolution,
      precision: settings.precision, then: fusion.operations, fullBatch: fullBatch,
      in: context)
    let source = try values.memory(of: graph.nodes[index].inputs[0], as: convolution.source)
    // The sum overwrites the shortcut: nothing reads that value after the block.
    let destination =
      if let shortcut = fusion.shortcut {
        try values.memory(of: shortcut, as: convolution.destination)
      } else {
        try plan.memory(convolution.destination)
      }
    let filters = try weights.filters(of: name, as: convolution.filterForm)
    values.append(
      convolution.step(source: source, filters: filters, bias: bias, destination: destination))
    fusedNodes.formUnion(fusion.nodes)
    values.define(fusion.result, as: destination)
  }

  /// What one pass of a convolution computes beyond the convolution.
  private struct Fusion {
    var nodes: [Int] = []
    var operations: [PostOperation] = []
    var shortcut: Int?
    var result: Int
  }

  /// Follows a convolution through its normalisation and rectifier, or through its sum where the
  /// other side is ready.
  private func fusion(startingAt index: Int) -> Fusion {
    var fusion = Fusion(result: index + 1)
    if let normalisation = graph.normalisation(after: index),
      case .batchNormalisation(_, let rectifies) = graph.nodes[normalisation].operation
    {
      fusion.nodes = [normalisation]
      fusion.result = normalisation + 1
      if rectifies {
        fusion.operations = [.rectify]
        return fusion
      }
    }
    let readers = graph.readers(of: fusion.result)
    guard readers.count == 1, let reader = readers.first else { return fusion }
    switch graph.nodes[reader].operation {
    case .rectifier: fusion.operations = [.rectify]
    case .rectifiedSum:
      guard let shortcut = graph.nodes[reader].inputs.first(where: { $0 != fusion.result }),
        shortcut <= index, graph.readers(of: shortcut).allSatisfy({ $0 < index || $0 == reader })
      else { return fusion }
      fusion.operations = [.addDestination, .rectify]
      fusion.shortcut = shortcut
    default: return fusion
    }
    fusion.nodes.append(reader)
    fusion.result = reader + 1
    return fusion
  }
}
