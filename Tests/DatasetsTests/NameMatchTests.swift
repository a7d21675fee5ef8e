import Datasets
import Testing

@Suite struct NameMatchTests {
  private func rows(_ wanted: [String], _ found: [String]) throws -> [Int?] {
    try NameMatch(of: wanted, in: found).rows
  }

  @Test(arguments: [
    ["/data/set/x/a.jpg", "/data/set/y/a.jpg"], ["./x/a.jpg", "./y/a.jpg"], ["x/a", "y/a"],
    ["x\\a.JPG", "y\\a.JPG"], ["C:\\set\\x\\a.png", "C:\\set\\y\\a.png"],
    ["x//a.webp", "y/./a.webp"],
  ])
  func foldersThatTellNamesApartAreCompared(found: [String]) throws {
    #expect(try rows(["y/a.jpg", "x/a.jpg"], found) == [1, 0])
    #expect(try rows(found.reversed(), ["x/a.jpg", "y/a.jpg"]) == [1, 0])
  }

  @Test func namesBelowTheFoldersThatAllShareMatch() throws {
    #expect(try rows(["x/a", "a"], ["set/a.jpg", "set/x/a.jpg"]) == [1, 0])
  }

  @Test func endingsAreComparedWhereTheyTellNamesApart() throws {
    #expect(try rows(["a.jpg", "a.png"], ["s/a.png", "s/a.jpg"]) == [1, 0])
  }

  @Test func lettersMayBeComposedOrNot() throws {
    #expect(try rows(["caf\u{E9}", "b"], ["b.jpg", "x/cafe\u{301}.jpg"]) == [1, 0])
  }

  @Test func foldersDoNotMatterWhereNoneAgrees() throws {
    #expect(try rows(["x/a", "x/b"], ["jpg/b.jpg", "jpg/a.jpg"]) == [1, 0])
  }

  @Test func aNameOfAnotherFolderIsNoMatchWhereOthersAgree() {
    #expect(
      throws: NameMatch.Conflict.folders(wanted: "y/b", found: "z/b.jpg")
    ) { try rows(["x/a", "y/b"], ["x/a.jpg", "z/b.jpg"]) }
  }

  @Test func namesThatNothingTellsApartAreRefused() {
    #expect(throws: NameMatch.Conflict.alike("a.jpg", "s/a.jpg")) {
      try rows(["a"], ["a.jpg", "s/a.jpg"])
    }
  }

  @Test func waysThatContradictEachOtherAreRefused() {
    #expect(throws: NameMatch.Conflict.self) {
      try rows(["x/a.jpg", "y/a.png"], ["x/a.png", "y/a.jpg"])
    }
  }

  @Test func placesOfOtherWaysToWriteANameAreFound() {
    #expect(
      NameMatch.places(of: ["q1", "s/q2.jpg"], in: ["db/q1.jpg", "q2", "t/q2", "q3", "xq1"]) == [
        0, 1,
      ])
  }

  /// A million names would take minutes if each were compared with each.
  @Test func manyNamesAreMatchedInTheTimeOfReadingThem() throws {
    let names = (0..<60_000).map { "folder\($0 % 300)/\($0 / 300).jpg" }
    let found = names.map { "/data/\($0)" }
    var match: [Int?] = []
    let seconds = try ContinuousClock().measure { match = try rows(names.reversed(), found) }
    #expect(match == names.indices.reversed().map(Optional.init))
    #expect(seconds < .seconds(20))
  }

  /// The same folders and files, written in another way by another program, in another order.
  @Test(arguments: 0..<40)
  func anyConsistentWayToWriteNamesFindsThem(seed: Int) throws {
    var generator = SmallGenerator(state: UInt64(seed) &* 77 &+ 5)
    let names = (0..<30).map { "set\($0 % 3)/part\($0 % 2)/\($0 / 6).jpg" }
    let order = names.indices.shuffled(using: &generator)
    let prefix = ["", "./", "/data/", "C:\\images\\"].randomElement(using: &generator) ?? ""
    let ending = ["", ".jpg", ".JPG", ".png", ".webp"].randomElement(using: &generator) ?? ""
    let found = order.map { prefix + String(names[$0].dropLast(4)) + ending }
    let rows = try rows(names, found)
    #expect(rows.map { $0.map { order[$0] } } == names.indices.map(Optional.init))
  }
}

private struct SmallGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 31)
  }
}
