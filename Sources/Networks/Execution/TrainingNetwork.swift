public import Kernels
public import OrderedCollections
public import Tensors

/// A network compiled for training on batches of one shape, forward and back.
///
/// Not safe for concurrent use. Its weights are copies; `load` brings in new ones after each update.
/// All maps lie in one block of memory, where they take each other's place as soon as nothing reads
/// them any more.
public final class TrainingNetwork {
  /// The share of the newest batch in the running statistics, PyTorch's default.
  static let statisticsMomentum: Float = 0.1

  /// What is added to a variance, PyTorch's default.
  static let epsilon: Float = 1e-5

  /// The shape of the batches, (batch, channel, height, width).
  public let inputShape: Shape

  /// The shape of the feature maps, (batch, channel, height, width).
  public let featureShape: Shape

  /// Which statistics batch normalisation uses, and whether it learns.
  public let normalisation: NormalisationMode

  let graph: NetworkGraph
  private let uploads: ValueTable
  private let forward: ValueTable
  private let backward: ValueTable
  private let compiled: CompiledTraining
  private let arena = ComputeArena()

  /// Compiles a network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - inputShape: the shape of the batches, (batch, channel, height, width).
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  ///   - convolution: which algorithm convolutions take.
  ///   - isForwardOnly: whether there are to be no gradients; then maps are kept no longer than the
  ///     way forward reads them.
  /// - Throws: `KernelError` when the library has no kernel or memory for it.
  public init(
    _ graph: NetworkGraph, inputShape: Shape, normalisation: NormalisationMode = .training,
    convolution: ConvolutionChoice = .automatic, isForwardOnly: Bool = false
  ) throws(KernelError) {
    self.graph = graph
    self.normalisation = normalisation
    self.inputShape = inputShape
    let shapes = graph.shapes(for: inputShape)
    featureShape = shapes[graph.nodes.count]
    let compiler = try TrainingCompiler(
      graph, shapes: shapes, normalisation: normalisation, choice: convolution)
    compiled = try compiler.compile(isForwardOnly: isForwardOnly)
    try compiler.plan.place(in: arena)
    uploads = compiler.uploads
    forward = compiler.forward
    backward = compiler.backward
  }

  /// Brings in the tensors that the next passes use.
  ///
  /// - Parameters:
  ///   - parameters: at least those of the graph.
  ///   - statistics: the running statistics; looked at only when normalisation uses them.
  /// - Throws: `KernelError` when a kernel fails.
  public func load(
    _ parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) throws(KernelError) {
    for (name, memory) in compiled.parameters {
      guard let tensor = parameters[name] else {
        preconditionFailure("expected parameters with a tensor \(name)")
      }
      memory.write(tensor.elements)
    }
    if normalisation != .training { load(statistics: statistics) }
    try uploads.run()
  }

  private func load(statistics: OrderedDictionary<String, Tensor>) {
    for layer in compiled.statistics {
      guard let mean = statistics["\(layer.name).running_mean"],
        let variance = statistics["\(layer.name).running_var"]
      else { preconditionFailure("expected running statistics of \(layer.name)") }
      layer.mean.write(mean.elements)
      layer.variance.write(variance.elements)
    }
  }

  /// Returns the feature maps of a batch, and keeps what the way back needs.
  ///
  /// - Parameter images: (batch, channel, height, width), normalised.
  /// - Returns: the maps after the last rectifier, of shape `featureShape`.
  /// - Throws: `KernelError` when a kernel fails.
  public func features(of images: Tensor) throws(KernelError) -> Tensor {
    precondition(images.shape == inputShape, "expected \(inputShape), found \(images.shape)")
    compiled.images.write(images.elements)
    try forward.run()
    return Tensor(shape: featureShape, elements: compiled.features.read())
  }

  /// Returns the gradient of every parameter for the batch that went forward last.
  ///
  /// - Parameter featureGradient: of the loss with respect to the feature maps,
  ///   (batch, channel, height, width).
  /// - Returns: one gradient a parameter, by its name; none of scales and shifts that are frozen.
  /// - Throws: `KernelError` when a kernel fails.
  public func gradients(
    from featureGradient: Tensor
  ) throws(KernelError) -> OrderedDictionary<String, Tensor> {
    precondition(
      featureGradient.shape == featureShape,
      "expected \(featureShape), found \(featureGradient.shape)")
    guard let target = compiled.featureGradient else {
      preconditionFailure("expected a network that was compiled with its way back")
    }
    target.write(featureGradient.elements)
    try backward.run()
    var gradients: OrderedDictionary<String, Tensor> = [:]
    for (name, shape) in graph.parameterShapes {
      guard let memory = compiled.gradients[name] else { continue }
      gradients[name] = Tensor(shape: shape, elements: memory.read())
    }
    return gradients
  }

  /// Moves the running statistics towards those of the batch that went forward last.
  ///
  /// As PyTorch does, the running variance takes the unbiased estimate. Only after a pass that used
  /// the statistics of the batch.
  public func updateStatistics(_ statistics: inout OrderedDictionary<String, Tensor>) {
    precondition(
      normalisation == .training, "expected normalisation by the batch, found \(normalisation)")
    for batch in compiled.statistics {
      let unbiased = Float(batch.count) / Float(max(batch.count - 1, 1))
      Self.move(&statistics["\(batch.name).running_mean"], towards: batch.mean.read(), scale: 1)
      Self.move(
        &statistics["\(batch.name).running_var"], towards: batch.variance.read(), scale: unbiased)
    }
  }

  private static func move(_ running: inout Tensor?, towards batch: [Float], scale: Float) {
    for index in batch.indices {
      guard let old = running?.elements[index] else { return }
      running?.elements[index] =
        (1 - statisticsMomentum) * old + statisticsMomentum * scale * batch[index]
    }
  }
}

/// The buffers through which a compiled network meets the outside.
struct CompiledTraining {
  /// The mean and variance that one layer normalises with, (channel), and the number of values each
  /// is taken over when they are those of the batch; then the variance is the biased one.
  struct LayerStatistics {
    let name: String
    let mean: Memory
    let variance: Memory
    let count: Int
  }

  let images: Memory
  let features: Memory

  /// Where the gradient of the features goes; nil without a way back.
  let featureGradient: Memory?
  let parameters: OrderedDictionary<String, Memory>
  let gradients: OrderedDictionary<String, Memory>
  let statistics: [LayerStatistics]
}
