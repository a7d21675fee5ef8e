import Files
import Testing

@Suite struct NearestNameTests {
  @Test func nearestNameIsFoundWithinTwoFifthsOfTheWord() {
    #expect(nearestName(to: "poolng", among: ["scales", "pooling"]) == "pooling")
    #expect(nearestName(to: "GEM", among: ["spoc", "gem"]) == "gem")
    #expect(nearestName(to: "resize", among: ["crop", "size"]) == "size")
    #expect(nearestName(to: "zebra", among: ["spoc", "gem"]) == nil)
  }
}
