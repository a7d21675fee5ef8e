import Datasets
import Evaluation
import Foundation
import Records
import Specs
import Tensors
import Testing

/// What first images take from rankings, and which queries its rules pick.
@Suite struct FirstImagesTests {
  private static let images = 12

  /// A task whose queries list drawn images: some positive, some junk, and one query without a positive.
  private struct World {
    let task: RetrievalTask
    let arms: [RankedArm]

    init(seed: UInt64, queries: Int = 9) throws {
      var generator = SeededGenerator(seed: seed, purpose: "first images")
      let names = (0..<FirstImagesTests.images).map { "image\($0)" }
      let truths = (0..<queries).map { query in
        let order = generator.permutation(FirstImagesTests.images)
        return QueryTruth(
          // Names that are no order of their numbers, and one that two queries share.
          name: "query\([7, 3, 5, 3, 1, 8, 2, 0, 6][query % 9])",
          box: PixelBounds(x1: 1, y1: 2, x2: 30, y2: 40),
          lists: .classic(
            good: query == 4 ? [] : Array(order[0..<2]), ok: query == 4 ? [] : [order[2]],
            junk: Array(order[3..<5])))
      }
      let truth = try GroundTruth(
        evaluationProtocol: .classic, databaseNames: names, queries: truths)
      task = RetrievalTask(
        database: names.map { ImageRecord(name: $0, path: "Data/set/jpg/\($0).jpg") },
        queries: truths.map {
          ImageRecord(name: $0.name, path: "Data/set/jpg/\($0.name).jpg", box: $0.box)
        }, groundTruth: truth)
      var arms: [RankedArm] = []
      for row in ["a", "b", "c"] {
        let rankings = try (0..<queries).map { _ in
          try Ranking(
            indices: generator.permutation(FirstImagesTests.images),
            databaseSize: FirstImagesTests.images)
        }
        arms.append(
          RankedArm(
            row: row, label: row == "c" ? "A" : row.uppercased(), rankings: rankings,
            scores: Matrix(
              rows: queries, columns: FirstImagesTests.images,
              elements: (0..<queries * FirstImagesTests.images).map {
                1 - Float($0 % FirstImagesTests.images) / 16
              })))
      }
      self.arms = arms
    }

    func precision(_ row: String, _ query: Int) -> Double? {
      arms.first { $0.row == row }.flatMap { arm in
        QueryScore(
          ranking: arm.rankings[query],
          relevance: task.groundTruth.queries[query].lists.relevance(in: .classic))?
          .averagePrecision
      }
    }

    func firstImages(
      _ rules: [QueryRule], rows: [String] = ["a", "b", "c"], top: Int = 5
    ) -> FirstImages {
      FirstImages(
        FirstImagesSettings {
          $0.queries = rules
          $0.rows = rows
          $0.top = top
          $0.setting = .classic
        }, of: .oxford5k, seed: 3, task: task, arms: arms, root: "Data")
    }
  }

  private static func step(_ from: String, _ to: String, _ count: Int = 1) -> QueryRule.RowStep {
    QueryRule.RowStep { ($0.from, $0.to, $0.count) = (from, to, count) }
  }

