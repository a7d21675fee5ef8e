import Files
import TestSupport
import Testing

@Suite struct NearestNameTests {
  private static let words = ["resnet50", "gem", "pooling", "été", "mini-oxford", "a"]

  @Test func nearestNameIsFoundWithinTwoFifthsOfTheWord() {
    #expect(nearestName(to: "poolng", among: ["scales", "pooling"]) == "pooling")
    #expect(nearestName(to: "GEM", among: ["spoc", "gem"]) == "gem")
    #expect(nearestName(to: "resize", among: ["crop", "size"]) == "size")
    #expect(nearestName(to: "zebra", among: ["spoc", "gem"]) == nil)
  }

  @Test(arguments: words)
  func theNameItselfIsNearestHoweverItIsWritten(word: String) {
    #expect(nearestName(to: word, among: Self.words) == word)
    #expect(nearestName(to: word.uppercased(), among: Self.words) == word)
  }

  @Test(arguments: ["resnet50", "pooling", "mini-oxford"])
  func oneMistakeOfAnyKindIsForgiven(word: String) {
    let letters = Array(word)
    for place in letters.indices {
      var (dropped, doubled, swapped, changed) = (letters, letters, letters, letters)
      dropped.remove(at: place)
      doubled.insert(letters[place], at: place)
      swapped.swapAt(place, min(place + 1, letters.count - 1))
      changed[place] = "#"
      for mistake in [dropped, doubled, swapped, changed] {
        #expect(nearestName(to: String(mistake), among: Self.words) == word, "\(mistake)")
      }
    }
  }

  @Test func ofTwoEquallyNearNamesTheFirstIsTaken() {
    #expect(nearestName(to: "bat", among: ["cat", "hat"]) == "cat")
    #expect(nearestName(to: "bat", among: ["hat", "cat"]) == "hat")
  }

  @Test func nothingIsNearAnEndlessWordOrAmongNoNames() {
    #expect(nearestName(to: String(repeating: "a", count: 201), among: ["a"]) == nil)
    #expect(nearestName(to: "gem", among: []) == nil)
  }

  @Test func theFileThatWasMeantIsFoundInItsFolder() throws {
    let scratch = try Scratch()
    for name in ["resnet50.pth", "vgg16.pth", ".resnet51.pth"] { try scratch.write([], to: name) }
    #expect(nearestFile(to: "\(scratch.path)/resnet51.pth") == "resnet50.pth")
    #expect(nearestFile(to: "\(scratch.path)/quite-another-name") == nil)
    #expect(nearestFile(to: "\(scratch.path)/none/resnet50.pth") == nil)
    #expect(visibleNames(in: scratch.path) == ["resnet50.pth", "vgg16.pth"])
    #expect(visibleNames(in: "\(scratch.path)/none") == [])
  }
}
