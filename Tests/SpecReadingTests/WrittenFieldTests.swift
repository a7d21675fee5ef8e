import Foundation
import JSON
import Retrieval
import SpecReading
import Specs
import Testing
import Training

/// A document shows every field of what was resolved, and specs may say what it shows.
@Suite struct WrittenFieldTests {
  /// Returns the fields that are missing where settings are written.
  private func missing<Settings: SettingsObject>(from settings: Settings) throws -> [String] {
    let members = try #require(CanonicalJSON.encoding(settings).members)
    return Settings.fields.map(\.name).filter { members[$0] == nil }
  }

  @Test func everyFieldOfEveryObjectIsWritten() throws {
    #expect(try missing(from: AdamSettings()) == [])
    // What only vision transformers have is left out where it is nil, so that no other key knows of it.
    #expect(
      try missing(from: ArchitectureSettings { $0.width = nil }) == ["conventions", "pixels"])
    let transformer =
      #"{"name": "vit-s16", "width": null, "conventions": "dino", "pixels": "half"}"#
    #expect(
      try missing(
        from: JSONDecoder().decode(ArchitectureSettings.self, from: Data(transformer.utf8))) == [])
    #expect(try missing(from: Assumption()) == [])
    // A preset is written as the fields that it decides; three fields are younger than the keys.
    #expect(
      try missing(from: Augmentation())
        == ["preset", "greyBeforeJitter", "blurKernel", "multiCrop"])
    #expect(
      try missing(
        from: Augmentation {
          $0.greysBeforeJitter = true
          $0.blurKernel = 3
          $0.multiCrop = [CropGroup()]
        }) == ["preset"])
    #expect(try missing(from: CropGroup()) == [])
    // Mining is younger than the keys, too.
    #expect(try missing(from: ContrastivePairSettings()) == ["mining"])
    #expect(
      try missing(from: ContrastivePairSettings { $0.mining = MiningSettings() }) == [])
    #expect(try missing(from: MiningSettings()) == [])
    #expect(try missing(from: ContrastiveSettings()) == [])
    #expect(try missing(from: CrossEntropySettings()) == [])
    #expect(try missing(from: CovariateSettings()) == [])
    #expect(try missing(from: DescriptorSettings()) == [])
    #expect(try missing(from: Diffusion()) == [])
    #expect(try missing(from: FastAPSettings()) == [])
    #expect(try missing(from: FigureSettings()) == [])
    #expect(try missing(from: FirstImagesSettings()) == [])
    #expect(try missing(from: LARSSettings()) == [])
    #expect(try missing(from: LearnedWhiteningSettings()) == [])
    #expect(try missing(from: ListwiseAPSettings()) == [])
    #expect(try missing(from: MarginSoftmaxSettings()) == [])
    #expect(try missing(from: PCAWhiteningSettings { $0.images = nil }) == [])
    #expect(try missing(from: RoadmapSettings()) == [])
    #expect(try missing(from: SGDSettings()) == [])
    #expect(try missing(from: ScheduleSettings()) == [])
    #expect(try missing(from: SearchSettings()) == [])
    #expect(try missing(from: SmoothAPSettings()) == [])
    #expect(try missing(from: StatisticsSettings()) == [])
    #expect(try missing(from: SupConSettings()) == [])
    #expect(try missing(from: TrainingSettings()) == [])
    #expect(try missing(from: TripletSettings()) == ["mining"])
    #expect(try missing(from: TripletSettings { $0.mining = MiningSettings() }) == [])
    #expect(try missing(from: WeightsFileSettings()) == [])
    #expect(try missing(from: WorldSettings()) == [])
  }

  @Test func aMissingFieldOfARecordIsNoNull() throws {
    var members = try #require(CanonicalJSON.encoding(DescriptorSettings()).members)
    members["preset"] = nil
    let text = CanonicalJSON.object(members).compact
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(DescriptorSettings.self, from: Data(text.utf8))
    }
  }

  /// A table with a network, two references and a claim.
  private func table(_ rest: String = "", recipe: String = "") throws -> ResolvedExperiment {
    try SpecFolder([
      "models/random.json": #"{"version": 2, "label": "Random", "training": null\#(recipe)}"#,
      "spec.json": smallSpec(
        rows: """
          [{"name": "a", "model": "random"}, {"name": "b", "model": "random"},
           {"name": "pixels", "reference": "pixels"}, {"name": "chance", "reference": "chance"}]
          """,
        rest: """
          "claims": [{"name": "c", "statement": "S.", "source": "T.", "better": "a", "worse": "b",
                      "metric": "medium.mAP"}]\(rest)
          """),
    ]).experiment()
  }

  @Test func everyFieldOfAnExperimentIsWritten() throws {
    let experiment = try table()
    let fields = Mirror(reflecting: experiment).children.compactMap(\.label)
    let written = try #require(CanonicalJSON.encoding(experiment).members)
    let rare: Set = [
      "presentMetrics", "covariates", "figure", "firstImages", "differencesFrom", "specification",
    ]
    #expect(Set(written.keys) == Set(fields).subtracting(rare))
    #expect(written["purpose"] == "report")
    #expect(written["allowLeak"] == .bool(false))
    #expect(written["instanceNames"] == "per-set")
    #expect(written["optionalDatasets"] == [])
    #expect(written["strata"] == .null)
  }

  @Test func everyRowRecipeAndClaimHasTheSameFields() throws {
    let experiment = try table()
    let row: Set = [
      "name", "baseName", "label", "model", "reference", "axisValues", "descriptor", "images",
      "search",
    ]
    for written in try experiment.rows.map({ try CanonicalJSON.encoding($0) }) {
      #expect(Set(try #require(written.members).keys) == row)
    }
    let recipe = try #require(CanonicalJSON.encoding(experiment.models[0]).members)
    #expect(
      Set(recipe.keys)
        == Set(Mirror(reflecting: experiment.models[0]).children.compactMap(\.label)))
    let claim = try #require(CanonicalJSON.encoding(experiment.claims[0]).members)
    #expect(
      Set(claim.keys)
        == Set(Mirror(reflecting: experiment.claims[0]).children.compactMap(\.label)))
  }

  @Test func whatIsWrittenReadsBack() throws {
    let experiment = try table()
    let data = try CanonicalEncoding.data(of: experiment)
    #expect(try JSONDecoder().decode(ResolvedExperiment.self, from: data) == experiment)
  }

  @Test func nullIsTheSameAsAFieldThatIsAbsent() throws {
    let whitening = #""kind": "pca", "fitOn": "mini-scenes", "dimensions": 8"#
    let silent = try table(#", "descriptor": {"whitening": {\#(whitening)}}"#)
    let stated = try table(
      """
      , "name": null, "seedStudyOf": null, "selects": null, "strata": null,
      "statistics": {"clusters": null},
      "descriptor": {"preset": null,
                     "whitening": {\(whitening), "floor": null, "power": null}}
      """, recipe: #", "name": null"#)
    #expect(stated == silent)
  }

  @Test func aSpecMayStateTheSettingsOfADocument() throws {
    let rest =
      #", "descriptor": {"whitening": {"kind": "learned", "fitOn": "mini-landmarks", "dimensions": 8}}"#
    let experiment = try table(rest)
    let descriptor = try CanonicalJSON.encoding(experiment.rows[0].descriptor).compact
    let search = try CanonicalJSON.encoding(experiment.rows[0].search).compact
    let stated = try table(#", "descriptor": \#(descriptor), "search": \#(search)"#)
    #expect(stated.rows[0] == experiment.rows[0])
  }

  @Test func aNetworkOfOneWidthMayStateThatItHasNone() throws {
    let silent = try table(recipe: #", "architecture": {"name": "vgg16"}"#)
    let stated = try table(recipe: #", "architecture": {"name": "vgg16", "width": null}"#)
    #expect(stated.models == silent.models)
  }
}

/// What the hash of a spec tells apart.
@Suite struct NumbersHashTests {
  private func hash(_ rest: String) throws -> String {
    try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(rest: rest),
    ]).experiment().numbersHash()
  }

  @Test(arguments: [
    #""onDamaged": "skip""#, #""seeds": [1]"#, #""world": {"seed": 2}"#,
    #""optionalDatasets": [{"folder": "photos"}]"#, #""descriptor": {"storage": "f16"}"#,
    #""search": {"expansion": {"kind": "aqe", "images": 2}}"#,
    #""matrix": {"world.seed": [1, 2]}"#,
  ])
  func whatChangesNumbersChangesTheHash(rest: String) throws {
    #expect(try hash(rest) != hash(""))
  }

  @Test func theLabelOfStrataChangesTheHash() throws {
    let strata = #""metrics": ["medium.within.mAP"], "strata": "#
    func hash(_ label: String) throws -> String {
      try SpecFolder([
        "models/random.json": randomRecipe, "base.json": smallSpec(),
        "spec.json": #"{"version": 2, "extends": "base.json", \#(strata)"\#(label)"}"#,
      ]).experiment().numbersHash()
    }
    #expect(try hash("category") != hash("type"))
  }

  @Test(arguments: [
    #""onDamaged": "fail""#, #""allowLeak": true"#, #""instanceNames": "shared""#,
    #""statistics": {"confidence": 0.9}"#,
    #""optionalDatasets": []"#, #""descriptor": {"storage": "f32"}"#,
    #""world": {"seed": 1}"#,
  ])
  func whatChangesNoNumberChangesNoHash(rest: String) throws {
    #expect(try hash(rest) == hash(""))
  }
}

/// A field that is gone is refused where it stands, with what to do.
@Suite struct RemovedFieldTests {
  @Test(arguments: ["exact", "fast"]) func aTableStatesNoNumerics(word: String) throws {
    #expect(
      try mistakes(rest: #""numerics": "\#(word)""#) == """
        spec.json:7:3: /numerics: "numerics" is gone: float32 is computed in one order everywhere; \
        remove it
        """)
  }

  @Test func aTrainingStatesNoNumberOfThreads() throws {
    #expect(
      try recipeMistakes(rest: #""reductionThreads": 2"#) == """
        models/net.json:8:1: /training/reductionThreads: "reductionThreads" is gone: float32 is \
        computed in one order everywhere; remove it
        """)
  }
}

/// A file of an earlier version is refused by one message that says what to do.
@Suite struct SpecVersionTests {
  private static let migration = """
    /version: version 1 is no longer read; let a row's "training" stand in its model, as \
    {"extends": …, "training": …}, call swept "training.…" fields "model.training.…", then write 2 \
    here; accepted: 2
    """

  @Test func anEarlierSpecIsRefusedWithTheWayToMigrateIt() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 1, "title": "Old", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
       "rows": [{"name": "a", "model": "random", "training": {"batch": 4}}]}
      """,
    ])
    #expect(folder.mistakes() == "spec.json:1:13: \(Self.migration)")
  }

  @Test func earlierBasesAndRecipesAreRefusedWhereTheyStand() throws {
    let folder = try SpecFolder([
      "models/random.json": #"{"version": 1, "label": "Random", "training": null}"#,
      "base.json": #"{"version": 1, "seeds": [1]}"#,
      "extending.json": #"{"version": 2, "extends": "base.json", "title": "New"}"#,
      "spec.json": smallSpec(),
    ])
    #expect(folder.mistakes() == "models/random.json:1:13: \(Self.migration)")
    #expect(folder.mistakes("extending.json") == "base.json:1:13: \(Self.migration)")
  }

  @Test func aVersionThatIsNotKnownIsNamed() throws {
    let folder = try SpecFolder(["spec.json": #"{"version": 3}"#])
    #expect(
      folder.mistakes().hasPrefix("spec.json:1:13: /version: unknown version 3; accepted: 2"))
  }
}
