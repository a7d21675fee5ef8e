import Specs
import Testing
import Training

/// Every field of every table of settings is tried on the keys of a plan, or it is said why not.
@Suite struct PlanCoverageTests {
  /// The tables, with how the changes begin that try their fields.
  private static let tables: [(form: ObjectForm, changes: String)] =
    [
      (DescriptorSettings.form, "descriptor"), (WorldSettings.form, "world"),
      (StatisticsSettings.form, "statistics"), (TrainingSettings.form, "training"),
      (ArchitectureSettings.form, "architecture"), (ScheduleSettings.form, "schedule"),
      (Augmentation.form, "augmentation"), (MiningSettings.form, "mining"),
    ]
    + OptimizerSettings.form.kinds.map { ($0, $0.name) }
    + Objective.form.kinds.map { ($0, names[$0.name] ?? $0.name) }
    + (QueryExpansionSettings.form.kinds + DatabaseAugmentationSettings.form.kinds)
    .map { ($0, "search") }
    + WhiteningSettings.form.kinds.filter { $0.name != "learned" }.map { ($0, "whitening") }

  private static let names = [
    "nt-xent": "NT-Xent", "listwise-ap": "listwise AP", "cross-entropy": "cross-entropy",
  ]

  /// Fields that no change of one text can try, each with the reason.
  private static let elsewhere = [
    "descriptor.preset": "it only decides others, which are in the key themselves",
    "descriptor.pooling": "labels of steps name it; PlanKeyTests tries it",
    "descriptor.whitening": "its own fields are tried",
    "statistics.confidence": "no step is judged by it",
    "statistics.clusters": "it asks for strata",
    "training.objective": "its own fields are tried", "training.optimizer": "its kind is tried",
    "training.schedule": "its own fields are tried",
    "training.augmentation": "its own fields are tried",
    "training.dataset": "another set is another input",
    "architecture.name": "labels of recipes name it",
    "architecture.conventions": "residual networks have none; the key holds what is written",
    "architecture.pixels": "residual networks have none; the key holds what is written",
    "schedule.kind": "there is one kind",
    "augmentation.preset": "it only decides others, which are in the key themselves",
    "pca.fitOn": "another set is another input",
  ].merging(
    OptimizerSettings.form.kinds.map {
      ("\($0.name).learningRate", "it is tried of the optimiser, of whichever kind")
    }
  ) { $1 }

  @Test func everyFieldIsTriedOrExcused() {
    for (form, beginning) in Self.tables {
      for field in form.fields where Self.elsewhere["\(form.name).\(field.name)"] == nil {
        let isTried = PlanChange.all.contains {
          $0.testDescription.hasPrefix(beginning)
            && ([$0.edit.old, $0.edit.new].contains { $0.contains("\"\(field.name)\"") }
              || $0.edit.new.contains(field.name))
        }
        #expect(isTried, "\(form.name).\(field.name)")
      }
    }
  }

  @Test func noExcuseOutlivesItsField() {
    let fields = Set(
      Self.tables.flatMap { table in table.form.fields.map { "\(table.form.name).\($0.name)" } })
    #expect(Set(Self.elsewhere.keys).isSubset(of: fields))
  }

  @Test func everyChangeChangesItsText() throws {
    for change in PlanChange.all {
      var (before, after) = (PlanFixture(), PlanFixture())
      before.edits = change.common
      after.edits = change.common + [change.edit]
      #expect(
        try before.experiment() != after.experiment(), "\(change.testDescription)")
    }
  }
}
