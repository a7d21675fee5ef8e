internal import Kernels
public import Networks
internal import OrderedCollections
public import Tensors

/// Trains one network on batches that are given to it, one step at a time.
///
/// Not safe for concurrent use. The same batches in the same order give the same weights.
public final class Trainer {
  /// The shape of a batch, (batch, channel, height, width).
  public let batchShape: Shape

  private let graph: NetworkGraph
  private let network: TrainingNetwork
  private let head: any ObjectiveHead
  private let schedule: CosineSchedule
  private var optimiser: any Optimiser
  private var parameters: OrderedDictionary<String, Tensor>
  private var statistics: OrderedDictionary<String, Tensor>
  private var step = 0

  /// Prepares the training of one network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: what training starts from.
  ///   - objective: what is learnt.
  ///   - optimiser: the rule that moves the weights.
  ///   - schedule: the learning rate of each step.
  ///   - batchShape: the shape of every batch, (batch, channel, height, width).
  ///   - seed: the seed of the plan, for the weights of the objective's own layers.
  /// - Throws: `KernelError` when the network cannot be compiled.
  public init(
    _ graph: NetworkGraph, weights: NetworkWeights, objective: Objective,
    optimiser: any Optimiser, schedule: CosineSchedule, batchShape: Shape, seed: UInt64
  ) throws {
    self.graph = graph
    self.batchShape = batchShape
    self.optimiser = optimiser
    self.schedule = schedule
    head = objective.head
    network = try TrainingNetwork(graph, inputShape: batchShape)
    parameters = weights.parameters.merging(
      head.initialParameters(featureChannels: graph.featureChannels, seed: seed)
    ) { first, _ in first }
    statistics = weights.statistics
  }

  /// Takes one step and returns the loss before it.
  ///
  /// - Parameter batch: images of `batchShape` and their targets.
  /// - Returns: the loss of the batch.
  /// - Throws: `TrainingError.diverged` when the loss is no longer a number; `KernelError`.
  public func takeStep(on batch: TrainingBatch) throws -> Float {
    try network.load(parameters, statistics: statistics)
    let features = try network.features(of: batch.images)
    let result = head.evaluate(features, targets: batch.targets, parameters: parameters)
    guard result.loss.isFinite else {
      throw TrainingError.diverged(step: step, learningRate: schedule.learningRate(at: step))
    }
    var gradients = try network.gradients(from: result.featureGradient)
    gradients.merge(result.parameterGradients) { first, _ in first }
    network.updateStatistics(&statistics)
    optimiser.update(
      parameters: &parameters, gradients: gradients,
      learningRate: schedule.learningRate(at: step))
    step += 1
    return result.loss
  }

  /// The network as it is now, without the objective's own layers.
  public var weights: NetworkWeights {
    NetworkWeights(
      parameters: parameters.filter { graph.parameterShapes[$0.key] != nil },
      statistics: statistics)
  }

  /// The exponent of GeM pooling as it is now, or nil when it is not learnt.
  public var learntGemExponent: Float? {
    parameters[RankingHead.exponentName]?.elements[0]
  }
}

/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss is no longer a number.
  case diverged(step: Int, learningRate: Float)

  /// What happened, and what to try.
  public var description: String {
    switch self {
    case .diverged(let step, let learningRate):
      "Training diverged at step \(step): the loss is not a number. Lower the learning rate "
        + "(now \(learningRate)) or lengthen the warm-up."
    }
  }
}