  @Test(arguments: UInt64(0)..<8, [1, 5, 12, 50])
  func thePlacesAreTheBeginningOfTheRanking(seed: UInt64, top: Int) throws {
    let world = try World(seed: seed)
    let names = ["query7", "query1"]
    let firstImages = world.firstImages([.named(names)], rows: ["b", "a"], top: top)
    #expect(firstImages.queries.map(\.name) == names)
    for (query, number) in zip(firstImages.queries, [0, 4]) {
      #expect(query.file == "set/jpg/\(query.name).jpg")
      #expect(query.box == PixelBounds(x1: 1, y1: 2, x2: 30, y2: 40))
      #expect(query.arms.map(\.row) == ["b", "a"])
      let lists = world.task.groundTruth.queries[number].lists.relevance(in: .classic)
      for arm in query.arms {
        let ranking = try #require(world.arms.first { $0.row == arm.row }).rankings[number]
        #expect(arm.places.map(\.name) == ranking.indices.prefix(top).map { "image\($0)" })
        #expect(arm.places.map(\.rank) == Array(1...min(top, Self.images)))
        #expect(arm.places.map(\.file) == arm.places.map { "set/jpg/\($0.name).jpg" })
        #expect(
          arm.places.map(\.score) == arm.places.map { 1 - Double($0.rank - 1) / 16 })
        for (place, image) in zip(arm.places, ranking.indices) {
          let wanted: FirstImages.Relevance =
            lists.positives.contains(image)
            ? .positive : lists.junk.contains(image) ? .junk : .negative
          #expect(place.relevance == wanted)
        }
        #expect(arm.averagePrecision == world.precision(arm.row, number))
        #expect(arm.positives == lists.positives.count)
        #expect(arm.hits == arm.places.count { $0.relevance == .positive })
      }
    }
  }

  /// The plain form of a rule: whoever of the queries that are left is best by all that decides, one after another.
  private static func reference(
    count: Int, names: [String], values: [Double?], skipping skipped: Int = 0
  ) -> [Int] {
    var left = values.indices.filter { values[$0] != nil }
    var order: [Int] = []
    while let first = left.first {
      var best = first
      for query in left {
        guard let value = values[query], let leading = values[best] else { continue }
        let isAhead =
          value > leading
          || value == leading
            && (names[query] < names[best] || names[query] == names[best] && query < best)
        if isAhead { best = query }
      }
      order.append(best)
      left.removeAll { $0 == best }
    }
    return Array(order.dropFirst(skipped).prefix(count))
  }

  /// Values of few levels, so that most are shared.
  @Test(arguments: UInt64(0)..<40)
  func everyRulePicksWhatThePlainFormPicks(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, purpose: "rules")
    let count = 1 + generator.integer(below: 12)
    let names = (0..<count).map { _ in "query\(generator.integer(below: 5))" }
    func drawn() -> [Double?] {
      (0..<count).map { _ in
        generator.integer(below: 6) == 0 ? nil : Double(generator.integer(below: 4)) / 4
      }
    }
    let (first, values) = (drawn(), drawn())
    let precisions = ["a": first, "b": values]
    let gains = zip(first, values).map { from, to in
      from.flatMap { from in to.map { $0 - from } }
    }
    let wanted = 1 + generator.integer(below: 4)
    let step = Self.step("a", "b", wanted)
    func picks(_ rule: QueryRule) -> [Int] { rule.picks(from: names, precisions: precisions) }
    let losses = gains.map { $0.map { -$0 } }
    #expect(
      picks(.largestGain(step)) == Self.reference(count: wanted, names: names, values: gains))
    #expect(
      picks(.largestLoss(step)) == Self.reference(count: wanted, names: names, values: losses))
    let known = gains.count { $0 != nil }
    #expect(
      picks(.medianGain(step))
        == Self.reference(
          count: wanted, names: names, values: losses, skipping: max(0, known - wanted) / 2))
    let scored = values.count { $0 != nil }
    #expect(
      picks(.median(row: "b", count: wanted))
        == Self.reference(
          count: wanted, names: names, values: values.map { $0.map { -$0 } },
          skipping: max(0, scored - wanted) / 2))
  }

  @Test func theMiddleOfThreeIsTheMiddleOneAndOfFourTheLower() {
    let names = ["d", "c", "b", "a"]
    let median = QueryRule.median(row: "x", count: 1)
    #expect(median.picks(from: names, precisions: ["x": [0.9, 0.1, nil, 0.5]]) == [3])
    #expect(median.picks(from: names, precisions: ["x": [0.9, 0.1, 0.2, 0.5]]) == [2])
  }

  @Test func aRowThatIsNotThereIsLeftOutWithWhatItWouldPick() throws {
    let world = try World(seed: 1)
    let firstImages = world.firstImages(
      [.largestGain(Self.step("a", "x")), .named(["query5"])], rows: ["a", "x"])
    #expect(firstImages.queries.map(\.name) == ["query5"])
    #expect(firstImages.queries.map { $0.arms.map(\.row) } == [["a"]])
  }

  @Test func aQueryThatSeveralRulesPickIsShownOnceAndSaysSo() throws {
    let world = try World(seed: 2)
    let rules = [
      QueryRule.largestGain(Self.step("a", "b", 2)), .largestLoss(Self.step("b", "a", 2)),
    ]
    let firstImages = world.firstImages(rules)
    #expect(firstImages.queries.count == 2)
    #expect(firstImages.queries.allSatisfy { $0.rules == rules.map(\.words) })
  }

  /// "A" is the label of two rows; beside pictures they bear their full names.
  @Test func labelsThatTwoRowsShareGiveWayToNames() throws {
    let world = try World(seed: 3)
    let query = try #require(world.firstImages([.named(["query0"])]).queries.first)
    #expect(query.arms.map(\.label) == ["a", "B", "c"])
    let alone = try #require(
      world.firstImages([.named(["query0"])], rows: ["a", "b"]).queries.first)
    #expect(alone.arms.map(\.label) == ["A", "B"])
  }

  @Test func firstImagesReadBack() throws {
    let firstImages = try World(seed: 4).firstImages([.median(row: "a", count: 3)])
    #expect(firstImages.queries.count == 3)
    #expect(
      try JSONDecoder().decode(FirstImages.self, from: JSONEncoder().encode(firstImages))
        == firstImages)
  }
}
