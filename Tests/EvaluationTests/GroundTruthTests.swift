import Evaluation
import Foundation
import Testing

@Suite struct GroundTruthTests {
  private func revisited(
    easy: [Int] = [], hard: [Int] = [], junk: [Int] = []
  ) -> QueryTruth {
    QueryTruth(name: "q", box: nil, lists: .revisited(easy: easy, hard: hard, junk: junk))
  }

  @Test func imageListedUnderTwoNamesIsRefused() {
    #expect(
      throws: EvaluationError.listedTwice(query: "q", index: 1, first: "easy", second: "junk")
    ) {
      try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: ["a", "b"],
        queries: [revisited(easy: [0, 1], junk: [1])])
    }
  }

  @Test func listedIndexOutsideTheDatabaseIsRefused() {
    #expect(
      throws: EvaluationError.listedIndexOutOfRange(
        query: "q", list: "hard", index: 2, databaseSize: 2)
    ) {
      try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: ["a", "b"],
        queries: [revisited(hard: [2])])
    }
  }

  @Test func repeatedDatabaseNameIsRefused() {
    #expect(throws: EvaluationError.repeatedName(role: "database", name: "a")) {
      try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: ["a", "a"], queries: [])
    }
  }

  @Test func repeatedRevisitedQueryIsRefused() {
    #expect(throws: EvaluationError.repeatedName(role: "query", name: "q")) {
      try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: ["a"],
        queries: [revisited(easy: [0]), revisited(hard: [0])])
    }
  }

  @Test func classicPositivesAreGoodAndOK() {
    let lists = QueryLists.classic(good: [3], ok: [1], junk: [0])
    #expect(lists.relevance(in: .classic) == Relevance(positives: [3, 1], junk: [0]))
  }

  @Test func manifestPositivesShareTheInstanceAndLeaveOutTheQueryItself() throws {
    let images = [("a1", "a"), ("b1", "b"), ("a2", "a")].map {
      GroundTruth.ManifestImage(name: $0.0, instance: $0.1)
    }
    let unknown = GroundTruth.ManifestImage(name: "u", instance: nil)
    let truth = try GroundTruth.manifest(
      queries: [images[0], unknown], database: images + [unknown])
    #expect(truth.queries[0].lists == .manifest(positives: [2], junk: [0]))
    #expect(truth.queries[1].lists == .manifest(positives: [], junk: [3]))
  }

  @Test(arguments: [
    (-1.0, 0.0, 5.0, 5.0), (0, 0, 0, 5), (0, 6, 5, 5), (0, 0, Double.infinity, 5),
    (0, 0, Double.nan, 5),
  ])
  func boxWithoutAreaIsNoBox(x1: Double, y1: Double, x2: Double, y2: Double) {
    #expect(PixelBounds(x1: x1, y1: y1, x2: x2, y2: y2) == nil)
  }

  @Test func boxReadsBackUnlessItIsNone() throws {
    let box = try #require(PixelBounds(x1: 1, y1: 2, x2: 30, y2: 40.5))
    let text = try JSONEncoder().encode(box)
    #expect(try JSONDecoder().decode(PixelBounds.self, from: text) == box)
    let empty = Data(#"{"x1": 5, "y1": 2, "x2": 5, "y2": 40}"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PixelBounds.self, from: empty)
    }
  }

  @Test func boxMayTouchTheImagesFarEdge() throws {
    let box = try #require(PixelBounds(x1: 0, y1: 0, x2: 96, y2: 64))
    #expect(box.isInside(width: 96, height: 64))
    #expect(!box.isInside(width: 95, height: 64))
  }
}
