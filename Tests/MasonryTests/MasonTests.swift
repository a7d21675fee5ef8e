import Masonry
import Rendering
import Testing

@Suite struct MasonTests {
  private let wall = Cladding(material: 0)

  @Test func aBlockFillsItsPlan() {
    var mason = Mason()
    mason.block(SIMD2(1, 0), half: SIMD2(2, 3), 0...4, sides: wall, top: 0)
    #expect(mason.model.box.low == Vector(-1, -3, 0))
    #expect(mason.model.box.high == Vector(3, 3, 4))
  }

  @Test func aRoofStandsOutOverTheEaves() {
    var mason = Mason()
    mason.hippedRoof(
      .zero, half: SIMD2(2, 3), z: 4, rise: 2, top: SIMD2(0.5, 0.5), roof: 0, overhang: 0.5)
    #expect(mason.model.box.low == Vector(-2.5, -3.5, 4))
    #expect(mason.model.box.high == Vector(2.5, 3.5, 6.25))
  }

  @Test func aTreeIsAsTallAsItIsSaidToBe() {
    var mason = Mason()
    mason.slimTree(.zero, height: 8, leaves: 0, trunk: 0)
    #expect(mason.model.box.low.z == 0)
    #expect(mason.model.box.high.z == 8)
  }
}
