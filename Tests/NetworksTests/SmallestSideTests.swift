import Networks
import Testing

@Suite struct SmallestSideTests {
  @Test func vggPoolsFourTimesWithoutPadding() {
    #expect(Architecture.vgg16.graph().smallestSide == 16)
    #expect(Architecture.normalisedVGG16.graph().smallestSide == 16)
  }

  @Test func residualNetworksTakeAnything() {
    #expect(Architecture.resNet18.graph().smallestSide == 1)
    #expect(Architecture.resNet50.graph(width: 4).smallestSide == 1)
  }
}
