import Rendering
import Testing

@Suite struct VectorTests {
  @Test func theVectorProductOfEastAndNorthIsUp() {
    #expect(cross(Vector(2, 0, 0), Vector(0, 3, 0)) == Vector(0, 0, 6))
  }

  @Test func theCompassBeginsInFrontOfAFacade() {
    #expect(compass(0) == SIMD2(0, -1))
    #expect(compass(90).x == 1)
  }

  @Test func coloursAreLinearLight() {
    #expect(colour(0xffffff) == Colour(1, 1, 1))
    #expect(colour(0x00ff00) == Colour(0, 1, 0))
    #expect(abs(colour(0x808080).x - 0.2158605) < 1e-6)
  }
}
