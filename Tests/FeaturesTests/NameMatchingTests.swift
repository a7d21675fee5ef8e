import Features
import Files
import Testing

@Suite struct NameMatchingTests {
  private func rows(_ wanted: [String], _ found: [String]) throws -> [Int] {
    try NameMatching(path: "f.h5", role: "database").rows(of: wanted, in: found)
  }

  private func problem(_ wanted: [String], _ found: [String]) -> String? {
    #expect(throws: InputFileError.self) { try rows(wanted, found) }?.problem
  }

  @Test func rowsInAnotherOrderAreFoundByName() throws {
    #expect(try rows(["a", "b", "c"], ["c", "a", "b"]) == [1, 2, 0])
  }

  @Test func foldersAndEndingsDoNotMatter() throws {
    #expect(
      try rows(["all_souls_000013", "b.c"], ["jpg/b.c.PNG", "/x/jpg/all_souls_000013.jpg"])
        == [1, 0])
    #expect(try rows(["x/a.jpg"], ["a"]) == [0])
  }

  @Test func namesThatFoldersTellApartStayApart() throws {
    #expect(try rows(["x/a.jpg", "y/a.jpg"], ["y/a.jpg", "x/a.jpg"]) == [1, 0])
    #expect(
      problem(["x/a.jpg", "y/a.jpg"], ["z/a.jpg", "x/a.jpg"])
        == "its database names are not those of the ground truth: without folders, x/a.jpg and y/a.jpg "
        + "cannot be told apart, 1 of the ground truth are not there (y/a.jpg), 1 are unknown to it or "
        + "repeat (z/a.jpg)")
  }

  @Test func aRepeatedNameIsMatchedInOrder() throws {
    #expect(try rows(["q", "p", "q"], ["p", "q", "q"]) == [1, 0, 2])
  }

  @Test func bothSidesOfAMismatchAreNamed() {
    #expect(
      problem(["a", "b", "c", "d", "e"], ["a", "x.jpg"])
        == "its database names are not those of the ground truth: 4 of the ground truth are not there "
        + "(b, c, d, …), 1 are unknown to it or repeat (x.jpg)")
  }

  @Test func aRepeatedRowIsRefused() {
    #expect(
      problem(["a", "b"], ["a", "b", "a"])
        == "its database names are not those of the ground truth: 1 repeat (a)")
  }
}
