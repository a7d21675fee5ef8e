import Foundation
import Images
import Retrieval
import SpecReading
import Specs
import Testing
import Training

@Suite struct CommittedSpecTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Experiments").path

  private func experiment(_ name: String) throws -> ResolvedExperiment {
    try SpecLibrary(roots: [Self.root]).experiment(at: "\(Self.root)/\(name).json")
  }

  @Test(arguments: [
    "table1", "table2", "table3", "protocols", "table1-mac", "table1-seeds", "table2-seeds",
    "table3-seeds", "coil20", "exchanged", "exchanged-seeds", "search-pretraining",
    "search-fine-tuning", "rules", "figure3",
  ])
  func everyTableResolves(name: String) throws {
    #expect(try experiment(name).name == name)
  }

  @Test func table1HasFiveNetworksUnderFourDescriptorsAndThreeReferences() throws {
    let table = try experiment("table1")
    #expect(table.rows.count == 23)
    #expect(table.rows.prefix(3).map(\.reference) == [.chance, .strataOracle, .pixels])
    #expect(
      table.models.map(\.name) == [
        "random", "classifier-function", "classifier", "classifier-type", "contrastive",
      ])
    #expect(table.rows.filter { table.isTrained($0) }.count == 16)
  }

  @Test(arguments: ["table1", "table2", "exchanged"])
  func claimsSayWhatTheyAreAboutAndSpeakForCategoriesNotDrawn(name: String) throws {
    let table = try experiment(name)
    #expect(table.claims.allSatisfy { $0.scope != nil })
    #expect(table.statistics.clusters == "category")
  }

  @Test func everyArmGetsTheSameSearch() throws {
    for name in ["search-pretraining", "search-fine-tuning"] {
      let search = try experiment(name)
      #expect(search.purpose == .selection)
      #expect(search.datasets.map(\.rawValue) == ["mini-validation"])
      #expect(search.seeds == [0, 1])
      let families = Dictionary(grouping: search.rows) { $0.name.prefix { !$0.isNumber } }
      #expect(families.count == (name == "search-pretraining" ? 2 : 3))
      for rows in families.values {
        // An orthogonal array: of four fields with three levels, each pair of levels occurs once.
        let levels = rows.map { ($0.choices ?? []).map { "\($0.field) \($0.level)" } }
        #expect(levels.count == 9 && levels.allSatisfy { $0.count == 4 })
        let pairs = levels.flatMap { row in
          row.indices.flatMap { i in row[..<i].map { "\($0) with \(row[i])" } }
        }
        #expect(Set(pairs).count == pairs.count)
      }
    }
  }

  @Test func theExchangedNetworksSeeTheOtherCategoriesUnderTheSameRecipes() throws {
    let exchanged = try experiment("exchanged").models.filter { $0.training != nil }
    let tables = try experiment("table1").models + experiment("table2").models
    for recipe in exchanged {
      let name = recipe.name.replacing("-novel", with: "")
      let own = try #require(tables.first { $0.name == name }?.training)
      let training = try #require(recipe.training)
      #expect(training.objective == own.objective && training.views == own.views)
      #expect(training.dataset != own.dataset)
    }
  }

  /// The searches choose rate, batch and augmentation for each arm; the budget is everyone's.
  @Test func classifiersAndContrastiveNetworkSeeAsManyViewsOfTheSameImages() throws {
    let table = try experiment("table1")
    let trainings = table.models.compactMap(\.training)
    #expect(trainings.count == 4)
    #expect(Set(trainings.map(\.views)).count == 1)
    #expect(Set(trainings.map(\.dataset)).count == 1)
  }

  @Test func classifiersDifferInTheirLabelsAlone() throws {
    let trainings = try experiment("table1").models.compactMap(\.training).filter { training in
      if case .crossEntropy = training.objective { true } else { false }
    }
    #expect(trainings.count == 3)
    #expect(Set(trainings.map(\.batch)).count == 1)
    #expect(Set(trainings.map(\.optimizer)).count == 1)
    #expect(Set(trainings.map(\.augmentation)).count == 1)
  }

  @Test func table2TrainsEveryStartBeforeItsFineTuning() throws {
    let table = try experiment("table2")
    #expect(
      table.models.map(\.name) == [
        "classifier", "contrastive", "contrastive-ap", "classifier-ap", "random-ap",
        "contrastive-ap-base", "classifier-ap-base",
      ])
    #expect(table.chain(of: "contrastive-ap").map(\.name) == ["contrastive", "contrastive-ap"])
    #expect(
      table.claims.map(\.better) == [
        "contrastive-ap/gem/none", "classifier-ap/gem/none", "contrastive-ap/gem/none",
        "contrastive-ap-base/gem/none",
      ])
  }

  @Test func everyFineTuningSeesAsManyViewsAndKeepsTheBasesDecay() throws {
    let trainings = try experiment("table2").models.filter { $0.name.contains("-ap") }
      .compactMap(\.training)
    #expect(trainings.count == 5)
    #expect(trainings.allSatisfy { $0.views == 19_200 })
    for training in trainings {
      #expect(
        training.optimizer
          == .adamW(
            AdamSettings {
              $0.learningRate = training.optimizer.learningRate
              $0.weightDecay = 0.001
              $0.meanDecay = 0.9
              $0.squareDecay = 0.999
              $0.epsilon = 1e-8
            }))
    }
  }

  @Test func exampleVariantStatesOnlyItsDifference() throws {
    let text = try String(contentsOfFile: "\(Self.root)/table1-mac.json", encoding: .utf8)
    #expect(text.split(separator: "\n").count <= 10)
    let table = try experiment("table1-mac")
    #expect(table.rows.contains { $0.name == "contrastive/mac/pca" })
    #expect(table.claims == (try experiment("table1")).claims)
  }

  @Test func seedStudiesRunTheirTableFiveTimes() throws {
    let study = try experiment("table2-seeds")
    #expect(study.seeds == [0, 1, 2, 3, 4])
    #expect(study.seedStudyOf == "table2")
    #expect(study.rows == (try experiment("table2")).rows)
  }

  @Test func table3AddsOneChoiceToTheNetworksOfTable2AtATime() throws {
    let table = try experiment("table3")
    #expect(table.rows.count == 72)
    #expect(Set(table.rows.map(\.name)).count == 72)
    #expect(table.rows[0].name == "classifier/gem/[1]/none/none")
    #expect(
      table.rows[71].name == "contrastive-ap/rmac/[1, 0.7071067811865476, 0.5]/learned/alpha-qe")
    #expect(table.rows.allSatisfy { $0.descriptor.whitening.dimensions.map { $0 == 128 } ?? true })
    let other = try experiment("table2").models.filter { model in
      table.models.contains { $0.name == model.name }
    }
    #expect(other == table.models)
  }

  @Test func everyProtocolIsThatOfItsProject() throws {
    let rows = try experiment("protocols").rows
    #expect(rows.map(\.descriptor.preset) == [.cirtorch, .dirtorch, .visslRMAC, .dino])
    #expect(Set(rows.map(\.model)) == ["classifier"])
    #expect(rows.map(\.descriptor.pooling) == [.gem, .gem, .rmac, .spoc])
  }

  @Test(arguments: ["table1", "table2", "table3"])
  func tablesAtThePapersScaleAskForPublishedSets(name: String) throws {
    let table = try experiment("paper/\(name)")
    #expect(table.name == "paper-\(name)")
    #expect(table.datasets == [.oxford5k, .paris6k, .roxford5k, .rparis6k])
    #expect(
      table.columns.map { "\($0.dataset) \($0.metric)" } == [
        "oxford5k classic.mAP", "paris6k classic.mAP",
        "roxford5k easy.mAP", "roxford5k medium.mAP", "roxford5k hard.mAP",
        "rparis6k easy.mAP", "rparis6k medium.mAP", "rparis6k hard.mAP",
      ])
    #expect(table.models.allSatisfy { $0.architecture.label == "resnet50 of width 64" })
    #expect(table.literature.count >= 7 && table.published == [])
  }

  @Test(arguments: ["objectives", "objectives-full"])
  func everyObjectiveAtThePapersScaleStartsFromFourNetworks(name: String) throws {
    let table = try experiment("paper/\(name)")
    let trained = table.models.filter { $0.training != nil }
    #expect(table.rows.count == 56 && trained.count == 52 && table.claims.count == 5)
    #expect(Set(trained.compactMap { table.chain(of: $0.name).first?.name }).count == 4)
    let lengths = Set(trained.compactMap(\.training?.views))
    #expect(name == "objectives" ? lengths == [24_576] : lengths.count == 10)
  }

  @Test func visionTransformersAreTheirProjects() throws {
    let table = try experiment("paper/transformers")
    #expect(table.rows.count == 12)
    #expect(
      table.models.map(\.architecture.label) == ["vit-s16 as dino's", "vit-s16 as moco-v3's"])
    #expect(table.rows.allSatisfy { $0.descriptor.whitening.dimensions.map { $0 == 384 } ?? true })
  }

  @Test(arguments: [
    ("specification", [9216], 18), ("specification-fine-tuning", [2560, 2560, 2560], 22),
  ])
  func aSpecificationCurveHasHundredsOfPointsForEachClaimAndFewNetworks(
    name: String, points: [Int], networks: Int
  ) throws {
    let curve = try experiment("question/\(name)")
    let claims = try #require(curve.specification)
    #expect(
      claims.map {
        $0.comparisons.count * $0.metrics.count * curve.datasets.count * curve.seeds.count
      } == points)
    #expect(curve.models.count == networks)
  }

  /// Each loss has the images, labels and views of the AP loss, from each of the three starts.
  @Test func theControlsDifferFromTheAPLossInTheirObjectiveAndItsSearchedSettingsAlone() throws {
    let controls = try experiment("question/controls")
    let tuned = controls.models.filter { $0.training?.dataset == .miniLandmarks }
    #expect(tuned.count == 24)
    let trainings = tuned.compactMap(\.training)
    #expect(Set(trainings.map(\.views)) == [19_200])
    #expect(Set(trainings.map(\.augmentation.outputSize)) == [64])
    for start in ["contrastive", "classifier", "random"] {
      let own = tuned.filter { $0.name.hasPrefix("\(start)-") }
      #expect(own.count == 8 && Set(own.map(\.initialWeights)).count == 1)
      #expect(Set(own.compactMap { $0.training?.objective.kind }).count == 8)
    }
  }

  @Test func theBudgetAsksEveryArmOfTable1AtThreeBudgets() throws {
    let (budget, table) = (try experiment("question/budget"), try experiment("table1"))
    #expect(budget.seeds == [0, 1, 2] && budget.metrics == table.metrics)
    #expect(Set(budget.rows.map(\.baseName)) == Set(table.rows.map(\.baseName)))
    let views = budget.models.compactMap(\.training?.views)
    #expect(Set(views) == [25_600, 102_400, 409_600] && views.count == 12)
  }

  /// What makes positives hard is asked of the networks of the tables, so that nothing is trained for it.
  @Test func theArmsOfTheFactorsAreThoseOfTheTables() throws {
    let factors = try experiment("question/factors")
    let known = try ["table1", "table2"].flatMap { try experiment($0).models }
    #expect(factors.models.allSatisfy(known.contains))
    #expect(
      factors.covariates?.map(\.name) == [
        "viewpoint", "scale", "visibility", "light", "clutter", "blur",
      ])
  }

  /// Whole trainings are compared with PyTorch by this table, so that none may be missing.
  @Test func everyObjectiveIsTrainedFromRandomWeights() throws {
    let table = try experiment("question/objectives")
    let trainings = table.models.compactMap(\.training)
    #expect(Set(trainings.map(\.objective.kind)) == Set(Specs.Objective.form.kinds.map(\.name)))
    #expect(table.models.allSatisfy { $0.initialWeights == .random })
    #expect(trainings.allSatisfy { $0.steps == 1_000 } && trainings.count == table.rows.count)
    #expect(table.seeds == [0, 1, 2])
  }

  @Test func everyRecipeFileIsUsedByATable() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/models")
    let tables = [
      "table1", "table2", "exchanged", "paper/table1", "paper/table2", "paper/transformers",
      "question/controls",
    ]
    let used = Set(try tables.flatMap { try experiment($0).models }).map(\.name)
    #expect(files.map { String($0.dropLast(5)) }.sorted() == used.sorted())
  }
}
