import Foundation
import JSON
import SpecReading
import Specs
import Testing

/// Fields that the command line sets.
@Suite struct FieldSettingTests {
  private static let rows = """
    [{"name": "none", "model": "random", "sweeps": []}, {"name": "c", "model": "classifier"},
     {"name": "a", "model": {"extends": "contrastive", "training": {"batch": 32}},
      "descriptor": {"size": 64}}]
    """
  private static let rest = """
    "matrix": {"descriptor.pooling": ["gem", "mac"]},
    "claims": [{"name": "at-gem", "statement": "s", "source": "t", "better": "a", "worse": "c",
      "metric": "medium.mAP", "where": {"descriptor.pooling": "gem"}},
     {"name": "at-mac", "statement": "s", "source": "t", "better": "a", "worse": "c",
      "metric": "medium.mAP", "where": {"descriptor.pooling": "mac"}}]
    """

  private func folder() throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging([
        "spec.json": smallSpec(rows: Self.rows, rest: Self.rest)
      ]) { $1 })
  }

  private func experiment(
    _ settings: [String], notify: (JSONDiagnostic) -> Void = { _ in }
  ) throws -> ResolvedExperiment {
    let folder = try folder()
    return try SpecLibrary(roots: [folder.path]).experiment(
      at: "\(folder.path)/spec.json", settings: settings.compactMap { FieldSetting($0) },
      notify: notify)
  }

  private func mistakes(_ settings: String...) throws -> String {
    let folder = try folder()
    let library = SpecLibrary(roots: [folder.path])
    do throws(SpecError) {
      _ = try library.experiment(
        at: "\(folder.path)/spec.json", settings: settings.compactMap { FieldSetting($0) })
      return ""
    } catch {
      return error.description
    }
  }

  @Test func everyRowHasWhatIsSet() throws {
    let found = try experiment(["descriptor.size=128", "seeds=[3, 4]", "world.seed=9"])
    #expect(found.rows.allSatisfy { $0.descriptor.size == 128 })
    #expect(found.seeds == [3, 4])
    #expect(found.world.seed == 9)
  }

  @Test func everyRecipeThatHasTheFieldIsChanged() throws {
    let found = try experiment(["model.training.batch=16"])
    #expect(
      found.models.map(\.name) == ["random", "classifier, batch 16", "contrastive, batch 16"])
    #expect(
      found.rows.map(\.model).prefix(3) == [
        "random", "classifier, batch 16", "contrastive, batch 16",
      ])
    let temperature = try experiment(["model.training.objective.temperature=0.5"])
    #expect(
      temperature.models.map(\.name) == [
        "random", "classifier", "contrastive, batch 32, temperature 0.5",
      ])
  }

  @Test func aSweptFieldHasTheOneValueAndClaimsFollow() throws {
    var notices: [String] = []
    let found = try experiment(["descriptor.pooling=mac"]) { notices.append($0.message) }
    #expect(found.rows.map(\.name) == ["none", "c/mac", "a/mac"])
    #expect(found.claims.map(\.name) == ["at-mac"])
    #expect(
      notices == [
        """
        the claim "at-gem" no longer applies and is left out: the matrix does not have "gem"
        """
      ])
  }

  @Test func theResultHasANameOfItsOwnWhateverTheOrder() throws {
    let plain = try experiment([])
    let one = try experiment(["descriptor.size=128", "seeds=[1]"])
    let other = try experiment(["seeds=[1]", "descriptor.size=128"])
    let third = try experiment(["descriptor.size=129", "seeds=[1]"])
    #expect(plain.name == "spec")
    #expect(one.name == other.name)
    #expect(one.name.hasPrefix("spec-S-") && one.name.count == "spec-S-".count + 8)
    #expect(third.name != one.name)
    #expect(one.title == "Small, with descriptor.size 128, seeds [1]")
    #expect(other.title == one.title)
  }

  /// A row that states its size has the one that is set, as where the field is set alone.
  @Test func anObjectSetsItsFieldsInEveryRow() throws {
    let found = try experiment([#"descriptor={"size": 128, "gemExponent": 2}"#])
    #expect(found.rows.allSatisfy { $0.descriptor.size == 128 && $0.descriptor.gemExponent == 2 })
    let swept = try experiment([#"descriptor={"pooling": "mac"}"#])
    #expect(swept.rows.map(\.name) == ["none", "c/mac", "a/mac"])
    #expect(
      try mistakes("descriptor=3")
        == "-S descriptor=3:1:1: /descriptor: expected an object, found 3")
  }

  /// What is set of the matrix and of what it sweeps comes to the same in both orders.
  @Test func theOrderOfSettingsChangesNothing() throws {
    let settings = [
      #"matrix={"descriptor.gemExponent": [2, 3]}"#, "descriptor.gemExponent=4",
      "model.training.objective.temperature=0.5", "model.training.objective.kind=nt-xent",
    ]
    let one = try experiment(settings)
    let other = try experiment(settings.reversed())
    #expect(one.rows.map(\.name) == ["none", "c/gem/4", "a/gem/4", "c/mac/4", "a/mac/4"])
    #expect(one == other)
  }

  @Test func aSettingThatIsAPartOfAnotherIsAMistake() throws {
    #expect(
      try mistakes("world.seed=2", #"world={"seed": 3}"#) == """
        -S world={"seed": 3}:1:1: /world: world.seed is set too, and one is a part of the other; keep one
        """)
  }

  @Test func mistakesInsideAValueAreFoundBelowItsField() throws {
    #expect(
      try mistakes(#"datasets=["mini-oxford", "mini-oxford"]"#).hasSuffix(
        ": /datasets/1: mini-oxford stands in the list already"))
  }

  /// The settings that a spec states are those that are set in another.
  @Test func settingIsStating() throws {
    let set = try experiment(["descriptor.size=128", "onDamaged=skip"])
    let folder = try SpecFolder(
      RowVariantTests.recipes.merging([
        "spec.json": smallSpec(
          rows: Self.rows.replacing("64", with: "128"),
          rest: Self.rest + #", "descriptor": {"size": 128}, "onDamaged": "skip""#)
      ]) { $1 })
    #expect(try set.rows == folder.experiment().rows)
    #expect(set.onDamaged == .skip)
    #expect(try set.numbersHash() == folder.experiment().numbersHash())
  }

  @Test(arguments: [
    (
      "descriptor.size=8",
      "-S descriptor.size=8:1:17: /descriptor/size: 8 is out of range; accepted: 16...4096"
    ),
    (
      "descriptor.sise=8",
      "-S descriptor.sise=8:1:1: /descriptor/sise: descriptor has no field \"sise\"; accepted: "
    ),
    (
      "training.batch=8",
      #"-S training.batch=8:1:1: /training/batch: "training.batch" cannot be set; write "model.training.batch""#
    ),
    (
      "numerics=fast",
      "-S numerics=fast:1:1: /numerics: \"numerics\" is gone: float32 is computed in one order "
        + "everywhere; remove it"
    ),
    (
      "model.training.reductionThreads=1",
      "-S model.training.reductionThreads=1:1:1: /model/training/reductionThreads: "
        + "\"reductionThreads\" is gone: "
    ),
    (
      "name=other",
      "-S name=other:1:1: /name: a spec has no field \"name\" that can be set; accepted: title, "
    ),
    (
      "search.expansion.images=3",
      "-S search.expansion.images=3:1:1: /search/expansion/images: no row has a field search.expansion.images"
    ),
    (
      "model.training.objective.bins=10",
      "-S model.training.objective.bins=10:1:1: /model/training/objective/bins: no row has a field "
        + "model.training.objective.bins"
    ),
    (
      "model.training.batch=48",
      "-S model.training.batch=48:1:22: /model/training/batch: "
    ),
  ])
  func mistakesAreLocatedInTheArgument(setting: String, message: String) throws {
    let found = try mistakes(setting)
    if setting == "model.training.batch=48" {
      #expect(found.contains("640 views are no whole number of batches of 48 (row a)"))
    } else {
      #expect(found.hasPrefix(message), "\(found)")
    }
  }

  @Test func aFieldIsSetOnceAndNotBesideASweepOfItsParts() throws {
    #expect(
      try mistakes("seeds=[1]", "seeds=[2]") == "-S seeds=[2]:1:1: /seeds: seeds is set twice")
    #expect(FieldSetting("seeds") == nil)
    #expect(FieldSetting("=3") == nil)
  }

  @Test func aSpecThatIsWrongIsNotSetRight() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(rest: #""descriptor": {"size": 8}"#),
    ])
    let setting = try #require(FieldSetting("descriptor.size=96"))
    #expect(throws: SpecError.self) {
      try SpecLibrary(roots: [folder.path]).experiment(
        at: "\(folder.path)/spec.json", settings: [setting])
    }
  }
}
