import Evaluation
import Testing

/// Positives of images that name their instance, tried on every way of naming a few.
@Suite struct ManifestTruthLawTests {
  /// The instance of each image: one of two, or none; every way for so many images.
  private static func namings(_ count: Int) -> [[String?]] {
    (0..<count).reduce([[]]) { ways, _ in
      ways.flatMap { way in [nil, "a", "b"].map { way + [$0] } }
    }
  }

  private func images(_ instances: [String?]) -> [GroundTruth.ManifestImage] {
    instances.enumerated().map {
      GroundTruth.ManifestImage(name: "image\($0)", instance: $1)
    }
  }

  private func relevances(
    _ queries: [GroundTruth.ManifestImage], _ database: [GroundTruth.ManifestImage]
  ) throws -> [Relevance] {
    try GroundTruth.manifest(queries: queries, database: database).queries.map {
      $0.lists.relevance(in: .manifest)
    }
  }

  @Test(arguments: 1...5)
  func positivesAreTheOthersOfTheInstance(count: Int) throws {
    for instances in Self.namings(count) {
      let images = images(instances)
      for (query, relevance) in try relevances(images, images).enumerated() {
        let expected = instances.indices.filter {
          $0 != query && instances[query] != nil && instances[$0] == instances[query]
        }
        #expect(relevance.positives == expected)
        #expect(relevance.junk == [query])
      }
    }
  }

  @Test(arguments: 2...5)
  func whatIsFoundFindsTheQuery(count: Int) throws {
    for instances in Self.namings(count) {
      let images = images(instances)
      let found = try relevances(images, images).map(\.positives)
      for (query, positives) in found.enumerated() {
        #expect(positives.allSatisfy { found[$0].contains(query) })
      }
    }
  }

  @Test func queriesOfTheirOwnFindTheirWholeInstance() throws {
    for instances in Self.namings(4) {
      let queries = ["a", "b"].map { (name: String) in
        GroundTruth.ManifestImage(name: "q\(name)", instance: name)
      }
      let found = try relevances(queries, images(instances))
      #expect(found[0].positives == instances.indices.filter { instances[$0] == "a" })
      #expect(found[1].positives == instances.indices.filter { instances[$0] == "b" })
      #expect(found.allSatisfy { $0.junk.isEmpty })
    }
  }

  @Test func namesOfInstancesDoNotMatter() throws {
    for instances in Self.namings(4) {
      let renamed = images(instances.map { $0.map { $0 == "a" ? "z" : "a" } })
      let images = images(instances)
      #expect(try relevances(images, images) == relevances(renamed, renamed))
    }
  }

  @Test func anImageOfSeveralObjectsAnswersForEach() throws {
    let database = [
      GroundTruth.ManifestImage(name: "both", instances: ["a", "b"]),
      GroundTruth.ManifestImage(name: "one", instances: ["b"]),
    ]
    let queries = ["a", "b", "c"].map { GroundTruth.ManifestImage(name: "q", instance: $0) }
    #expect(try relevances(queries, database).map(\.positives) == [[0], [0, 1], []])
    // What is asked for with it is its first object alone.
    #expect(try relevances([database[0]], database)[0] == Relevance(positives: [], junk: [0]))
  }

  @Test func twoNamesOfOneFileAreNoAnswersToEachOther() throws {
    let parts = ["left", "right"].map {
      GroundTruth.ManifestImage(name: $0, instances: ["a"], image: "photo.jpg")
    }
    let whole = parts + [GroundTruth.ManifestImage(name: "other", instance: "a")]
    let found = try relevances(whole, whole)
    #expect(found.map(\.positives) == [[2], [2], [0, 1]])
    #expect(found.map(\.junk) == [[0, 1], [0, 1], [2]])
  }

  /// Four views of an object, of which neighbours are 30° apart and near are those below the least angle.
  private func turned(by turn: Double, least: Double?) -> [GroundTruth.ManifestImage] {
    (0..<4).map {
      GroundTruth.ManifestImage(
        name: "v\($0)", instances: ["a"],
        views: ObjectViews(angles: ["a": [turn + 30 * Double($0)]], leastAngle: least))
    }
  }

  @Test(arguments: [0.0, 17, 345, -90, 720, 1e6])
  func whereAnglesBeginDoesNotMatter(turn: Double) throws {
    let (plain, other) = (turned(by: 0, least: 45), turned(by: turn, least: 45))
    #expect(try relevances(plain, plain) == relevances(other, other))
  }

  @Test(
    arguments: [
      (nil, [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]),
      (10.0, [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]),
      // A view of exactly the least angle is far enough.
      (30, [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]), (31, [[2, 3], [3], [0], [0, 1]]),
      (61, [[3], [], [], [0]]), (180, [[], [], [], []]),
    ] as [(Double?, [[Int]])])
  func viewsThatAreNearAreNoAnswers(least: Double?, positives: [[Int]]) throws {
    let images = turned(by: 350, least: least)
    let found = try relevances(images, images)
    #expect(found.map(\.positives) == positives)
    for (query, relevance) in found.enumerated() {
      let listed = Set(relevance.positives).union(relevance.junk)
      #expect(listed == [0, 1, 2, 3] && relevance.junk.contains(query))
    }
  }
}
