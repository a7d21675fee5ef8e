import Datasets
import Evaluation
import Foundation
import Landmarks
import Rendering
import Scenes
import Testing

@Suite struct SetWriterTests {
  private let world = MiniWorld(seed: 5, imageSize: 48)

  /// Writes a small set into a folder of its own and returns what the given reader makes of it.
  private func written<Result>(
    _ set: LandmarkSet, _ size: SetSize, read: (String) throws -> Result
  ) throws -> Result {
    let root = NSTemporaryDirectory() + "landmarks-\(UUID().uuidString)"
    let photographs = try world.blueprint(of: set, size: size).subjects.flatMap { subject in
      try world.photographs(of: subject).map { try $0.compressed() }
    }
    let writer = SetWriter(world: world, root: root, folderName: set.name)
    try writer.write(set, photographs)
    let result = try read(root)
    try FileManager.default.removeItem(atPath: root)
    return result
  }

  @Test func theOxfordReaderFindsBothProtocols() throws {
    let size = SetSize(instances: 3, views: 14, distractors: 4)
    let dataset = try written(.oxford, size) { try RetrievalDataset.read("mini-oxford", root: $0) }
    let revisited = try #require(dataset.revisited)
    #expect(revisited.queries.count == 6)
    #expect(revisited.database.count == 40)
    #expect(revisited.queryClusters == [0, 0, 1, 1, 2, 2])
    let lists = revisited.groundTruth.queries[0].lists
    #expect(lists.relevance(in: .easy).positives.count == 4)
    #expect(lists.relevance(in: .hard).positives.count == 6)
    #expect(lists.relevance(in: .medium).junk.count == 2)
    #expect(try Set(revisited.strata(by: "category", source: "").queries).count == 3)
    #expect(
      revisited.database.allSatisfy {
        Set($0.labels.keys) == ["category", "function", "instance", "type"]
      })
    let classic = try #require(dataset.classic)
    #expect(classic.database.count == 46)
    #expect(classic.queries.count == 6)
  }

  @Test(arguments: [LandmarkSet.oxford, .paris, .validation, .baseOxford])
  func positivesAndJunkShowTheQuerysBuildingAndNothingElseDoes(_ set: LandmarkSet) throws {
    let size = SetSize(instances: 3, views: 14, distractors: 5)
    let dataset = try written(set, size) { try RetrievalDataset.read(set.name, root: $0) }
    for task in [dataset.revisited, dataset.classic] {
      let task = try #require(task)
      #expect(task.queries.count == 6)
      for (query, truth) in zip(task.queries, task.groundTruth.queries) {
        let building = try #require(query.instance)
        let relevance = truth.lists.relevance(in: task == dataset.classic ? .classic : .medium)
        let listed = Set(relevance.positives + relevance.junk)
        let showing = task.database.indices.filter {
          task.database[$0].labels["instance"] == building
        }
        #expect(listed == Set(showing), "\(query.name)")
        #expect(query.name.contains(building))
      }
    }
  }

  @Test func labelsOfAnImageAreThoseOfItsBuilding() throws {
    let size = SetSize(instances: 4, views: 14, distractors: 6)
    let subjects = world.blueprint(of: .paris, size: size).subjects
    let byName = Dictionary(uniqueKeysWithValues: subjects.map { ($0.instance, $0) })
    let dataset = try written(.paris, size) { try RetrievalDataset.read("mini-paris", root: $0) }
    let task = try #require(dataset.revisited)
    #expect(
      Set((task.database + task.queries).compactMap { $0.labels["instance"] }) == Set(byName.keys))
    for image in task.database + task.queries {
      let subject = try #require(image.labels["instance"].flatMap { byName[$0] })
      #expect(image.labels["category"] == subject.category.rawValue)
      #expect(image.labels["type"] == subject.category.types[subject.type])
      #expect(image.labels["function"] == subject.category.function.rawValue)
    }
  }

  @Test func oxfordQueriesCarryTheirPrefixAndParisOnesDoNot() throws {
    let size = SetSize(instances: 1, views: 14)
    func queryLine(_ root: String) throws -> String {
      let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: root).first)
      let texts = "\(root)/\(folder)/groundtruth"
      let file = try #require(
        try FileManager.default.contentsOfDirectory(atPath: texts)
          .first { $0.hasSuffix("_1_query.txt") })
      return try String(contentsOfFile: "\(texts)/\(file)", encoding: .utf8)
    }
    #expect(try written(.oxford, size, read: queryLine).hasPrefix("oxc1_"))
    #expect(try !written(.paris, size, read: queryLine).hasPrefix("oxc1_"))
  }

  @Test func theManifestGivesLabelsOfFourDepths() throws {
    let dataset = try written(.scenes, SetSize(instances: 40, views: 1)) {
      try Manifest.read($0 + "/mini-scenes/manifest.csv")
    }
    #expect(dataset.images.count == 40)
    #expect(try dataset.classes(of: "category").names.count == 10)
    #expect(
      try dataset.classes(of: "function").names == [
        "civic", "defensive", "industrial", "religious",
      ])
    #expect(try dataset.classes(of: "type").names.count == 40)
    #expect(try dataset.classes(of: "instance").names.count == 40)
  }

  /// What is known of each picture lies beside the set, and its images and lists are the same without.
  @Test func theTableOfViewsHasTheNumbersOfEveryPicture() throws {
    let size = SetSize(instances: 2, views: 14, distractors: 3)
    let subjects = world.blueprint(of: .oxford, size: size).subjects
    let photographs = subjects.flatMap(world.photographs)
    let task = try written(.oxford, size) { root in
      let folder = root + "/mini-oxford"
      let dataset = try RetrievalDataset.read("mini-oxford", root: root)
      let task = try #require(dataset.classic)
      for column in ViewFacts.columns {
        let numbers = try #require(
          try task.numbers(of: column, source: folder, views: "\(folder)/views.csv"))
        #expect(
          numbers.database.allSatisfy { $0 != nil } && numbers.queries.allSatisfy { $0 != nil })
        let place = try #require(ViewFacts.columns.firstIndex(of: column))
        for photograph in photographs {
          let row = try #require(task.groundTruth.databaseNames.firstIndex(of: photograph.name))
          #expect(numbers.database[row].map(Float.init) == photograph.facts.values[place])
        }
      }
      #expect(try task.numbers(of: "none", source: folder, views: "\(folder)/views.csv") == nil)
      return task
    }
    #expect(task.database.allSatisfy { $0.labels["azimuth"] == nil })
  }

  @Test func whatIsMeasuredInAPictureIsWithinItsRange() throws {
    let subjects = world.blueprint(of: .paris, size: SetSize(instances: 3, views: 14)).subjects
    for photograph in subjects.flatMap(world.photographs) {
      let facts = Dictionary(uniqueKeysWithValues: zip(ViewFacts.columns, photograph.facts.values))
      for column in ["visible", "unoccluded", "share", "clutter", "clouds", "dusk"] {
        #expect((0...1).contains(try #require(facts[column])), "\(column) of \(photograph.name)")
      }
      let seen = photograph.visibility.coverage
      let (share, clutter) = (try #require(facts["share"]), try #require(facts["clutter"]))
      #expect(share == seen.share && share + clutter <= 1.0001)
      #expect(facts["visible"] == seen.fraction)
      let scale = try #require(facts["scale"])
      #expect(scale * scale >= share * 0.999)
      #expect(facts["azimuth"] == photograph.azimuth)
      #expect(facts["quality"] == Float(photograph.quality))
    }
  }

  @Test func theFolderSaysWhatItWasMadeFrom() throws {
    let described = try written(.landmarks, SetSize(instances: 1, views: 2)) {
      try SetDescription.read($0 + "/mini-landmarks")
    }
    #expect(described == SetDescription(of: .landmarks, in: world, imageCount: 2))
    #expect(described?.seed == 5)
    #expect(described?.imageSize == 48)
  }

  @Test func aFolderWithoutDescriptionHasNone() throws {
    #expect(try SetDescription.read(NSTemporaryDirectory() + "no-such-set") == nil)
  }

  @Test func nothingIsLeftBesideTheSet() throws {
    let names = try written(.landmarks, SetSize(instances: 1, views: 1)) {
      try FileManager.default.contentsOfDirectory(atPath: $0)
    }
    #expect(names == ["mini-landmarks"])
  }

  @Test func aRootThatIsAFileIsAnError() throws {
    let path = NSTemporaryDirectory() + "landmarks-\(UUID().uuidString)"
    try Data([0]).write(to: URL(fileURLWithPath: path))
    let writer = SetWriter(world: world, root: path, folderName: "mini-scenes")
    #expect(throws: DatasetError.self) { try writer.write(.scenes, []) }
    try FileManager.default.removeItem(atPath: path)
  }

  @Test func anOlderSetIsReplaced() throws {
    let size = SetSize(instances: 2, views: 1)
    let names = try written(.scenes, size) { root in
      let subjects = world.blueprint(of: .scenes, size: SetSize(instances: 1, views: 1)).subjects
      let one = try subjects.flatMap { try world.photographs(of: $0).map { try $0.compressed() } }
      try SetWriter(world: world, root: root, folderName: "mini-scenes").write(.scenes, one)
      return try FileManager.default.contentsOfDirectory(atPath: root + "/mini-scenes/jpg")
    }
    #expect(names.count == 1)
  }

  @Test(arguments: ["/proc/x", "/dev/null/x"])
  func aRootThatCannotBeMadeIsRefused(root: String) throws {
    let writer = SetWriter(world: world, root: root, folderName: "mini-scenes")
    #expect(throws: DatasetError.self) { try writer.write(.scenes, []) }
  }
}
