import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Files
import JSON
import OrderedCollections
import Records
import Retrieval
import Scoring
import Specs
import Steps

/// The fingerprints of what a run has read and made so far, each once.
struct FingerprintLedger {
  private var found: OrderedDictionary<Name, Fingerprint> = [:]

  /// The whitenings that were told of; rows that share one have it under the name of the first.
  private var whitenings: Set<Step.ID> = []

  private struct Name: Hashable {
    let kind: Fingerprint.Kind
    let name: String
  }

  /// Takes a fingerprint down, unless there is one of its kind and name.
  ///
  /// - Parameters:
  ///   - kind: what it is of.
  ///   - name: what tells it from others of its kind.
  ///   - sha256: 64 hexadecimal digits; nothing is taken down for nil.
  ///   - optionalSet: the optional set that it was made for alone.
  mutating func record(
    _ kind: Fingerprint.Kind, _ name: String, sha256: String?, for optionalSet: DatasetName?
  ) {
    let key = Name(kind: kind, name: name)
    guard let sha256, found[key] == nil else { return }
    found[key] = Fingerprint(kind: kind, name: name, sha256: sha256, optionalSet: optionalSet)
  }

  /// Takes the fingerprint of a whitening down, unless it was under the name of another row.
  mutating func record(
    whitening step: Step.ID, _ name: String, sha256: String?, for optionalSet: DatasetName?
  ) {
    guard whitenings.insert(step).inserted else { return }
    record(.whitening, name, sha256: sha256, for: optionalSet)
  }

  /// All of them, what others are made from first.
  var all: [Fingerprint] {
    Fingerprint.Kind.allCases.flatMap { kind in found.values.filter { $0.kind == kind } }
  }
}

extension ExperimentRun {
  /// Returns the fingerprints of what the table rests on.
  ///
  /// - Parameter scores: what was found out for each cell that is not blocked, by protocol.
  /// - Returns: those of sets, and of what was made for rows that are exact.
  /// - Throws: `CacheError` when the cache cannot be read.
  func fingerprints(
    _ scores: [(cell: PlanCell, scores: OrderedDictionary<EvaluationProtocol, StoredScores>)]
  ) throws -> [Fingerprint] {
    var ledger = FingerprintLedger()
    for (set, sha256) in orderedDigests {
      ledger.record(
        .dataset, experiment.name(of: set), sha256: sha256,
        for: experiment.optionalSet(behind: set.dataset))
    }
    for (cell, scores) in scores where cell.row.isExact {
      try record(cell, scores, in: &ledger)
    }
    return ledger.all
  }

  /// The digests of the sets in the order of the plan, since what the cache holds decides which is read first.
  private var orderedDigests: [(set: WorldSet, sha256: String)] {
    let sets = plan.steps.values.compactMap { step -> WorldSet? in
      if case .dataset(let work) = step.work { work.set } else { nil }
    }.unique
    let places = Dictionary(uniqueKeysWithValues: zip(sets, sets.indices))
    func place(_ set: WorldSet) -> Int { places[set] ?? places[set.plain] ?? sets.count }
    return shelf.digests.enumerated().sorted {
      (place($0.element.set), $0.offset) < (place($1.element.set), $1.offset)
    }.map(\.element)
  }

  private func record(
    _ cell: PlanCell, _ scores: OrderedDictionary<EvaluationProtocol, StoredScores>,
    in ledger: inout FingerprintLedger
  ) throws {
    let (row, dataset) = (cell.row, cell.dataset)
    let optional = experiment.isOptional(dataset) ? dataset : nil
    var lineage: [Step.ID: String] = [:]
    for step in cell.scores.values {
      guard let record = try context.record(of: plan[step].key) else { continue }
      lineage.merge(ArtifactOrigin.lineage(of: record)) { own, _ in own }
    }
    for recipe in experiment.chain(of: row) {
      let weights = plan.weights(of: recipe, for: cell, in: experiment)
      let name = experiment.name(of: recipe.name, in: experiment.world(of: row))
      ledger.record(
        .weights, "\(name), seed \(cell.seed)",
        sha256: weights.flatMap { lineage[$0.step] }, for: optional)
    }
    for list in cell.lists + [cell.whitening?.list].compactMap(\.self) {
      let digests = list.shards.compactMap { lineage[$0] }
      guard digests.count == list.shards.count, !digests.isEmpty else { continue }
      ledger.record(
        .descriptors,
        "\(list.list.label) by \(experiment.descriptorSource(of: row, seed: cell.seed)), "
          + "\(row.descriptor.pooling.rawValue), \(row.descriptor.extractionFamily)",
        sha256: Digest.sha256(of: digests.joined(separator: " ")), for: optional)
    }
    if let whitening = cell.whitening,
      let source = row.descriptor.whitening.fitOn?.set(for: dataset)
    {
      ledger.record(
        whitening: whitening.step,
        "\(row.name) on \(experiment.name(of: experiment.set(source, of: row))), seed \(cell.seed)",
        sha256: lineage[whitening.step], for: optional)
    }
    for (wanted, stored) in scores {
      let seeded = row.model == nil ? "" : ", seed \(cell.seed)"
      ledger.record(
        stored.kind, "\(row.name) on \(experiment.name(of: cell.set)), \(wanted.rawValue)\(seeded)",
        sha256: stored.findings.digest, for: optional)
    }
  }
}

extension RetrievalSet {
  /// The SHA-256 of the set's images, boxes and positives, and of the labels that divide them.
  var digest: String {
    var parts = [wholeImages, queries, distractors].map { CanonicalJSON.string($0.digest) }
    for task in [dataset.revisited, dataset.classic, dataset.manifest].compactMap(\.self) {
      parts += task.groundTruth.queries.map { query in
        let lists = query.lists.named.map { list in
          CanonicalJSON.array([.string(list.name)] + list.indices.map { .integer($0) })
        }
        return .array([.string(query.name)] + lists)
      }
    }
    for wanted in EvaluationProtocol.allCases {
      guard let strata = strata[wanted] else { continue }
      parts += [strata.database, strata.queries].map { places in
        .array(places.map { $0.map { .string(strata.names[$0]) } ?? .null })
      }
    }
    return Digest.sha256(of: CanonicalJSON.array(parts).compact)
  }
}
