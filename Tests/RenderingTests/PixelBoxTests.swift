import Rendering
import Testing

@Suite struct PixelBoxTests {
  @Test func theBoxGrowsToMultiplesOfEightInsideThePicture() {
    let box = PixelBox(left: 9, top: 16, right: 50, bottom: 93)
    #expect(
      box.grown(toMultiplesOf: 8, within: 96)
        == PixelBox(left: 8, top: 16, right: 56, bottom: 96))
    #expect(
      box.grown(toMultiplesOf: 8, within: 94)
        == PixelBox(left: 8, top: 16, right: 56, bottom: 94))
  }
}
