public import Networks
public import OrderedCollections
public import Tensors

/// The loss of a batch and its gradients, with no more than a few images in the network at a time.
///
/// The multi-stage back-propagation of Revaud et al. 2019, for losses that need more images together
/// than memory holds: the embeddings of all images first, keeping no features; then the loss and its
/// gradient with respect to the embeddings; then each pass forward again, and back from the gradient
/// of its own embeddings, the gradients of the parameters summed in the order of the passes. A pass
/// that is the only one of its shape goes forward once: each shape has a network of its own, all of
/// the same parameters.
///
/// With running statistics the gradients are those of the whole batch. With `.training`, batch
/// normalisation sees one pass at a time, the same in both stages, and the running statistics move
/// once a pass, so they move further the more passes a batch has.
///
/// Not safe for concurrent use.
public final class MultiStagePropagation: Propagation {
  /// One for each shape of a pass.
  private let networks: [TrainingNetwork]
  private let head: any ObjectiveHead

  /// Prepares the passes of one network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - head: what is learnt.
  ///   - passShape: the shape of a pass, (image, channel, height, width).
  ///   - otherShapes: the shapes of passes of other views, where a batch has views of several sizes.
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  /// - Throws: `KernelError` when the network cannot be compiled.
  public init(
    _ graph: NetworkGraph, head: any ObjectiveHead, passShape: Shape, otherShapes: [Shape] = [],
    normalisation: NormalisationMode
  ) throws {
    self.head = head
    var shapes = [passShape]
    for shape in otherShapes where !shapes.contains(shape) { shapes.append(shape) }
    networks = try shapes.map {
      try TrainingNetwork(graph, inputShape: $0, normalisation: normalisation)
    }
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
    for network in networks { try network.load(parameters, statistics: statistics) }
  }

  private func network(for shape: Shape) -> TrainingNetwork {
    guard let network = networks.first(where: { $0.inputShape == shape }) else {
      preconditionFailure("expected passes of \(networks.map(\.inputShape)), found \(shape)")
    }
    return network
  }

  /// Returns the loss of a batch and its gradients.
  ///
  /// - Parameters:
  ///   - batch: passes of `passShape` or one of `otherShapes`, and their targets.
  ///   - parameters: those of the network and of the head, as loaded.
  ///   - statistics: the running statistics; moved when normalisation takes those of the batch.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss, and one gradient a parameter that is learnt.
  /// - Throws: `KernelError` when a kernel fails.
  public func evaluate(
    _ batch: TrainingBatch, parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>, draws: StepDraws
  ) throws -> PropagationResult {
    try evaluate(
      batch.passes[...], targets: batch.targets, parameters: parameters, statistics: &statistics,
      draws: draws)
  }

  /// Returns the loss of a batch of which a part is embedded elsewhere, and its gradients.
  ///
  /// - Parameters:
  ///   - passes: the first images of the batch, in passes of `passShape`.
  ///   - others: the embeddings of the others, which are constants here; nil for none.
  ///   - targets: those of the whole batch.
  ///   - parameters: those of the network and of the head, as loaded, and whatever else the head reads.
  ///   - statistics: the running statistics; moved when normalisation takes those of the batch.
  ///   - draws: the random draws of the step.
  /// - Returns: the loss, and one gradient a parameter that is learnt.
  /// - Throws: `KernelError` when a kernel fails.
  func evaluate(
    _ passes: ArraySlice<Tensor>, besides others: Matrix? = nil, targets: [Int],
    parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>, draws: StepDraws
  ) throws -> PropagationResult {
    var (embeddings, features) = try embeddings(of: passes, parameters)
    if let others { embeddings = Matrix(joining: [embeddings, others]) }
    let loss = head.loss(
      of: embeddings, targets: targets, parameters: parameters, draws: draws)
    guard loss.value.isFinite else {
      return PropagationResult(loss: loss.value, gradients: [:], embeddings: embeddings)
    }
    var gradients: OrderedDictionary<String, Tensor> = [:]
    var firstRow = 0
    for (number, images) in passes.enumerated() {
      let rows = firstRow..<firstRow + images.shape.batch
      firstRow = rows.upperBound
      let network = network(for: images.shape)
      let present = try features[number] ?? network.features(of: images)
      features[number] = nil
      let own = head.backward(
        present, embeddings: embeddings.selectingRows(rows),
        gradient: loss.embeddingGradient.selectingRows(rows), parameters: parameters)
      gradients.add(try network.gradients(from: own.features))
      gradients.add(own.parameters)
      if network.normalisation == .training { network.updateStatistics(&statistics) }
    }
    gradients.add(loss.parameterGradients)
    return PropagationResult(loss: loss.value, gradients: gradients, embeddings: embeddings)
  }

  /// Returns one row an image, and the features of each pass whose network sees no other one.
  private func embeddings(
    of passes: ArraySlice<Tensor>, _ parameters: OrderedDictionary<String, Tensor>
  ) throws -> (rows: Matrix, features: [Tensor?]) {
    var parts: [Matrix] = []
    var kept: [Tensor?] = []
    for images in passes {
      let features = try network(for: images.shape).features(of: images)
      parts.append(head.embeddings(of: features, parameters: parameters))
      let isOnly = passes.count { $0.shape == images.shape } == 1
      kept.append(isOnly ? features : nil)
    }
    return (parts.count == 1 ? parts[0] : Matrix(joining: parts), kept)
  }
}
