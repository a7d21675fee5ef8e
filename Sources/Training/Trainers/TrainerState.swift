public import OrderedCollections
public import Tensors

/// All that a trainer has learnt between two batches.
///
/// A trainer that takes it over goes on as the first one would have, bit by bit. Random draws are pure
/// functions of the seed and the number of the batch, so nothing is kept of them.
public struct TrainerState: Sendable, Equatable {
  /// The number of batches learnt from.
  public let batchCount: Int

  /// The parameters of the network and of the objective's own layers, by name.
  public let parameters: OrderedDictionary<String, Tensor>

  /// The running statistics of batch normalisation, by name.
  public let statistics: OrderedDictionary<String, Tensor>

  /// The sum of the gradients since the last update, by name; none right after one.
  public let gradients: OrderedDictionary<String, Tensor>

  /// What the optimiser has gathered.
  public let optimiser: OptimiserState

  /// What the objective keeps between batches and does not learn, such as a queue of keys, by name.
  public let memory: OrderedDictionary<String, Tensor>

  /// Creates a state from its parts.
  ///
  /// - Parameters:
  ///   - batchCount: the number of batches learnt from.
  ///   - parameters: those of the network and of the objective's own layers, by name.
  ///   - statistics: the running statistics of batch normalisation, by name.
  ///   - gradients: the sum of the gradients since the last update, by name.
  ///   - optimiser: what the optimiser has gathered.
  ///   - memory: what the objective keeps between batches, by name.
  public init(
    batchCount: Int, parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>,
    gradients: OrderedDictionary<String, Tensor>, optimiser: OptimiserState,
    memory: OrderedDictionary<String, Tensor> = [:]
  ) {
    self.batchCount = batchCount
    self.parameters = parameters
    self.statistics = statistics
    self.gradients = gradients
    self.optimiser = optimiser
    self.memory = memory
  }
}

extension TrainerState {
  /// Throws unless the gradients are those of parameters, and there are some just where an update
  /// waits for more batches.
  func checkGradients(accumulation: Int) throws(TrainerStateError) {
    let waits = !batchCount.isMultiple(of: accumulation)
    guard batchCount >= 0 && gradients.isEmpty != waits else {
      throw .otherAccumulation(batchCount: batchCount, accumulation: accumulation)
    }
    for (name, gradient) in gradients {
      try checkShape(gradient.shape, of: "gradients", name)
    }
  }

  /// Throws unless each running value of the optimiser is one of a parameter.
  func checkMoments() throws(TrainerStateError) {
    for (kind, values) in optimiser.moments {
      for (name, elements) in values {
        let fits = parameters[name]?.shape.elementCount == elements.count
        try checkShape(fits ? nil : [elements.count], of: kind, name)
      }
    }
  }

  private func checkShape(
    _ found: Shape?, of kind: String, _ name: String
  ) throws(TrainerStateError) {
    guard let expected = parameters[name]?.shape else {
      throw .otherNames(of: kind, missing: [], unexpected: [name])
    }
    guard let found, found != expected else { return }
    throw .otherShape(of: kind, name: name, expected: expected, found: found)
  }
}

extension OrderedDictionary<String, Tensor> {
  /// Returns the tensors in the order of others; throws unless names and shapes are the same.
  func ordered(as others: Self, of kind: String) throws(TrainerStateError) -> Self {
    try checkNames(keys, are: others.keys, of: kind)
    var ordered: Self = [:]
    for (name, other) in others {
      guard let tensor = self[name] else { continue }
      guard tensor.shape == other.shape else {
        throw .otherShape(of: kind, name: name, expected: other.shape, found: tensor.shape)
      }
      ordered[name] = tensor
    }
    return ordered
  }
}
