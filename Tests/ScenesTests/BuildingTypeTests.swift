import Masonry
import Rendering
import Scenes
import Tensors
import Testing

@Suite struct BuildingTypeTests {
  /// A building of some type that stands alone; the same draws for every type.
  private func building(_ category: Category, type: Int, seed: UInt64) -> Scene {
    var generator = SeededGenerator(seed: seed, purpose: "test building")
    return Scene(category, type: type, character: .world, using: &generator)
  }

  @Test(arguments: Category.allCases)
  func theTypesOfACategoryHaveDifferentShapes(_ category: Category) {
    let outlines = (0..<4).map { building(category, type: $0, seed: 1).scenery.outline }
    #expect(Set(outlines).count == 4)
  }

  @Test(arguments: Category.allCases)
  func theBuildingsOfATypeHaveDifferentShapes(_ category: Category) {
    let outlines = (0..<16).map {
      building(category, type: $0 % 4, seed: UInt64($0)).scenery.outline
    }
    #expect(Set(outlines).count == 16)
  }

  @Test(arguments: Category.allCases)
  func theSameDrawsGiveTheSameBuilding(_ category: Category) {
    let first = (0..<4).map { building(category, type: $0, seed: 2).scenery.outline }
    let second = (0..<4).map { building(category, type: $0, seed: 2).scenery.outline }
    #expect(first == second)
  }

  @Test(arguments: Category.allCases)
  func buildingsStandOnTheGround(_ category: Category) {
    let feet = (0..<8).map {
      building(category, type: $0 % 4, seed: UInt64($0)).scenery.outline.map(\.z).min() ?? 9
    }
    #expect(feet.allSatisfy { abs($0) <= 0.4 })
  }

  @Test(arguments: Category.allCases, 0..<4)
  func theBuildingsOfATypeDiffer(_ category: Category, type: Int) {
    let outlines = (1...8 as ClosedRange<UInt64>).map {
      building(category, type: type, seed: $0).scenery.outline
    }
    #expect(Set(outlines).count == 8)
  }
}
