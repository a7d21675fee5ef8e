import JSON
import Networks
import OrderedCollections
import Specs
import Tensors
import Training

extension BenchmarkRace {
  /// Measures training steps of the mini network and of the deep one.
  func training() throws -> [WorkloadReport] {
    [
      try measure(scale.miniTraining, as: .trainingMini),
      try measure(scale.deepTraining, as: .trainingDeep),
    ]
  }

  private func measure(
    _ plan: BenchmarkScale.Training, as name: WorkloadName
  ) throws -> WorkloadReport {
    observe("\(name.rawValue), preparing")
    let task = try TrainingTask(plan)
    let file = "\(folder)/\(name.rawValue).safetensors"
    try BenchmarkWeights.write(task.tensors, to: file)
    let trainer = try task.trainer()
    var firstLosses: [String: Double] = [:]
    let ours = Contender(name: "iir", isOurs: true) { _ in
      let (seconds, losses) = try timed {
        try (0..<plan.stepsPerRun).map { _ in try trainer.takeStep(on: task.batch) }
      }
      if firstLosses["iir"] == nil { firstLosses["iir"] = Double(losses[0]) }
      return seconds
    }
    var contenders = [ours]
    var notes: [String] = []
    if let peer = start(
      .pyTorch, notes: &notes,
      prepare: { process throws(PeerError) in
        try process.call("prepare training", task.request(weights: file)).variants ?? []
      })
    {
      let peerName = peer.process.peer.rawValue
      contenders.append(
        Contender(name: peerName, variants: peer.variants) { variant in
          let reply = try peer.process.call(
            "train", ["variant": .string(variant), "steps": .integer(plan.stepsPerRun)])
          if firstLosses["\(peerName) \(variant)"] == nil {
            firstLosses["\(peerName) \(variant)"] = reply.losses?.first
          }
          return try reply.requiredSeconds(of: peerName)
        })
    }
    let race = try alternation.timings(of: contenders)
    let agreements = race.timings.filter { !$0.isOurs }.map { timing in
      let theirs = firstLosses["\(timing.name) \(timing.variant)"] ?? .nan
      let own = firstLosses["iir"] ?? .nan
      return Agreement(
        peer: timing.name, quantity: "relative difference of the first loss",
        value: abs(theirs - own) / own, bound: 1e-3, boundIsLower: false)
    }
    return WorkloadReport(
      name: name, title: task.title, unit: "images",
      unitsPerRun: plan.batchSize * plan.stepsPerRun,
      operationsPerRun: task.operationsPerStep * Double(plan.stepsPerRun), timings: race.timings,
      agreements: agreements, notes: notes + race.notes)
  }
}

/// One network, and the batch it learns by heart.
private struct TrainingTask {
  let plan: BenchmarkScale.Training
  let graph: NetworkGraph
  let weights: NetworkWeights
  let batch: TrainingBatch
  private let objective: Training.Objective
  private let seed: UInt64 = 0

  init(_ plan: BenchmarkScale.Training) throws {
    self.plan = plan
    graph = ResNet(depth: plan.depth, width: plan.width).graph
    objective = .crossEntropy(classCount: plan.classCount)
    var generator = SeededGenerator(seed: seed, purpose: "benchmark batch")
    let images = Tensor(
      normal: [plan.batchSize, 3, plan.side, plan.side], deviation: 1, using: &generator)
    batch = TrainingBatch(
      images: images,
      targets: (0..<plan.batchSize).map { _ in generator.integer(below: plan.classCount) })
    weights =
      plan.freezesNormalisation
      ? try BenchmarkWeights.measured(graph, on: images)
      : NetworkWeights(initialising: graph, seed: seed)
  }

  var title: String {
    "Training step: ResNet-\(plan.depth.rawValue), width \(plan.width), \(plan.side) px, "
      + "batch \(plan.batchSize), batch normalisation "
      + (plan.freezesNormalisation ? "frozen, SGD with momentum" : "learning, AdamW")
  }

  /// The operations of the convolutions: forward, and as many for each of the two gradients.
  var operationsPerStep: Double { 3 * graph.productOperations(for: batch.passes[0].shape) }

  private var headParameters: OrderedDictionary<String, Tensor> {
    objective.head.initialParameters(featureChannels: graph.featureChannels, seed: seed)
  }

  /// All tensors that a peer starts from, and the batch.
  var tensors: OrderedDictionary<String, Tensor> {
    var tensors = weights.tensors.merging(headParameters) { first, _ in first }
    tensors["images"] = batch.passes[0]
    return tensors
  }

  /// The step is short, so that a network that learns one batch stays where numbers are usual.
  private var learningRate: Float { plan.freezesNormalisation ? 1e-4 : 1e-3 }

  private var weightDecay: Float { 1e-2 }

  func request(weights path: String) -> [String: CanonicalJSON] {
    [
      "depth": .integer(plan.depth.rawValue), "width": .integer(plan.width),
      "classes": .integer(plan.classCount), "weights": .string(path),
      "targets": .array(batch.targets.map { .integer($0) }),
      "freezesNormalisation": .bool(plan.freezesNormalisation),
      "optimiser": plan.freezesNormalisation ? "sgd" : "adamw",
      "learningRate": .double(Double(learningRate)), "weightDecay": .double(Double(weightDecay)),
    ]
  }

  func trainer() throws -> Trainer {
    try Trainer(
      graph, weights: weights, objective: objective,
      optimiser: plan.freezesNormalisation
        ? StochasticGradientDescent(momentum: 0.9, usesNesterov: false, weightDecay: weightDecay)
        : AdamW(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: weightDecay),
      schedule: CosineSchedule(
        peak: learningRate, floor: learningRate, warmUpSteps: 0, totalSteps: 1_000_000),
      batchShape: batch.passes[0].shape,
      normalisation: plan.freezesNormalisation ? .frozen : .training, seed: seed)
  }
}
