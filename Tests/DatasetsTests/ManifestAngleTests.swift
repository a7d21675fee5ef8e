import Datasets
import Evaluation
import Testing

@Suite struct ManifestAngleTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b", "c", "d"] { try folder.write("", to: "\(name).jpg") }
  }

  private func read(_ lines: String...) throws -> LabelledDataset {
    try Manifest.read(try folder.write(lines.joined(separator: "\n"), to: "manifest.csv"))
  }

  private func lists(_ lines: String...) throws -> [QueryLists] {
    let path = try folder.write(lines.joined(separator: "\n"), to: "manifest.csv")
    return try RetrievalTask.manifest(try Manifest.read(path)).groundTruth.queries.map(\.lists)
  }

  @Test func viewsNearerThanTheLeastAngleAreIgnored() throws {
    let lists = try lists(
      "path,instance,angle,least-angle", "a.jpg,x,350,30", "b.jpg,x,10,30", "c.jpg,x,20,30",
      "d.jpg,y,350,30")
    #expect(
      lists == [
        .manifest(positives: [2], near: [1], junk: [0]),
        .manifest(positives: [], near: [0, 2], junk: [1]),
        .manifest(positives: [0], near: [1], junk: [2]),
        .manifest(positives: [], junk: [3]),
      ])
  }

  @Test func eachQueryHasItsOwnLeastAngle() throws {
    let lists = try lists(
      "path,instance,angle,least-angle", "a.jpg,x,0,0", "b.jpg,x,90,90", "c.jpg,x,180,180")
    #expect(lists[0] == .manifest(positives: [1, 2], junk: [0]))
    #expect(lists[1] == .manifest(positives: [0, 2], junk: [1]))
    #expect(lists[2] == .manifest(positives: [0], near: [1], junk: [2]))
  }

  @Test(arguments: [
    ("-10", "20"), ("350", "380"), ("-730", "3.8e2"), ("0.1", "30.1"), ("720000.7", "30.7"),
    (" 350 ", "+20"),
  ])
  func anglesCountModulo360(first: String, second: String) throws {
    let lists = try lists(
      "path,instance,angle,least-angle", "a.jpg,x,\(first),30", "b.jpg,x,\(second),30.000001")
    #expect(lists[0] == .manifest(positives: [1], junk: [0]))
    #expect(lists[1] == .manifest(positives: [], near: [0], junk: [1]))
  }

  @Test func capitalsAndSpacesOfTheColumnsDoNotMatter() throws {
    let lists = try lists(
      "path, instance, Angle, Least-Angle", "a.jpg, x, 0, 90", "b.jpg, x, 10, 90")
    #expect(lists[0] == .manifest(positives: [], near: [1], junk: [0]))
  }

  @Test func anglesBelongToTheObjectOfABox() throws {
    let lists = try lists(
      "path,instance,x1,y1,x2,y2,angle,least-angle", "a.jpg,x,0,0,5,5,0,60",
      "b.jpg,x,0,0,5,5,170,60", "b.jpg,y,5,5,9,9,10,60", "c.jpg,y,0,0,5,5,20,60")
    #expect(lists[0] == .manifest(positives: [1], junk: [0]))
    #expect(lists[2] == .manifest(positives: [], near: [2], junk: [1]))
  }

  @Test func anImageWithoutAnInstanceNeedsNoAngle() throws {
    let lists = try lists(
      "path,instance,angle,least-angle", "a.jpg,x,0,90", "b.jpg,x,120,90", "c.jpg,,,")
    #expect(lists[0] == .manifest(positives: [1], junk: [0]))
  }

  @Test func angleAloneIsALabel() throws {
    let dataset = try read("path,instance,Angle", "a.jpg,x,north", "b.jpg,x,")
    #expect(dataset.images[0].labels == ["Angle": "north"])
    #expect(dataset.images.allSatisfy { $0.views == ObjectViews() })
  }

  @Test(arguments: [
    ("north,90", "the angle 'north' is not a number of degrees"),
    ("nan,90", "the angle 'nan' is not a number of degrees"),
    ("1e999,90", "the angle '1e999' is not a number of degrees"),
    ("0x10,90", "the angle '0x10' is not a number of degrees"),
    (",90", "the angle is missing, and the line names an instance"),
    ("0,", "the least-angle is missing, and the line names an instance"),
    ("0,-1", "the least-angle '-1' is not a number of degrees from 0 to 180"),
    ("0,180.5", "the least-angle '180.5' is not a number of degrees from 0 to 180"),
    ("0,90°", "the least-angle '90°' is not a number of degrees from 0 to 180"),
  ])
  func mistakesAreRefusedWithTheirLine(fields: String, problem: String) throws {
    let error = #expect(throws: DatasetError.self) {
      try read("path,instance,angle,least-angle", "a.jpg,x,0,90", "b.jpg,x,\(fields)")
    }
    #expect(error?.location == .line(3))
    #expect(error?.problem == problem)
  }

  @Test func leastAngleWithoutAngleIsRefused() {
    let error = #expect(throws: DatasetError.self) {
      try read("path,instance,least-angle", "a.jpg,x,90")
    }
    #expect(error?.location == .line(1))
    #expect(error?.problem == "there is a column least-angle, and none named angle")
  }

  @Test(arguments: ["least_angle", "leastAngle", "Least angle"])
  func aColumnThatLooksLikeLeastAngleIsNotPassedOver(name: String) {
    let error = #expect(throws: DatasetError.self) {
      try read("path,instance,angle,\(name)", "a.jpg,x,0,90")
    }
    #expect(error?.problem == "the column \(name) looks like least-angle, and would be passed over")
  }

  @Test func whatIsNoGroundTruthReadsNoAngles() throws {
    let text = "path,instance,angle,least-angle\na.jpg,x,north,\n"
    let path = try folder.write(text, to: "manifest.csv")
    let dataset = try Manifest.read(path, asGroundTruth: false)
    #expect(dataset.images[0].labels == ["angle": "north"])
  }
}
