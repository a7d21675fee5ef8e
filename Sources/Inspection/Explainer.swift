import DescriptorStore
public import Extraction
import JSON
import OrderedCollections
public import Pipeline
import Records
public import Specs
import Steps

/// Finds out why the steps of an experiment have to be executed, or need not be.
public struct Explainer: Sendable {
  private let context: RunContext

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - options: where things lie.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, createsCache: false, observe: observe)
  }

  /// Returns why each step of an experiment has to be executed, or need not be; nothing is executed.
  ///
  /// - Parameters:
  ///   - experiment: the experiment.
  ///   - row: the name of a row, or of several that a sweep made of one; nil for all.
  /// - Returns: the steps with what is in the cache of each.
  /// - Throws: `DatasetError` for damaged sets, `CheckpointError` and `FileError` for files of weights
  ///   that cannot be read, `CacheError`.
  public func explain(
    _ experiment: ResolvedExperiment, row: String? = nil
  ) async throws -> ExperimentExplanation {
    let experiment = try experiment.lookingForOptionalSets(context)
    let run = try await ExperimentRun(experiment, context)
    let executor = LocalExecutor(run.context, run.shelf)
    let cells = run.plan.cells.filter { cell in
      row.map { $0 == cell.row.name || $0 == cell.row.baseName } ?? true
    }
    var artifacts = ArtifactsByStage(cache: run.context.cache)
    var found: OrderedDictionary<StepExplanation.Name, StepExplanation> = [:]
    var missing: Set<Step.ID> = []
    for step in run.plan.closure(of: cells.flatMap(\.scores.values)) {
      let isThere = try executor.isThere(step)
      if !isThere { missing.insert(step.id) }
      let explanation = try explain(
        step, of: run.plan, isThere: isThere, missing: missing, &artifacts)
      found[explanation.name] = found[explanation.name]?.joined(by: explanation) ?? explanation
    }
    return ExperimentExplanation(
      experiment: experiment.name, row: row, steps: Array(found.values))
  }

  private func explain(
    _ step: Step, of plan: Plan, isThere: Bool, missing: Set<Step.ID>,
    _ artifacts: inout ArtifactsByStage
  ) throws -> StepExplanation {
    func explanation(
      _ state: StepExplanation.State, _ record: ArtifactRecord? = nil,
      _ changes: [KeyDifference] = [], waitsFor: [String] = []
    ) -> StepExplanation {
      StepExplanation(
        kind: step.kind.rawValue, step: step.label.withoutShard, count: 1, state: state,
        origin: record.map(StepExplanation.Origin.init),
        changes: changes.map(StepExplanation.FieldChange.init), waitsFor: waitsFor)
    }
    if step.isBlocked { return explanation(.blocked) }
    if isThere {
      let record = try context.record(of: step.key)
      return explanation(record == nil ? .file : .cached, record)
    }
    let waitsFor = step.inputs.filter(missing.contains).map { plan[$0].label.withoutShard }.unique
    guard let nearest = try artifacts.nearest(to: step, of: plan) else {
      return explanation(.missing, waitsFor: waitsFor)
    }
    return explanation(.missing, nearest.record, nearest.changes, waitsFor: waitsFor)
  }
}

/// What the cache holds of each kind, read when it is asked for.
private struct ArtifactsByStage {
  let cache: ArtifactCache

  private var records: [String: [ArtifactRecord]] = [:]

  init(cache: ArtifactCache) {
    self.cache = cache
  }

  /// Returns the artifact whose key differs in the fewest fields from that of a step, and those fields.
  ///
  /// One that was made by a step of the same name goes before others, and of equals the youngest. What
  /// the step reads is not counted, since that is explained by itself.
  mutating func nearest(
    to step: Step, of plan: Plan
  ) throws -> (record: ArtifactRecord, changes: [KeyDifference])? {
    let known = try records[step.key.stage] ?? cache.records(ofStage: step.key.stage)
    records[step.key.stage] = known
    let candidates = known.map { record in
      (
        record: record,
        changes: KeyDifference.between(record.key.document, step.key.document).filter {
          !$0.isInput(of: step)
        }
      )
    }
    return candidates.min { first, second in
      let isNamed = ArtifactOrigin(first.record).label == step.label
      guard isNamed == (ArtifactOrigin(second.record).label == step.label) else { return isNamed }
      guard first.changes.count == second.changes.count else {
        return first.changes.count < second.changes.count
      }
      return ArtifactOrigin(first.record).date ?? "" > ArtifactOrigin(second.record).date ?? ""
    }
  }
}

extension KeyDifference {
  /// Whether it is about an artifact that a step reads.
  fileprivate func isInput(of step: Step) -> Bool {
    let inputs = Set(step.inputs.map(\.digest))
    func isInput(_ value: CanonicalJSON?) -> Bool {
      switch value {
      case .string(let text)?: inputs.contains(text)
      case .array(let elements)?: !elements.isEmpty && elements.allSatisfy(isInput)
      case .object(let members)?: members.values.contains(where: isInput)
      default: false
      }
    }
    return isInput(new)
  }
}

extension StepExplanation.FieldChange {
  fileprivate init(_ difference: KeyDifference) {
    let prefix = "fields."
    field =
      difference.field.hasPrefix(prefix)
      ? String(difference.field.dropFirst(prefix.count)) : difference.field
    old = difference.old?.compact
    new = difference.new?.compact
  }
}

extension StepExplanation.Origin {
  fileprivate init(_ record: ArtifactRecord) {
    let origin = ArtifactOrigin(record)
    step = origin.label.withoutShard
    date = origin.date
    madeBy = origin.place.madeBy.isEmpty ? nil : origin.place.madeBy
    processor = origin.place.processor.isEmpty ? nil : origin.place.processor
    seconds = origin.seconds
  }
}
