internal import Kernels
internal import OrderedCollections
internal import Tensors

/// The convolutions of a network with their batch normalisation folded in.
///
/// A normalisation with scale γ, shift β, running mean μ and variance v turns filters w into
/// w·γ/√(v+ε) and adds the bias β − μ·γ/√(v+ε). Reordered filters are kept by layout, so that the
/// plans of several input shapes share them.
final class FoldedWeights {
  let context: ComputeContext
  private let graph: NetworkGraph
  private var filterVersions: [String: [Memory]] = [:]
  private var biases: [String: Memory] = [:]

  init(_ weights: NetworkWeights, graph: NetworkGraph) throws(KernelError) {
    context = try ComputeContext()
    self.graph = graph
    for index in graph.nodes.indices {
      guard case .convolution(let name, _, _, _, _, _) = graph.nodes[index].operation else {
        continue
      }
      try fold(weights, name, index)
    }
  }

  private func fold(
    _ weights: NetworkWeights, _ name: String, _ index: Int
  ) throws(KernelError) {
    guard
      case .batchNormalisation(let normalisation, _) =
        graph.nodes[self.normalisation(after: index)].operation
    else { preconditionFailure("expected \(name) to be followed by a normalisation") }
    var filters = weights.tensor("\(name).weight")
    let scale = weights.tensor("\(normalisation).weight").elements
    let variance = weights.tensor("\(normalisation).running_var").elements
    let mean = weights.tensor("\(normalisation).running_mean").elements
    var bias = weights.tensor("\(normalisation).bias").elements
    let perFilter = filters.elements.count / scale.count
    for filter in scale.indices {
      let factor = scale[filter] / (variance[filter] + TrainingNetwork.epsilon).squareRoot()
      for position in filter * perFilter..<(filter + 1) * perFilter {
        filters.elements[position] *= factor
      }
      bias[filter] -= mean[filter] * factor
    }
    let plain = try Memory(Layout(filters.shape), in: context)
    plain.write(filters.elements)
    filterVersions[name] = [plain]
    let biasMemory = try Memory(Layout([bias.count]), in: context)
    biasMemory.write(bias)
    biases[name] = biasMemory
  }

  /// Returns the node that normalises what a convolution computes.
  func normalisation(after index: Int) -> Int {
    guard let reader = graph.readers(of: index + 1).first,
      case .batchNormalisation = graph.nodes[reader].operation
    else { preconditionFailure("expected node \(index) to be followed by a normalisation") }
    return reader
  }

  func geometry(of index: Int, input: Shape) -> ConvolutionGeometry {
    guard
      case .convolution(_, let filters, let kernelSize, let stride, let padding, _) =
        graph.nodes[index].operation
    else { preconditionFailure("expected node \(index) to be a convolution") }
    return ConvolutionGeometry(
      input: input, filters: filters, kernelSize: kernelSize, stride: stride, padding: padding)
  }

  func bias(of name: String) -> Memory {
    guard let bias = biases[name] else {
      preconditionFailure("expected \(name) to be a convolution of the network")
    }
    return bias
  }

  /// Returns the folded filters of a convolution in a given layout.
  func filters(of name: String, as layout: Layout) throws(KernelError) -> Memory {
    guard let versions = filterVersions[name], let plain = versions.first else {
      preconditionFailure("expected \(name) to be a convolution of the network")
    }
    if let found = versions.first(where: { $0.layout == layout }) { return found }
    let result = try Memory(layout, in: context)
    let reorder = try Kernel.reorder(from: plain.layout, to: layout, in: context)
    try reorder.bound(to: [.source: plain, .destination: result]).run()
    filterVersions[name]?.append(result)
    return result
  }
}
