import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Formats
import JSON
import Records
import Retrieval
package import Scoring
import Specs
package import Steps
import Tensors

extension LocalExecutor {
  /// Ranks and scores, several rankings at a time.
  func score(_ steps: [Step], of plan: Plan) async throws {
    var jobs: [RowRanking] = []
    for step in steps where step.kind == .ranking {
      jobs.append(try await job(step, of: plan))
    }
    let context = context
    _ = try await mapConcurrently(jobs, width: context.threads) { job in
      try job.store(in: context, of: plan)
    }
    for step in steps where step.kind == .scores { _ = try await scores(step, of: plan) }
  }

  /// Returns the scores of a step, from the cache, or worked out first.
  func scores(_ step: Step, of plan: Plan) async throws -> StoredScores {
    guard case .scores(let work) = step.work else {
      preconditionFailure("expected scores, found \(step.label)")
    }
    return try await context.artifact(
      step, of: plan, fileExtension: StoredScores.fileExtension,
      read: { try StoredScores(CanonicalJSON(parsing: $0.bytes)) }
    ) {
      MadeArtifact(Array(try await self.scored(work, of: plan).document.compact.utf8))
    }
  }

  private func scored(_ work: ScoresWork, of plan: Plan) async throws -> StoredScores {
    let set = try await shelf.retrievalSet(work.set)
    let wanted = work.evaluationProtocol
    guard let task = set.dataset.task(wanted) else {
      preconditionFailure("expected a task of \(work.set.dataset) under \(wanted)")
    }
    switch work.order {
    case .expected(let reference):
      guard let order = reference.order else {
        preconditionFailure("expected an order that chance decides, found \(reference)")
      }
      let result = expectedEvaluation(
        of: order, groundTruth: task.groundTruth, strata: set.strata[wanted],
        readings: work.readings)
      return StoredScores(
        result: result, kind: .expectation, findings: RankingFindings(digest: result.digest))
    case .ranking(let id):
      let stored = try await rankings(plan[id], of: plan)
      return StoredScores(
        result: try evaluate(
          rankings: stored.rankings, groundTruth: task.groundTruth, strata: set.strata[wanted],
          readings: work.readings,
          scores: stored.scores.map { scores in
            { query in scores.row(query).prefix(stored.rankings[query].indices.count) }
          }),
        kind: .ranking, findings: stored.findings)
    }
  }

  /// Returns the rankings of a step, from the cache, or worked out first.
  func rankings(_ step: Step, of plan: Plan) async throws -> StoredRankings {
    if let found = try Self.rankings(of: step, in: context) { return found }
    return try await job(step, of: plan).store(in: context, of: plan)
  }

  @inline(never)
  package static func rankings(
    of step: Step, in context: RunContext
  ) throws -> StoredRankings? {
    try context.read(step.key) {
      try StoredRankings(RankingFile(decoding: $0.bytes, path: $0.path))
    }
  }

  /// Returns all that a ranking needs.
  private func job(_ step: Step, of plan: Plan) async throws -> RowRanking {
    guard case .ranking(let work) = step.work else {
      preconditionFailure("expected a ranking, found \(step.label)")
    }
    let set = try await shelf.retrievalSet(work.set)
    let whitening = try await projection(work.whitening, of: plan)
    var database: [ExtractedDescriptors] = []
    for list in work.database {
      database.append(ExtractedDescriptors(try await descriptors(of: list.shards, of: plan)))
    }
    return RowRanking(
      step: step, work: work, set: set, database: database,
      queries: ExtractedDescriptors(try await descriptors(of: work.queries.shards, of: plan)),
      whitening: whitening)
  }

  // MARK: Whitening

  /// Fits a projection.
  func fit(_ step: Step, of plan: Plan) async throws { _ = try await projection(step.id, of: plan) }

  /// Returns the projection of a step, from the cache, or fitted first; nil for no step.
  func projection(_ id: Step.ID?, of plan: Plan) async throws -> Projection? {
    guard let id else { return nil }
    let step = plan[id]
    guard case .whitening(let work) = step.work else {
      preconditionFailure("expected a whitening, found \(step.label)")
    }
    return try await context.artifact(
      step, of: plan, fileExtension: "safetensors",
      read: { try Projection(Safetensors(decoding: $0.bytes, path: "cached whitening")) }
    ) {
      let items = try await self.shelf.items(of: work.list).all.prefix(work.imageCount ?? .max)
      let shards = try await self.descriptors(of: work.descriptors, of: plan)
      let table = ExtractedDescriptors(shards).table(of: Array(items))
      return MadeArtifact(try await self.fitted(work, step, table))
    }
  }

