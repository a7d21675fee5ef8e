internal import OrderedCollections
internal import Tensors

/// The propagation of objectives that compare what is learnt with the embeddings of a momentum encoder.
///
/// The first half of a batch's images passes through the network that learns, the second half through
/// the momentum encoder, which takes no gradient. The passes stand for the GPUs of He et al. 2020,
/// section 3.3: under the normalisation `.training` each is normalised by its own statistics, and the
/// images of the second half are dealt to the passes in a drawn order, so that an image and its key are
/// not normalised with the same others ("shuffling BN"). With one pass a half there is nothing to
/// shuffle: all queries share one set of statistics and all keys another, as they do on one GPU.
final class MomentumPropagation: Propagation {
  private let stages: MultiStagePropagation
  private let head: any MomentumHead
  private let encoder: MomentumEncoder

  /// What the head remembers.
  private var headMemory: OrderedDictionary<String, Tensor>

  init(
    _ stages: MultiStagePropagation, head: any MomentumHead, encoder: MomentumEncoder,
    memory: OrderedDictionary<String, Tensor>
  ) {
    self.stages = stages
    self.head = head
    self.encoder = encoder
    headMemory = memory
  }

  func load(
    _ parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) throws {
    try stages.load(parameters, statistics: statistics)
  }

  func evaluate(
    _ batch: TrainingBatch, parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>, draws: StepDraws
  ) throws -> PropagationResult {
    let half = batch.passes.count / 2
    precondition(
      half >= 1 && batch.passes.count == 2 * half,
      "expected an even number of passes, found \(batch.passes.count)")
    let others = try embeddings(of: Array(batch.passes[half...]), draws: draws)
    var present = parameters.merging(memory) { own, _ in own }
    let result = try stages.evaluate(
      batch.passes[..<half], besides: others, targets: batch.targets, parameters: present,
      statistics: &statistics, draws: draws)
    if result.loss.isFinite {
      // Held here too, what is remembered would be copied before it is changed.
      for name in headMemory.keys { present[name] = nil }
      head.remember(result.embeddings, parameters: present, in: &headMemory)
    }
    return result
  }

  /// Returns the momentum encoder's embeddings, the images dealt to passes in a drawn order.
  private func embeddings(of passes: [Tensor], draws: StepDraws) throws -> Matrix {
    guard passes.count > 1 else { return try encoder.embeddings(of: passes) }
    let shape = passes[0].shape
    let size = shape.elementCount / shape.batch
    let order = draws.order(of: passes.count * shape.batch, purpose: "keys of passes")
    let dealt = passes.indices.map { pass in
      Tensor(
        shape: shape,
        elements: order[pass * shape.batch..<(pass + 1) * shape.batch].flatMap { image in
          let start = image % shape.batch * size
          return passes[image / shape.batch].elements[start..<start + size]
        })
    }
    var places = order
    for (place, image) in order.enumerated() { places[image] = place }
    return try encoder.embeddings(of: dealt).selectingRows(places)
  }

  func follow(_ parameters: OrderedDictionary<String, Tensor>) { encoder.follow(parameters) }

  /// The tensors of the momentum encoder under their `momentumName`, and what the head remembers.
  var memory: OrderedDictionary<String, Tensor> {
    var memory = headMemory
    for (name, tensor) in encoder.parameters { memory[momentumName(name)] = tensor }
    for (name, tensor) in encoder.statistics { memory[momentumName(name)] = tensor }
    return memory
  }

  func restore(_ memory: OrderedDictionary<String, Tensor>) throws(TrainerStateError) {
    let found = try memory.ordered(as: self.memory, of: "memory")
    func part(
      of own: OrderedDictionary<String, Tensor>, named name: (String) -> String
    ) -> OrderedDictionary<String, Tensor> {
      var part = own
      for key in own.keys { part[key] = found[name(key)] }
      return part
    }
    encoder.restore(
      part(of: encoder.parameters, named: momentumName),
      statistics: part(of: encoder.statistics, named: momentumName))
    headMemory = part(of: headMemory) { $0 }
  }
}
