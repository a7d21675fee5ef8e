import JSON
import OrderedCollections

/// Steps that are executed together.
package enum StepBatch: Sendable {
  /// A set is rendered.
  case dataset(Step)
  /// A network is initialised or trained, on all cores.
  case weights(Step)
  /// One shard of images goes through one network once, whatever the number of poolings.
  case extraction([Step])
  /// A projection is fitted.
  case whitening(Step)
  /// Rankings and scores that do not wait for each other, but for a ranking that is scored.
  case scoring([Step])

  /// The steps of the batch.
  package var steps: [Step] {
    switch self {
    case .dataset(let step), .weights(let step), .whitening(let step): [step]
    case .extraction(let steps), .scoring(let steps): steps
    }
  }
}

extension Plan {
  /// Returns the steps that have to be executed for some steps, each behind those that it reads.
  ///
  /// - Parameters:
  ///   - targets: the steps whose artifacts are wanted.
  ///   - isThere: whether the artifact of a step is there; what such a step reads is not looked at.
  /// - Returns: what is missing; nothing of it is blocked unless a target is.
  package func missingSteps(for targets: [Step.ID], where isThere: (Step) -> Bool) -> [Step] {
    var wanted = Set(targets)
    var missing: [Step] = []
    for step in steps.values.reversed() where wanted.contains(step.id) && !isThere(step) {
      missing.append(step)
      wanted.formUnion(step.inputs)
    }
    return missing.reversed()
  }

  /// Returns steps in the batches that an executor takes, one after the other.
  ///
  /// Training comes first, since it takes all cores; then each network sees all its images, then
  /// everything is ranked and scored.
  ///
  /// - Parameters:
  ///   - missing: the steps, each behind those that it reads.
  ///   - width: the number of rankings that are worked out at once.
  /// - Returns: every step in one batch; batches behind those that they read.
  package func batches(of missing: [Step], width: Int) -> [StepBatch] {
    var passes: OrderedDictionary<PassName, [Step]> = [:]
    for step in missing {
      guard case .descriptors(let work) = step.work else { continue }
      passes[PassName(work), default: []].append(step)
    }
    let byNetwork = OrderedDictionary(grouping: passes.elements) { $0.key.network }
    let scoring = missing.filter { $0.kind == .ranking } + expected(missing)
    let scores = Dictionary(grouping: missing.filter { $0.kind == .scores }) { step in
      step.inputs.first { self[$0].kind == .ranking }
    }
    let blocks = stride(from: 0, to: scoring.count, by: width).map { first -> [Step] in
      scoring[first..<min(first + width, scoring.count)].flatMap { step in
        [step] + (step.kind == .ranking ? scores[step.id] ?? [] : [])
      }
    }
    var batches = missing.filter { $0.kind == .dataset }.map(StepBatch.dataset)
    batches += missing.filter { $0.kind == .weights }.map(StepBatch.weights)
    for passes in byNetwork.values { batches += passes.map { .extraction($0.value) } }
    batches += missing.filter { $0.kind == .whitening }.map(StepBatch.whitening)
    return batches + blocks.map(StepBatch.scoring)
  }

  /// Returns the scores that are missing and whose rankings are not.
  private func expected(_ missing: [Step]) -> [Step] {
    let made = Set(missing.map(\.id))
    return missing.filter { step in
      guard case .scores(let work) = step.work else { return false }
      if case .ranking(let ranking) = work.order { return !made.contains(ranking) }
      return true
    }
  }
}

/// What tells one forward pass of a plan from another.
private struct PassName: Hashable {
  let pass: CanonicalJSON

  /// The same without the images: what the network is loaded for.
  let network: CanonicalJSON

  init(_ work: DescriptorsWork) {
    pass = work.pass
    network = work.network
  }
}
