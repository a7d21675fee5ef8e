internal import Kernels
internal import OrderedCollections
internal import Synchronization
internal import Tensors

/// The convolutions of a network with their batch normalisation folded in, in every form that some
/// plan reads.
///
/// A normalisation with scale γ, shift β, running mean μ and variance v turns filters w into
/// w·γ/√(v+ε) and a bias b into β + (b − μ)·γ/√(v+ε). Each form is made once, whatever the number of
/// plans and of sessions that compute at the same time; forms that nothing needs any more are let go.
final class PreparedWeights: @unchecked Sendable {
  private let context: ComputeContext
  private let graph: NetworkGraph

  /// Guards the two tables below; the buffers in them are written once, under the lock.
  private let lock = Mutex(())
  private var filterForms: [String: [(form: FilterForm, memory: Memory)]] = [:]
  private var plainFilters: [String: Memory]

  private let biases: [String: Memory]

  /// What tokens are computed with, in a network that has such.
  let tokens: PreparedTokens?

  init(
    _ weights: NetworkWeights, graph: NetworkGraph, in context: ComputeContext
  ) throws(KernelError) {
    self.context = context
    self.graph = graph
    var filters: [String: Memory] = [:]
    var biases: [String: Memory] = [:]
    for index in graph.nodes.indices {
      guard case .convolution(let name, _, _, _, _, _) = graph.nodes[index].operation else {
        continue
      }
      let folded = Self.folded(weights, graph, name, index)
      filters[name] = try Self.memory(folded.filters, in: context)
      if let bias = folded.bias {
        biases[name] = try Self.memory(Tensor(shape: [bias.count], elements: bias), in: context)
      }
    }
    plainFilters = filters
    self.biases = biases
    tokens = try PreparedTokens(weights, graph: graph, in: context)
  }

  private static func memory(
    _ tensor: Tensor, in context: ComputeContext
  ) throws(KernelError) -> Memory {
    let memory = try Memory(Layout(tensor.shape), in: context)
    memory.write(tensor.elements)
    return memory
  }

  private static func folded(
    _ weights: NetworkWeights, _ graph: NetworkGraph, _ name: String, _ index: Int
  ) -> (filters: Tensor, bias: [Float]?) {
    var filters = weights.tensor("\(name).weight")
    var bias = graph.hasBias(index) ? weights.tensor("\(name).bias").elements : nil
    guard let reader = graph.normalisation(after: index),
      case .batchNormalisation(let normalisation, _) = graph.nodes[reader].operation
    else { return (filters, bias) }
    let scale = weights.tensor("\(normalisation).weight").elements
    let shift = weights.tensor("\(normalisation).bias").elements
    let mean = weights.tensor("\(normalisation).running_mean").elements
    let variance = weights.tensor("\(normalisation).running_var").elements
    var foldedBias = shift
    let perFilter = filters.elements.count / scale.count
    for filter in scale.indices {
      let factor = scale[filter] / (variance[filter] + TrainingNetwork.epsilon).squareRoot()
      for position in filter * perFilter..<(filter + 1) * perFilter {
        filters.elements[position] *= factor
      }
      foldedBias[filter] += ((bias?[filter] ?? 0) - mean[filter]) * factor
    }
    bias = foldedBias
    return (filters, bias)
  }

  /// The folded bias of a convolution, (filter), or nil when it has none.
  func bias(of name: String) -> Memory? { biases[name] }

  /// Returns the folded filters of a convolution in a given form.
  func filters(of name: String, as form: FilterForm) throws(KernelError) -> Memory {
    var result: Result<Memory, KernelError>?
    lock.withLock { _ in
      result = Result { () throws(KernelError) in try self.lockedFilters(of: name, as: form) }
    }
    guard let result else { preconditionFailure("expected the lock to run its body") }
    return try result.get()
  }

  private func lockedFilters(
    of name: String, as form: FilterForm
  ) throws(KernelError) -> Memory {
    if let found = filterForms[name]?.first(where: { $0.form == form }) { return found.memory }
    let source = try source(of: name, for: form)
    let memory = try form.memory(in: context)
    try form.preparation(from: source, to: memory, in: context).run()
    filterForms[name, default: []].append((form, memory))
    // Any arranged form can stand for the plain one: it only orders the numbers otherwise.
    if !form.needsPlainSource { plainFilters[name] = nil }
    return memory
  }

  /// Returns filters that a form can be made from.
  private func source(of name: String, for form: FilterForm) throws(KernelError) -> Memory {
    if let plain = plainFilters[name] { return plain }
    guard let arranged = filterForms[name]?.first(where: { !$0.form.needsPlainSource })?.memory,
      let shape = graph.parameterShapes["\(name).weight"]
    else { preconditionFailure("expected \(name) to be a convolution of the network") }
    guard form.needsPlainSource else { return arranged }
    let plain = try Memory(Layout(shape), in: context)
    try Kernel.reorder(from: arranged.layout, to: plain.layout, in: context)
      .bound(to: [.source: arranged, .destination: plain]).run()
    return plain
  }
}

extension NetworkGraph {
  /// Returns the node that normalises what a node computes, if that is all that reads it.
  func normalisation(after index: Int) -> Int? {
    let readers = readers(of: index + 1)
    guard readers.count == 1, let reader = readers.first,
      case .batchNormalisation = nodes[reader].operation
    else { return nil }
    return reader
  }

  /// Whether a node is a convolution with a bias of its own.
  func hasBias(_ index: Int) -> Bool {
    guard case .convolution(_, _, _, _, _, let hasBias) = nodes[index].operation else {
      return false
    }
    return hasBias
  }

  /// Returns the sizes of a node that is a convolution.
  func geometry(of index: Int, input: Shape) -> ConvolutionGeometry {
    guard
      case .convolution(_, let filters, let kernelSize, let stride, let padding, _) =
        nodes[index].operation
    else { preconditionFailure("expected node \(index) to be a convolution") }
    return ConvolutionGeometry(
      input: input, filters: filters, kernelSize: kernelSize, stride: stride, padding: padding)
  }
}