  private func fitted(
    _ work: WhiteningWork, _ step: Step, _ table: (items: [ImageItem], values: Matrix)
  ) async throws -> [UInt8] {
    guard !table.items.isEmpty else {
      throw DatasetError(
        undecodable: work.list.count, of: work.source, in: context.dataRoot)
    }
    var method: WhiteningMethod
    switch work.settings {
    case .none: preconditionFailure("expected a whitening of \(work.row)")
    case .pca(let pca): method = pca.method
    case .learned:
      method = .learned(try await shelf.pairs(of: table.items, in: work.source))
    }
    let fit = WhiteningFit(
      method, dimensions: work.settings.dimensions ?? 0, descriptors: table.values)
    do {
      let projection = try await context.timed(
        step.label, total: table.values.rows, unit: "descriptors"
      ) { try fit.projection() }
      return Safetensors(tensors: projection.tensors).encoded
    } catch let reason as RetrievalError {
      throw WhiteningError(row: work.row, source: work.source.dataset, cause: reason)
    }
  }
}

extension DatasetError {
  /// Creates the error of a set of which no image can be decoded.
  fileprivate init(undecodable count: Int, of set: WorldSet, in dataRoot: String) {
    self.init(
      .inconsistent, path: "\(dataRoot)/\(set.folderName)",
      problem: "none of its \(count) images could be decoded",
      advice: "Run 'iir dataset verify' to see what is wrong with each.")
  }
}

/// The search of one row on one set under one protocol.
///
/// It holds all it needs and changes nothing, so several may be worked out at once.
private struct RowRanking: Sendable {
  let step: Step
  let work: RankingWork
  let set: RetrievalSet

  /// The descriptors of each list that is searched, before whitening.
  let database: [ExtractedDescriptors]

  /// The descriptors of the queries, before whitening.
  let queries: ExtractedDescriptors

  /// The projection of the descriptors; nil for none.
  let whitening: Projection?

  /// Works the rankings out and stores them, unless another run has.
  @discardableResult
  func store(in context: RunContext, of plan: Plan) throws -> StoredRankings {
    let lock = try context.cache.lock(step.key, wait: context.waitsForOthers)
    if let found = try LocalExecutor.rankings(of: step, in: context) { return found }
    let began = Stopwatch(ownThread: true)
    let file = try file(dataRoot: context.dataRoot)
    try context.publish(
      step, of: plan, fileExtension: "h5", bytes: file.encoded(for: "rankings"),
      began.read())
    lock.release()
    return try StoredRankings(file)
  }

  private func file(dataRoot: String) throws -> RankingFile {
    guard let task = set.dataset.task(work.evaluationProtocol) else {
      preconditionFailure("expected a task of \(work.set.dataset)")
    }
    let lists = [set.wholeImages] + (database.count > 1 ? [set.distractors] : [])
    let tables = zip(lists, database).map { $1.table(of: $0) }
    for (list, table) in zip(lists, tables) where table.items.isEmpty && !list.isEmpty {
      throw DatasetError(undecodable: list.count, of: work.set, in: dataRoot)
    }
    let asked = try whole(queries.table(of: set.queries), dataRoot: dataRoot)
    let descriptors = SetDescriptors(
      of: set, wholeItems: tables.flatMap(\.items),
      wholeImages: Matrix(joining: tables.map { whitening?($0.values) ?? $0.values }),
      queries: whitening?(asked) ?? asked)
    let (found, ranked) = try descriptors.rankings(for: task, by: work.search)
    // Elsewhere a score is no cosine.
    let similarities: ((Int) -> ArraySlice<Float>)? =
      work.search == .plain ? { found.scores(ofQuery: $0) } : nil
    return StoredRankings.file(
      ranked, scores: ranked.indices.map { found.scores(ofQuery: $0) },
      groundTruth: task.groundTruth, extent: work.extent,
      findings: findings(
        found,
        PlausibilityCheck(
          rankings: ranked, groundTruth: task.groundTruth, scores: similarities),
        lists, tables.flatMap(\.items)))
  }

  /// Returns the descriptors of the queries, each of which has to have one.
  ///
  /// A query that is a database image too lacks one where such images are skipped.
  private func whole(
    _ table: (items: [ImageItem], values: Matrix), dataRoot: String
  ) throws -> Matrix {
    let found = Set(table.items.map(\.name))
    if let lost = set.queries.first(where: { !found.contains($0.name) }) {
      throw DatasetError(
        .inconsistent, path: "\(dataRoot)/\(work.set.folderName)",
        problem: "the query '\(lost.name)' could not be decoded, and only database images are "
          + "skipped",
        advice: "Copy or download it again, or take it out of the set.")
    }
    return table.values
  }

  private func findings(
    _ rankings: Rankings, _ check: PlausibilityCheck, _ lists: [[ImageItem]],
    _ found: [ImageItem]
  ) -> RankingFindings {
    let names = Set(found.map(\.name))
    let accepted = zip(lists + [set.queries], database + [queries]).flatMap { items, table in
      items.filter(table.isAccepted).map(\.name)
    }
    return RankingFindings(
      digest: rankings.digest, check: check,
      skipped: lists.flatMap(\.self).map(\.name).filter { !names.contains($0) }.unique,
      accepted: Array(Set(accepted)).sorted())
  }
}
