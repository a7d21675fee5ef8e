public import Networks
public import OrderedCollections
public import Tensors

/// The loss of a batch and its gradients, with no more than a few images in the network at a time.
///
/// The multi-stage back-propagation of Revaud et al. 2019, for losses that need more images together
/// than memory holds: the embeddings of all images first, keeping no features; then the loss and its
/// gradient with respect to the embeddings; then each pass forward again, and back from the gradient
/// of its own embeddings, the gradients of the parameters summed in the order of the passes. A batch
/// of one pass goes forward once.
///
/// With running statistics the gradients are those of the whole batch. With `.training`, batch
/// normalisation sees one pass at a time, the same in both stages, and the running statistics move
/// once a pass, so they move further the more passes a batch has.
///
/// Not safe for concurrent use.
public final class MultiStagePropagation {
  /// The loss of a batch, and how to change everything it depends on.
  public struct Result: Sendable {
    /// The loss.
    public let loss: Float

    /// The gradients of the network's and the head's parameters by name; none when the loss is no
    /// finite number.
    public let gradients: OrderedDictionary<String, Tensor>
  }

  private let network: TrainingNetwork
  private let head: any ObjectiveHead

  /// Prepares the passes of one network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - head: what is learnt.
  ///   - passShape: the shape of a pass, (image, channel, height, width).
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  /// - Throws: `KernelError` when the network cannot be compiled.
  public init(
    _ graph: NetworkGraph, head: any ObjectiveHead, passShape: Shape,
    normalisation: NormalisationMode
  ) throws {
    self.head = head
    network = try TrainingNetwork(
      graph, inputShape: passShape, normalisation: normalisation)
  }

  /// Brings in the tensors that the next batches use.
  ///
  /// - Parameters:
  ///   - parameters: those of the network, by name.
  ///   - statistics: the running statistics, by name.
  /// - Throws: `KernelError` when a kernel fails.
  public func load(
    _ parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) throws {
    try network.load(parameters, statistics: statistics)
  }

  /// Returns the loss of a batch and its gradients.
  ///
  /// - Parameters:
  ///   - batch: passes of `passShape`, and their targets.
  ///   - parameters: those of the network and of the head, as loaded.
  ///   - statistics: the running statistics; moved when normalisation takes those of the batch.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss, and one gradient a parameter that is learnt.
  /// - Throws: `KernelError` when a kernel fails.
  public func evaluate(
    _ batch: TrainingBatch, parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>, draws: StepDraws
  ) throws -> Result {
    var (embeddings, features) = try embeddings(of: batch, parameters)
    let loss = head.loss(
      of: embeddings, targets: batch.targets, parameters: parameters, draws: draws)
    guard loss.value.isFinite else { return Result(loss: loss.value, gradients: [:]) }
    var gradients: OrderedDictionary<String, Tensor> = [:]
    for (number, images) in batch.passes.enumerated() {
      let count = images.shape.batch
      let rows = number * count..<(number + 1) * count
      let present = try features ?? network.features(of: images)
      features = nil
      let own = head.backward(
        present, embeddings: embeddings.selectingRows(rows),
        gradient: loss.embeddingGradient.selectingRows(rows), parameters: parameters)
      gradients.add(try network.gradients(from: own.features))
      gradients.add(own.parameters)
      if network.normalisation == .training { network.updateStatistics(&statistics) }
    }
    gradients.add(loss.parameterGradients)
    return Result(loss: loss.value, gradients: gradients)
  }

  /// Returns one row an image, and the features when one pass has them all.
  private func embeddings(
    of batch: TrainingBatch, _ parameters: OrderedDictionary<String, Tensor>
  ) throws -> (rows: Matrix, features: Tensor?) {
    if batch.passes.count == 1 {
      let features = try network.features(of: batch.passes[0])
      return (head.embeddings(of: features, parameters: parameters), features)
    }
    var elements: [Float] = []
    for images in batch.passes {
      let features = try network.features(of: images)
      elements += head.embeddings(of: features, parameters: parameters).elements
    }
    let images = batch.targets.count
    return (
      Matrix(rows: images, columns: elements.count / images, elements: elements), nil
    )
  }
}
