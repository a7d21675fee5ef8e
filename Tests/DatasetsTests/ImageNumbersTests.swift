import Datasets
import Evaluation
import TestSupport
import Testing

/// Columns of numbers, of manifests and of tables beside a set.
@Suite struct ImageNumbersTests {
  private func task(_ values: [String?]) throws -> RetrievalTask {
    let images = values.enumerated().map { place, value in
      ImageRecord(
        name: "i\(place)", path: "jpg/i\(place).jpg", labels: value.map { ["angle": $0] } ?? [:])
    }
    return RetrievalTask(
      database: images, queries: [images[0]],
      groundTruth: try GroundTruth(
        evaluationProtocol: .manifest, databaseNames: images.map(\.name),
        queries: [
          QueryTruth(name: "i0", box: nil, lists: .manifest(positives: [1], junk: [0]))
        ]))
  }

  @Test func aColumnOfAManifestIsReadAndWhatIsNotKnownIsNil() throws {
    let found = try task(["175", "-2.5", nil, "1e2"]).numbers(
      of: "angle", source: "set", views: nil)
    #expect(found?.database == [175, -2.5, nil, 100])
    #expect(found?.queries == [175])
  }

  @Test func aColumnThatNoQueryHasIsNone() throws {
    #expect(try task([nil, "1"]).numbers(of: "angle", source: "set", views: nil) == nil)
    #expect(try task(["1", "1"]).numbers(of: "scale", source: "set", views: nil) == nil)
  }

  @Test(arguments: ["left", "nan", "inf", "1,5", "12°"])
  func whatIsNoNumberIsAMistake(value: String) throws {
    let task = try task(["1", value])
    let error = #expect(throws: DatasetError.self) {
      try task.numbers(of: "angle", source: "set", views: nil)
    }
    #expect(error?.problem == "the angle of i1 is '\(value)', and not a number")
  }

  @Test func aTableBesideTheSetHasFurtherColumns() throws {
    let folder = try Scratch()
    let path = "\(folder.path)/views.csv"
    try LabelTable.write(
      ["scale", "blur"], of: [("jpg/i1.jpg", ["0.5", ""]), ("jpg/i0.jpg", ["0.25", "2"])], to: path)
    let task = try task(["7", "8", "9"])
    let scale = try task.numbers(of: "scale", source: "set", views: path)
    #expect(scale?.database == [0.25, 0.5, nil] && scale?.queries == [0.25])
    #expect(try task.numbers(of: "blur", source: "set", views: path)?.database == [2, nil, nil])
    // The manifest's own column comes first.
    #expect(try task.numbers(of: "angle", source: "set", views: path)?.database == [7, 8, 9])
    #expect(try task.numbers(of: "scale", source: "set", views: path + ".none") == nil)
  }
}
