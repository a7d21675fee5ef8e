public import Failures
public import Networks
internal import OrderedCollections
public import Tensors

/// Trains one network on batches that are given to it, one at a time.
///
/// Not safe for concurrent use. The same batches in the same order give the same weights.
public final class Trainer {
  /// The shape of a batch, (batch, channel, height, width).
  public let batchShape: Shape

  /// The shapes of the views of other sizes that a batch has besides, each one pass.
  public let otherShapes: [Shape]

  /// The number of images that are in the network at a time; it divides the batch.
  public let imagesPerPass: Int

  /// The number of batches whose mean gradient moves the weights once.
  public let accumulation: Int

  private let graph: NetworkGraph
  private let propagation: any Propagation
  private let schedule: CosineSchedule
  private let seed: UInt64
  private var optimiser: any Optimiser
  private var parameters: OrderedDictionary<String, Tensor>
  private var statistics: OrderedDictionary<String, Tensor>

  /// The sum of the gradients since the last update.
  private var gradients: OrderedDictionary<String, Tensor> = [:]

  /// The number of batches learnt from.
  private var batchCount = 0

  /// Whether the network holds the parameters as they are now.
  private var isLoaded = false

  /// Prepares the training of one network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: what training starts from.
  ///   - objective: what is learnt.
  ///   - optimiser: the rule that moves the weights.
  ///   - schedule: the learning rate of each update.
  ///   - batchShape: the shape of every batch, (batch, channel, height, width).
  ///   - otherShapes: the shapes of the views of other sizes that every batch has besides, each one
  ///     pass; none where all views are of one size.
  ///   - imagesPerPass: the number of images that are in the network at a time, a divisor of what of
  ///     the batch passes through one network; nil for all of that. With fewer, see
  ///     `MultiStagePropagation`.
  ///   - normalisation: which statistics batch normalisation uses, and whether it learns.
  ///   - accumulation: the number of batches whose mean gradient moves the weights once, at least 1.
  ///   - seed: the seed of the plan, for the weights and the draws of the objective's own layers.
  /// - Throws: `KernelError` when the network cannot be compiled.
  public init(
    _ graph: NetworkGraph, weights: NetworkWeights, objective: Objective,
    optimiser: any Optimiser, schedule: CosineSchedule, batchShape: Shape,
    otherShapes: [Shape] = [], imagesPerPass: Int? = nil,
    normalisation: NormalisationMode = .training,
    accumulation: Int = 1, seed: UInt64
  ) throws {
    let head = objective.head
    let share = batchShape.batch / head.networkCount
    let pass = imagesPerPass ?? share
    precondition(
      pass >= 1 && share.isMultiple(of: pass),
      "expected a divisor of \(share) images a pass, found \(pass)")
    precondition(accumulation >= 1, "expected at least 1 batch an update, found \(accumulation)")
    self.graph = graph
    self.batchShape = batchShape
    self.otherShapes = otherShapes
    self.imagesPerPass = pass
    self.accumulation = accumulation
    self.optimiser = optimiser
    self.schedule = schedule
    self.seed = seed
    parameters = weights.parameters.merging(
      head.initialParameters(featureChannels: graph.featureChannels, seed: seed)
    ) { first, _ in first }
    statistics = weights.statistics
    propagation = try head.propagation(
      graph, passShape: [pass, batchShape.channels, batchShape.height, batchShape.width],
      otherShapes: otherShapes, normalisation: normalisation, parameters: parameters,
      statistics: statistics, seed: seed)
  }

  /// Learns from one batch and returns the loss before it; every `accumulation`-th batch moves the
  /// weights.
  ///
  /// - Parameter batch: images of `batchShape` in passes of `imagesPerPass`, a pass of each of
  ///   `otherShapes`, and their targets.
  /// - Returns: the loss of the batch.
  /// - Throws: `TrainingError.diverged` when the loss is no longer a number; `KernelError`.
  public func takeStep(on batch: TrainingBatch) throws -> Float {
    try takeStep(on: batch, measuring: false).loss
  }

