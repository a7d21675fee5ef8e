import DescriptorStore
import OrderedCollections
import Records
import Steps

/// What the artifacts behind a table took to make, and where that was, in this run or earlier ones.
struct StepAccount {
  private var stageRecords: OrderedDictionary<String, StageRecord> = [:]
  private var originRecords: OrderedDictionary<OriginRecord.Place, OriginRecord> = [:]

  /// Reads what is kept beside the artifacts of some steps.
  ///
  /// - Parameters:
  ///   - steps: the steps; those whose artifacts are gone are counted, without their time.
  ///   - found: the steps whose artifacts were there before the run.
  ///   - context: the run, whose cache holds the artifacts.
  /// - Throws: `CacheError` when it cannot be read.
  init(_ steps: [Step], found: Set<Step.ID>, in context: RunContext) throws {
    for step in steps where step.isKept {
      let origin = try context.record(of: step.key).map(ArtifactOrigin.init)
      add(step, origin, wasFound: found.contains(step.id))
    }
  }

  /// One record a stage, in the order of the plan.
  var stages: [StageRecord] { Array(stageRecords.values) }

  /// One record a machine and version, those that made the first artifacts first.
  var origins: [OriginRecord] { originRecords.values.sorted { $0.firstDate < $1.firstDate } }

  private mutating func add(_ step: Step, _ origin: ArtifactOrigin?, wasFound: Bool) {
    let name = step.label.withoutShard
    var stage =
      stageRecords[name]
      ?? StageRecord(name: name, seconds: 0, processorSeconds: 0, found: 0, made: 0)
    stage.seconds += origin?.seconds ?? 0
    stage.processorSeconds += origin?.processorSeconds ?? 0
    stage.found += wasFound ? 1 : 0
    stage.made += wasFound ? 0 : 1
    stageRecords[name] = stage
    guard let origin, let date = origin.date else { return }
    var record =
      originRecords[origin.place]
      ?? OriginRecord(place: origin.place, date: date)
    record.artifacts += 1
    record.seconds += origin.seconds
    record.processorSeconds += origin.processorSeconds
    record.firstDate = min(record.firstDate, date)
    record.lastDate = max(record.lastDate, date)
    originRecords[origin.place] = record
  }
}
