import Arrays
import DescriptorStore
import Evaluation
package import Extraction
import Images
import JSON
import Kernels
import Networks
import Retrieval
import Specs
package import Steps
import Tensors

extension LocalExecutor {
  /// Extracts the descriptors of one shard under the poolings of some steps, which share a forward pass.
  ///
  /// The pass is locked, so that of two runs one extracts the shard and the other waits for it.
  ///
  /// - Parameters:
  ///   - steps: the steps, which differ in the pooling alone.
  ///   - plan: the plan that they are of.
  ///   - waits: whether to wait while another run has the pass in hand.
  /// - Throws: `CacheError.busy` where another run has it and this one is not to wait; what extraction
  ///   throws.
  func extract(_ steps: [Step], of plan: Plan, waits: Bool) async throws {
    guard case .descriptors(let asked) = steps[0].work else {
      preconditionFailure("expected descriptors, found \(steps[0].label)")
    }
    let lock = try context.cache.lock(asked.passKey, wait: waits)
    var missing: [(step: Step, work: DescriptorsWork)] = []
    for step in steps where try !isWhole(step) {
      guard case .descriptors(let work) = step.work else { continue }
      missing.append((step, work))
    }
    guard let first = missing.first?.work else { return }
    let items = try await images(of: first.shard)
    let extractor = try await extractor(for: first, of: plan)
    let observe = context.observe
    let damage = AcceptedDamage(observe: observe)
    let label = steps[0].label
    let began = Stopwatch()
    let report: @Sendable (ImageItem, ImageError) -> Void = { _, error in
      observe(.notice("\(error)"))
    }
    let made = try await context.timed(label, total: items.count, unit: "images") {
      try await extractor.descriptors(
        of: items, missing.map(\.work.pooling),
        ExtractionReports(
          onFinish: { observe(.advanced(by: $0)) },
          onDamaged: first.onDamaged == .skip ? report : nil, onAccepted: damage.note))
    }
    let accepted = items.filter(damage.holds).map(\.name)
    // One pass made them all, so that each took its share of the time.
    let took = began.read().divided(by: missing.count)
    for ((step, work), table) in zip(missing, made) {
      try publish(table, accepted, step, work, took, of: plan)
    }
    lock.release()
  }

  /// Returns the images of a shard, named by their contents.
  private func images(of shard: ImageList.Shard) async throws -> [ImageItem] {
    if case .files(_, let different) = shard.list.content {
      return different[shard.images].map(\.contentOnly)
    }
    return try await shelf.items(of: shard.list).different[shard.images].map(\.contentOnly)
  }

  // A function of its own because the optimiser of Swift 6.3 ends with a fault when it puts the way
  // through HDF5 into the asynchronous function above.
  @inline(never)
  private func publish(
    _ table: DescriptorMatrix, _ accepted: [String], _ step: Step, _ work: DescriptorsWork,
    _ took: Stopwatch.Reading, of plan: Plan
  ) throws {
    let kept = table.rounded(to: work.settings.storage)
    let file = DescriptorFile(
      descriptors: kept, provenance: AcceptedDamage.provenance(accepted))
    let bytes = try file.encoded(
      for: "descriptors", as: work.weights == nil ? .float32 : work.settings.storage)
    try context.publish(
      step, of: plan, fileExtension: DescriptorsWork.fileExtension, bytes: bytes, took,
      further: [ArtifactOrigin.rowsKey: .integer(kept.names.count)])
  }

  /// Returns what makes the descriptors of a step; a network is loaded once for all its shards.
  private func extractor(
    for work: DescriptorsWork, of plan: Plan
  ) async throws -> any DescriptorExtractor {
    let name = work.network
    if let lastExtractor, lastExtractor.name == name { return lastExtractor.extractor }
    let made: any DescriptorExtractor
    if let id = work.weights {
      made = try NetworkExtractor(try await weights(id, of: plan), work, context)
    } else {
      made = PixelExtractor(work, threads: context.threads)
    }
    lastExtractor = (name, made)
    return made
  }

  /// Forgets descriptors that some steps do not read.
  func keepDescriptors(for steps: [Step]) {
    let wanted = Set(steps.flatMap(\.inputs))
    tables = tables.filter { wanted.contains($0.key) }
  }

  /// Returns the descriptors of some steps, in order, read from the cache unless they were used last.
  package func descriptors(
    of ids: [Step.ID], of plan: Plan
  ) async throws -> [StoredDescriptors] {
    let absent = ids.unique.filter { tables[$0] == nil }.map { plan[$0] }
    let context = context
    let read = try await mapConcurrently(absent, width: context.threads) { step in
      try Self.descriptors(of: step, in: context)
    }
    for (step, table) in zip(absent, read) {
      if let table {
        tables[step.id] = table
        continue
      }
      // It was there when the run began, and is damaged or was removed.
      try await extract([step], of: plan, waits: context.waitsForOthers)
      guard let table = try Self.descriptors(of: step, in: context) else {
        throw CacheError.lost(
          stage: step.key.stage, digest: step.key.digest, reason: "it is not there any more")
      }
      tables[step.id] = table
    }
    return ids.compactMap { tables[$0] }
  }

  /// Returns whether the artifact of a step is there and undamaged; one that is damaged is moved away.
  private func isWhole(_ step: Step) throws -> Bool {
    guard try isThere(step) else { return false }
    return try Self.descriptors(of: step, in: context) != nil
  }

  @inline(never)
  private static func descriptors(
    of step: Step, in context: RunContext
  ) throws -> StoredDescriptors? {
    try context.read(step.key) { found in
      let file = try DescriptorFile(decoding: found.bytes, path: found.path)
      return StoredDescriptors(
        matrix: file.descriptors, accepted: try AcceptedDamage.names(in: file.provenance))
    }
  }
}
