public import Kernels
public import OrderedCollections
public import Tensors

/// A network compiled for training on batches of one shape: forward with batch statistics, and back.
///
/// Not safe for concurrent use. Its weights are copies; `load` brings in new ones after each update.
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

  /// Compiles a network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - inputShape: the shape of the batches, (batch, channel, height, width).
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  /// - Throws: `KernelError` when the library has no kernel or memory for it.
  public init(
    _ graph: NetworkGraph, inputShape: Shape, normalisation: NormalisationMode = .training
  ) throws(KernelError) {
    self.graph = graph
    self.normalisation = normalisation
    self.inputShape = inputShape
    let shapes = graph.shapes(for: inputShape)
    featureShape = shapes[graph.nodes.count]
    let compiler = try TrainingCompiler(graph, shapes: shapes)
    compiled = try compiler.compile()
    uploads = compiler.uploads
    forward = compiler.forward
    backward = compiler.backward
  }

  /// Brings in the tensors that the next passes use.
  ///
  /// - Parameters:
  ///   - parameters: at least those of the graph.
  ///   - statistics: the running statistics; looked at only when normalisation uses them.
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
    try uploads.run()
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
  /// - Returns: one gradient a parameter, by its name.
  /// - Throws: `KernelError` when a kernel fails.
  public func gradients(
    from featureGradient: Tensor
  ) throws(KernelError) -> OrderedDictionary<String, Tensor> {
    precondition(
      featureGradient.shape == featureShape,
      "expected \(featureShape), found \(featureGradient.shape)")
    compiled.featureGradient.write(featureGradient.elements)
    try backward.run()
    var gradients: OrderedDictionary<String, Tensor> = [:]
    for (name, shape) in graph.parameterShapes {
      guard let memory = compiled.gradients[name] else {
        preconditionFailure("expected a compiled gradient of \(name)")
      }
      gradients[name] = Tensor(shape: shape, elements: memory.read())
    }
    return gradients
  }

  /// Moves the running statistics towards those of the batch that went forward last.
  ///
  /// As PyTorch does, the running variance takes the unbiased estimate.
  public func updateStatistics(_ statistics: inout OrderedDictionary<String, Tensor>) {
    for batch in compiled.batchStatistics {
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
  /// The mean and biased variance of one layer over the last batch, (channel), and the number of
  /// values each was taken over.
  struct BatchStatistics {
    let name: String
    let mean: Memory
    let variance: Memory
    let count: Int
  }

  let images: Memory
  let features: Memory
  let featureGradient: Memory
  let parameters: OrderedDictionary<String, Memory>
  let gradients: OrderedDictionary<String, Memory>
  let batchStatistics: [BatchStatistics]
}
