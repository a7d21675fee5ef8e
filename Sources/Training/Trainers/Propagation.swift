internal import Networks
public import OrderedCollections
public import Tensors

/// How batches become losses and gradients.
///
/// What it keeps between batches and nobody learns by gradients, its memory, is part of a trainer's
/// state. Not safe for concurrent use.
public protocol Propagation: AnyObject {
  /// Brings in the tensors that the next batches use.
  ///
  /// - Parameters:
  ///   - parameters: those of the network and of the head, by name.
  ///   - statistics: the running statistics, by name.
  /// - Throws: `KernelError` when a kernel fails.
  func load(
    _ parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) throws

  /// Returns the loss of a batch and its gradients, and remembers of the batch what is to be kept.
  ///
  /// - Parameters:
  ///   - batch: the images in passes, and their targets.
  ///   - parameters: those of the network and of the head, as loaded.
  ///   - statistics: the running statistics; moved when normalisation takes those of the batch.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss, and one gradient a parameter that is learnt.
  /// - Throws: `KernelError` when a kernel fails.
  func evaluate(
    _ batch: TrainingBatch, parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>, draws: StepDraws
  ) throws -> PropagationResult

  /// Told of the parameters after each step.
  ///
  /// - Parameter parameters: those of the network and of the head, by name.
  func follow(_ parameters: OrderedDictionary<String, Tensor>)

  /// What is kept between batches, by name; none for most objectives.
  var memory: OrderedDictionary<String, Tensor> { get }

  /// Goes on from what another one has kept.
  ///
  /// - Parameter memory: that of the same objective and network.
  /// - Throws: `TrainerStateError` for any other; then nothing has changed.
  func restore(_ memory: OrderedDictionary<String, Tensor>) throws(TrainerStateError)
}

extension Propagation {
  /// Follows nothing.
  public func follow(_ parameters: OrderedDictionary<String, Tensor>) {}

  /// Nothing.
  public var memory: OrderedDictionary<String, Tensor> { [:] }

  /// Takes over an empty memory, and throws for any other.
  ///
  /// - Parameter memory: what another one has kept.
  /// - Throws: `TrainerStateError` unless it is empty.
  public func restore(_ memory: OrderedDictionary<String, Tensor>) throws(TrainerStateError) {
    _ = try memory.ordered(as: self.memory, of: "memory")
  }
}

/// The loss of a batch, and how to change everything it depends on.
public struct PropagationResult: Sendable {
  /// The loss.
  public let loss: Float

  /// The gradients of the network's and the head's parameters by name; none when the loss is no
  /// finite number.
  public let gradients: OrderedDictionary<String, Tensor>

  /// What the loss was taken over, one row an image of the batch, (batch, dimension).
  public let embeddings: Matrix
}

extension ObjectiveHead {
  /// The number of networks that share the images of a batch.
  var networkCount: Int { self is any MomentumHead ? 2 : 1 }

  /// Returns what makes the gradients of this head's objective.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - passShape: the shape of a pass, (image, channel, height, width).
  ///   - otherShapes: those of views of other sizes; none where there are two networks.
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  ///   - parameters: what training starts from, those of the head among them.
  ///   - statistics: the running statistics that it starts from.
  ///   - seed: the seed of the plan.
  /// - Returns: one for this head alone.
  /// - Throws: `KernelError` when the network cannot be compiled.
  func propagation(
    _ graph: NetworkGraph, passShape: Shape, otherShapes: [Shape],
    normalisation: NormalisationMode, parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>, seed: UInt64
  ) throws -> any Propagation {
    let stages = try MultiStagePropagation(
      graph, head: self, passShape: passShape, otherShapes: otherShapes,
      normalisation: normalisation)
    guard let head = self as? any MomentumHead else { return stages }
    return MomentumPropagation(
      stages, head: head,
      encoder: try MomentumEncoder(
        graph, head: head, passShape: passShape, normalisation: normalisation,
        momentum: head.momentum, parameters: parameters, statistics: statistics),
      memory: head.initialMemory(featureChannels: graph.featureChannels, seed: seed))
  }
}
