import Datasets
import Evaluation
import Extraction
import Scoring
import Tensors
import TestSupport
import Testing

@Suite struct RetrievalSetTests {
  private let folder: Scratch
  private let box = PixelBounds(x1: 1, y1: 2, x2: 9, y2: 8)

  init() throws {
    folder = try Scratch()
  }

  /// Returns a set of the images a, b and q; q is the query, and under the classic protocol it can
  /// be found too.
  private func dataset(classicBox: PixelBounds?) throws -> RetrievalDataset {
    var records: [String: ImageRecord] = [:]
    for name in ["a", "b", "q"] {
      records[name] = ImageRecord(
        name: name, path: try folder.write("bytes of \(name)", to: "\(name).jpg"))
    }
    let revisited = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["b", "a"],
      queries: [
        QueryTruth(name: "q", box: box, lists: .revisited(easy: [0], hard: [], junk: []))
      ])
    let classic = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: ["a", "b", "q"],
      queries: [
        QueryTruth(name: "q", box: classicBox, lists: .classic(good: [1], ok: [], junk: []))
      ])
    return RetrievalDataset(
      name: "d", revisited: try task(revisited, records), classic: try task(classic, records))
  }

  private func task(
    _ truth: GroundTruth, _ records: [String: ImageRecord]
  ) throws -> RetrievalTask {
    RetrievalTask(
      database: try truth.databaseNames.map { try #require(records[$0]) },
      queries: try truth.queries.map { query in
        ImageRecord(name: query.name, path: try #require(records[query.name]).path, box: query.box)
      },
      groundTruth: truth)
  }

  private func refusal(_ protocols: [EvaluationProtocol], of dataset: RetrievalDataset) async
    -> DatasetError?
  {
    await #expect(throws: DatasetError.self) {
      try await RetrievalSet(dataset, protocols: protocols, threads: 1)
    }
  }

  @Test func imagesOfBothProtocolsAreReadOnce() async throws {
    let set = try await RetrievalSet(
      dataset(classicBox: box), protocols: [.revisited, .classic], threads: 2)
    #expect(set.wholeImages.map(\.name) == ["b", "a", "q"])
    #expect(set.queries.map(\.name) == ["q"])
    #expect(set.queries.map(\.box) == [box])
  }

  @Test func imagesOfProtocolsThatAreNotWantedAreLeftOut() async throws {
    let set = try await RetrievalSet(
      dataset(classicBox: box), protocols: [.revisited], threads: 1)
    #expect(set.wholeImages.map(\.name) == ["b", "a"])
  }

  @Test func distractorsStandBehindEveryDatabaseAndInAListOfTheirOwn() async throws {
    let far = ImageRecord(name: "far", path: try folder.write("bytes of far", to: "far.jpg"))
    let set = try await RetrievalSet(
      dataset(classicBox: box), distractors: [far], protocols: [.revisited, .classic], threads: 1)
    #expect(set.wholeImages.map(\.name) == ["b", "a", "q"])
    #expect(set.distractors.map(\.name) == ["far"])
    let tasks = [try #require(set.dataset.revisited), try #require(set.dataset.classic)]
    #expect(
      tasks.map { $0.groundTruth.databaseNames } == [["b", "a", "far"], ["a", "b", "q", "far"]])
    let descriptors = SetDescriptors(
      of: set, wholeItems: set.wholeImages + set.distractors,
      wholeImages: Matrix(rows: 4, columns: 1, elements: [10, 20, 30, 40]),
      queries: Matrix(rows: 1, columns: 1, elements: [50]))
    #expect(descriptors.matrices(for: tasks[1]).database.elements == [20, 10, 30, 40])
  }

  @Test func aDistractorWithTheNameOfAnImageIsRefused() async throws {
    let known = ImageRecord(name: "a", path: try folder.write("bytes", to: "other.jpg"))
    let dataset = try dataset(classicBox: box)
    let error = await #expect(throws: DatasetError.self) {
      try await RetrievalSet(dataset, distractors: [known], protocols: [.revisited], threads: 1)
    }
    #expect(error?.advice == "Rename the distractor.")
  }

  @Test func digestsAreThoseOfTheFiles() async throws {
    let set = try await RetrievalSet(
      dataset(classicBox: box), protocols: [.revisited, .classic], threads: 1)
    // printf 'bytes of q' | sha256sum
    let expected = "6bdba616a563f54ef77fce2a8b43492b23db2e5afe28b2b8aec867f0aaa91e0c"
    #expect(set.queries.map(\.digest) == [expected])
    #expect(set.wholeImages.last?.digest == expected)
  }

  @Test func aProtocolThatTheSetLacksIsRefused() async throws {
    let whole = try dataset(classicBox: box)
    let lacking = RetrievalDataset(name: "d", revisited: whole.revisited, classic: nil)
    let error = await refusal([.classic], of: lacking)
    #expect(error?.problem == "the dataset has no classic ground truth")
  }

  @Test func rowsFollowTheGroundTruthOfEachProtocol() async throws {
    let dataset = try dataset(classicBox: box)
    let set = try await RetrievalSet(dataset, protocols: [.revisited, .classic], threads: 1)
    let descriptors = SetDescriptors(
      of: set, wholeImages: Matrix(rows: 3, columns: 1, elements: [10, 20, 30]),
      queries: Matrix(rows: 1, columns: 1, elements: [40]))
    let classic = descriptors.matrices(for: try #require(dataset.classic))
    let revisited = descriptors.matrices(for: try #require(dataset.revisited))
    #expect(classic.database.elements == [20, 10, 30])
    #expect(classic.queries.elements == [40])
    #expect(revisited.database.elements == [10, 20])
    #expect(revisited.queries.elements == [40])
  }

  @Test func twoBoxesOfOneQueryAreTwoDescriptors() async throws {
    let other = PixelBounds(x1: 0, y1: 0, x2: 5, y2: 5)
    let dataset = try dataset(classicBox: other)
    let set = try await RetrievalSet(dataset, protocols: [.revisited, .classic], threads: 1)
    #expect(set.queries.map(\.box) == [box, other])
    let descriptors = SetDescriptors(
      of: set, wholeImages: Matrix(rows: 3, columns: 1, elements: [10, 20, 30]),
      queries: Matrix(rows: 2, columns: 1, elements: [40, 50]))
    let classic = descriptors.matrices(for: try #require(dataset.classic))
    let revisited = descriptors.matrices(for: try #require(dataset.revisited))
    #expect(classic.queries.elements == [50])
    #expect(revisited.queries.elements == [40])
  }
}
