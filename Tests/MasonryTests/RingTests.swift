import Masonry
import Rendering
import Testing

@Suite struct RingTests {
  @Test func aRectangleBeginsAtTheFrontLeft() {
    #expect(
      Ring.rectangle(SIMD2(1, 2), half: SIMD2(3, 4), z: 5) == [
        Vector(-2, -2, 5), Vector(4, -2, 5), Vector(4, 6, 5), Vector(-2, 6, 5),
      ])
  }

  @Test func oneSideOfARegularPolygonFacesTheFront() {
    let corners = Ring.regular(.zero, radius: 2, count: 6, z: 1)
    #expect(corners.count == 6)
    #expect(corners.allSatisfy { $0.z == 1 })
    #expect(abs(corners[0].y - corners[1].y) < 1e-6)
    #expect(corners[0].y < 0)
  }
}
