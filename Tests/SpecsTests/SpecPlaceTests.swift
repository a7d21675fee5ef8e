import Failures
import Specs
import Testing

/// References of specs, which never lead out of their root.
@Suite struct SpecPlaceTests {
  @Test(arguments: [
    ("a", ["a"]), ("a/b.json", ["a", "b.json"]), ("./a", ["a"]), ("a/../b", ["b"]),
    ("a//b", ["a", "b"]), ("a/./b/", ["a", "b"]), ("été/旧", ["été", "旧"]),
    ("..a/b..", ["..a", "b.."]),
    ("...", ["..."]),
  ])
  func referencesBelowTheRootAreTheirParts(reference: String, components: [String]) {
    #expect(SpecPlace.components(of: reference, from: []) == components)
  }

  @Test(arguments: [
    "", ".", "..", "/", "/a", "../a", "a/../..", "a/../../b", "a\\b", "a\0b", "a/..", "./..",
    "../\u{301}x", "/\u{301}x", "a/../../\u{301}x", "a\\\u{301}b",
  ])
  func whatLeadsOutOrNowhereIsNoReference(reference: String) {
    #expect(SpecPlace.components(of: reference, from: []) == nil)
  }

  @Test func aReferenceBeginsInItsFolder() {
    let folder = ["tables", "own"]
    #expect(SpecPlace.components(of: "a.json", from: folder) == ["tables", "own", "a.json"])
    #expect(SpecPlace.components(of: "../a.json", from: folder) == ["tables", "a.json"])
    #expect(SpecPlace.components(of: "../../a.json", from: folder) == ["a.json"])
    #expect(SpecPlace.components(of: "../../../a.json", from: folder) == nil)
  }

  /// Every path of up to four of some parts, walked by bytes as the system walks it.
  @Test func noReferenceLeavesItsRootWhateverItsParts() {
    let parts = ["a", "..", ".", "", "\u{301}", "..\u{301}", "\u{301}.."]
    var paths = [""]
    for length in 1...4 {
      paths = paths.flatMap { path in parts.map { length == 1 ? $0 : "\(path)/\($0)" } }
      for path in paths {
        var (depth, leaves) = (0, path.utf8.first == UInt8(ascii: "/"))
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
          if part.elementsEqual("..".utf8) {
            depth -= 1
          } else if !part.elementsEqual(".".utf8) {
            depth += 1
          }
          leaves = leaves || depth < 0
        }
        let found = SpecPlace.components(of: path, from: [])
        #expect((found != nil) == (!leaves && depth > 0), "\(path.debugDescription)")
        #expect(found?.contains("..") != true)
      }
    }
  }

  @Test func aPlaceIsNamedFromItsFolder() {
    func place(_ folder: String, _ components: String...) -> SpecPlace {
      SpecPlace(root: 0, folder: folder, components: components)
    }
    #expect(place(".", "a", "b.json").path == "a/b.json")
    #expect(place("/specs", "b.json").path == "/specs/b.json")
    #expect(place("/", "b.json").path == "/b.json")
    #expect(place(".", "a", "b.json").stem == "b")
    #expect(place(".", "b").stem == "b" && place(".", "b.json.json").stem == "b.json")
    #expect(
      place("specs", "b.json").problem("it is wrong").description
        == "specs/b.json:1:1: /: it is wrong.")
  }
}