  /// Learns from one batch, and tells how the step went where one is made.
  ///
  /// - Parameters:
  ///   - batch: images of `batchShape` in passes of `imagesPerPass`, and their targets.
  ///   - measuring: whether to work out the measures; the weights do not depend on it.
  /// - Returns: the loss before the step, and the measures if the batch moved the weights.
  /// - Throws: `TrainingError.diverged` when the loss is no longer a number; `KernelError`.
  public func takeStep(on batch: TrainingBatch, measuring: Bool) throws -> StepReport {
    let images = batchShape.batch + otherShapes.map(\.batch).reduce(0, +)
    precondition(
      batch.targets.count == images && batch.passes[0].shape.batch == imagesPerPass,
      "expected \(images) images in passes of \(imagesPerPass), found "
        + "\(batch.targets.count) in passes of \(batch.passes[0].shape.batch)")
    if !isLoaded { try propagation.load(parameters, statistics: statistics) }
    isLoaded = true
    let update = batchCount / accumulation
    let result = try propagation.evaluate(
      batch, parameters: parameters, statistics: &statistics,
      draws: StepDraws(seed: seed, step: batchCount))
    let learningRate = schedule.learningRate(at: update)
    guard result.loss.isFinite else {
      throw TrainingError.diverged(step: update, learningRate: learningRate)
    }
    gradients.add(result.gradients)
    batchCount += 1
    guard batchCount.isMultiple(of: accumulation) else {
      return StepReport(loss: result.loss, measures: nil)
    }
    if accumulation > 1 { gradients.scale(by: 1 / Float(accumulation)) }
    let measures =
      measuring
      ? StepMeasures(
        learningRate: learningRate, gradientNorm: gradients.length(inOrder: parameters.keys),
        sphere: SphereMeasures(of: result.embeddings, labels: batch.targets)) : nil
    updateWeights(learningRate: learningRate)
    return StepReport(loss: result.loss, measures: measures)
  }

  private func updateWeights(learningRate: Float) {
    optimiser.update(
      parameters: &parameters, gradients: gradients, learningRate: learningRate)
    propagation.follow(parameters)
    gradients = [:]
    isLoaded = false
  }

  /// All that was learnt so far; after `restore`, another trainer goes on as this one would.
  public var state: TrainerState {
    TrainerState(
      batchCount: batchCount, parameters: parameters, statistics: statistics,
      gradients: gradients, optimiser: optimiser.state, memory: propagation.memory)
  }

  /// Goes on from what another trainer has learnt.
  ///
  /// - Parameter state: of a trainer of the same network, objective, optimiser and accumulation.
  /// - Throws: `TrainerStateError` for any other; then nothing has changed.
  public func restore(_ state: TrainerState) throws(TrainerStateError) {
    let newParameters = try state.parameters.ordered(as: parameters, of: "parameters")
    let newStatistics = try state.statistics.ordered(as: statistics, of: "statistics")
    try state.checkGradients(accumulation: accumulation)
    try state.checkMoments()
    var newOptimiser = optimiser
    try newOptimiser.restore(state.optimiser)
    try propagation.restore(state.memory)
    (parameters, statistics, optimiser) = (newParameters, newStatistics, newOptimiser)
    (gradients, batchCount) = (state.gradients, state.batchCount)
    isLoaded = false
  }

  /// The network as it is now, without the objective's own layers.
  public var weights: NetworkWeights {
    NetworkWeights(
      parameters: parameters.filter { graph.parameterShapes[$0.key] != nil },
      statistics: statistics)
  }

  /// The exponent of GeM pooling as it is now, or nil when it is not learnt.
  public var learntGemExponent: Float? {
    parameters[DescriptorHead.exponentName]?.elements[0]
  }
}

/// Why training stopped.
public enum TrainingError: Failure, Equatable {
  /// The loss is no longer a number.
  case diverged(step: Int, learningRate: Float)

  /// Training is a stage.
  public var kind: FailureKind { .stageFailed }

  /// The step at which it stopped.
  public var subject: String {
    switch self {
    case .diverged(let step, _): "step \(step)"
    }
  }

  /// What was found there.
  public var reason: String { "the loss is not a number" }

  /// What happened, and when.
  public var statement: String { "Training diverged at \(subject): \(reason)" }

  /// What to try.
  public var advice: String {
    switch self {
    case .diverged(_, let learningRate):
      "Lower the learning rate (now \(learningRate)) or lengthen the warm-up."
    }
  }
}
