import Masonry
import Rendering
import Scenes
import Tensors
import Testing

/// What the faces of every building keep to, whatever it is and however it was drawn.
@Suite struct BuildingShapeTests {
  private static let buildings = Category.allCases.flatMap { category in
    (0..<4).map { (category, $0) }
  }

  private func polygons(_ category: Category, _ type: Int, seed: UInt64) -> [[Vector]] {
    var generator = SeededGenerator(seed: seed, purpose: "shape of a building")
    return Scene(category, type: type, character: .world, using: &generator).scenery
      .landmarkPolygons
  }

  private func area(_ corners: [Vector]) -> Vector {
    (2..<corners.count).reduce(.zero) {
      $0 + cross(corners[$1 - 1] - corners[0], corners[$1] - corners[0]) / 2
    }
  }

  @Test(arguments: buildings)
  func everyCornerIsANumberWithinReach(category: Category, type: Int) {
    for seed: UInt64 in 0..<3 {
      let polygons = polygons(category, type, seed: seed)
      #expect((20...60_000).contains(polygons.count))
      for corner in polygons.joined() {
        let isSound = [corner.x, corner.y, corner.z].allSatisfy { $0.isFinite && abs($0) < 400 }
        #expect(isSound, "\(corner)")
        guard isSound else { return }
      }
    }
  }

  @Test(arguments: buildings)
  func wallsFaceEverySideAndRoofsTheSky(category: Category, type: Int) {
    for seed: UInt64 in 0..<3 {
      var (north, south, east, west, up) = (Float(0), Float(0), Float(0), Float(0), Float(0))
      for corners in polygons(category, type, seed: seed) {
        let area = area(corners)
        east += max(area.x, 0)
        west += max(-area.x, 0)
        north += max(area.y, 0)
        south += max(-area.y, 0)
        up += max(area.z, 0)
      }
      #expect([north, south, east, west, up].allSatisfy { $0 > 0.5 })
      // What stands alone is as wide seen from one side as from the other, bar decals on its front.
      #expect(min(east, west) > 0.5 * max(east, west), "\(east) to \(west)")
      #expect(min(north, south) > 0.4 * max(north, south), "\(north) to \(south)")
    }
  }

  @Test(arguments: buildings)
  func facesEncloseMoreThanTheyLeaveOut(category: Category, type: Int) {
    for seed: UInt64 in 0..<3 {
      // The ground closes what has no floor, and adds nothing, since it is at height 0.
      let enclosed = polygons(category, type, seed: seed).reduce(Float(0)) {
        $0 + dot($1[0], area($1)) / 3
      }
      #expect(enclosed > 1, "\(enclosed) m³")
    }
  }
}
