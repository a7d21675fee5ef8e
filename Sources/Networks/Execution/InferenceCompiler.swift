internal import Kernels
internal import OrderedCollections
internal import Tensors

/// A network compiled for inference on one input shape.
struct CompiledInference {
  let images: Memory
  let features: Memory
  let featureShape: Shape
  let steps: ValueTable
}

/// Turns a graph into kernels for inference.
///
/// Batch normalisation is folded into the convolution before it, and the rectifier and the sum of a
/// residual block are done in the convolution's own pass.
final class InferenceCompiler {
  private let graph: NetworkGraph
  private let weights: FoldedWeights
  private let shapes: [Shape]
  private let context: ComputeContext
  private let values: ValueTable
  private var fusedNodes: Set<Int> = []

  init(_ graph: NetworkGraph, weights: FoldedWeights, inputShape: Shape) {
    self.graph = graph
    self.weights = weights
    shapes = graph.shapes(for: inputShape)
    context = weights.context
    values = ValueTable(context: context)
  }

  func compile() throws(KernelError) -> CompiledInference {
    let images = try Memory(Layout(shapes[0]), in: context)
    values.define(0, as: images)
    for index in graph.nodes.indices where !fusedNodes.contains(index) { try compile(index) }
    let last = graph.nodes.count
    let features = try values.memory(of: last, as: Layout(shapes[last]))
    return CompiledInference(
      images: images, features: features, featureShape: shapes[last], steps: values)
  }

  private func compile(_ index: Int) throws(KernelError) {
    let node = graph.nodes[index]
    switch node.operation {
    case .convolution(let name, _, _, _, _, _): try compileConvolution(name, index)
    case .maxPooling(let geometry):
      let source = values.memory(of: node.inputs[0])
      let kernel = try Kernel.maxPooling(
        geometry, source: source.layout, input: shapes[node.inputs[0]], forTraining: false,
        in: context)
      let destination = try kernel.memory(for: .destination)
      values.append(kernel.bound(to: [.source: source, .destination: destination]))
      values.define(index + 1, as: destination)
    case .batchNormalisation, .rectifier, .rectifiedSum:
      preconditionFailure("expected node \(index) to follow a convolution")
    }
  }

  private func compileConvolution(_ name: String, _ index: Int) throws(KernelError) {
    let fusion = fusion(startingAt: index)
    let geometry = weights.geometry(of: index, input: shapes[graph.nodes[index].inputs[0]])
    let kernel = try Kernel.convolution(
      geometry, hasBias: true, forTraining: false, algorithm: .direct,
      then: fusion.operations, in: context)
    guard let sourceLayout = kernel.layout(of: .source),
      let weightsLayout = kernel.layout(of: .weights),
      let destinationLayout = kernel.layout(of: .destination)
    else { preconditionFailure("expected a convolution to have three layouts") }
    let source = try values.memory(of: graph.nodes[index].inputs[0], as: sourceLayout)
    // The sum overwrites the shortcut: nothing reads that value after the block.
    let destination =
      if let shortcut = fusion.shortcut {
        try values.memory(of: shortcut, as: destinationLayout)
      } else {
        try Memory(destinationLayout, in: context)
      }
    values.append(
      kernel.bound(to: [
        .source: source, .weights: try weights.filters(of: name, as: weightsLayout),
        .bias: weights.bias(of: name), .destination: destination,
      ]))
    fusedNodes.formUnion(fusion.nodes)
    values.define(fusion.result, as: destination)
  }

  /// What one pass of a convolution computes beyond the convolution.
  private struct Fusion {
    var nodes: [Int]
    var operations: [PostOperation] = []
    var shortcut: Int?
    var result: Int
  }

  /// Follows a convolution through its normalisation and, where its other side is ready, its sum.
  private func fusion(startingAt index: Int) -> Fusion {
    let normalisation = weights.normalisation(after: index)
    var fusion = Fusion(nodes: [normalisation], result: normalisation + 1)
    guard case .batchNormalisation(_, let rectifies) = graph.nodes[normalisation].operation else {
      preconditionFailure("expected node \(normalisation) to normalise")
    }
    if rectifies { fusion.operations = [.rectify] }
    let readers = graph.readers(of: normalisation + 1)
    guard !rectifies, readers.count == 1, let sum = readers.first,
      case .rectifiedSum = graph.nodes[sum].operation,
      let shortcut = graph.nodes[sum].inputs.first(where: { $0 != normalisation + 1 }),
      shortcut <= index
    else { return fusion }
    fusion.nodes.append(sum)
    fusion.operations = [.addDestination, .rectify]
    fusion.shortcut = shortcut
    fusion.result = sum + 1
    return fusion
  }
}
