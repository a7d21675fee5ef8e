import Landmarks
import Rendering
import Tensors
import Testing

@Suite struct BuildingTypeTests {
  /// What a fan of views from the front, from both sides and from behind counts as.
  private func labels(_ scene: Scene) -> Set<Photograph.Role> {
    let renderer = Renderer(side: 48)
    var found: Set<Photograph.Role> = []
    for azimuth in [Float(0), 15, -15, 45, -45, 180] {
      for size in [Float(0.68), 0.8, 0.92, 1.04] {
        var view = View()
        (view.azimuth, view.size) = (azimuth, size)
        var measured = LabelRule.Measurement(
          angle: abs(azimuth), elevation: view.elevation,
          visibility: renderer.render(scene, view).visibility, blur: view.development.blur,
          haze: view.weather.haze, dusk: view.weather.dusk)
        if let label = LabelRule.label(measured) { found.insert(label) }
        measured.angle = 0
        if abs(azimuth) < 20 && LabelRule.isQuery(measured) { found.insert(.query) }
      }
    }
    return found
  }

  @Test func everyCategoryHasFourTypes() {
    #expect(Category.allCases.allSatisfy { $0.types.count == 4 })
  }

  @Test func noTwoTypesShareAName() {
    let names = Category.allCases.flatMap(\.types)
    #expect(Set(names).count == names.count)
  }

  @Test func namesOfCategoriesAreSmallLettersAsNamesOfFilesAre() {
    #expect(Category.allCases.allSatisfy { $0.rawValue.allSatisfy { ("a"..."z").contains($0) } })
  }

  @Test func namesOfTypesAreSingleWords() {
    let names = Category.allCases.flatMap(\.types)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
  }

  @Test(arguments: Category.allCases)
  func theTypesOfACategoryHaveDifferentShapes(_ category: Category) {
    let outlines = (0..<4).map {
      SceneFixture.building(category, type: $0, seed: 1).scenery.outline
    }
    #expect(Set(outlines).count == 4)
  }

  @Test(arguments: Category.allCases)
  func theBuildingsOfATypeHaveDifferentShapes(_ category: Category) {
    let outlines = (0..<16).map {
      SceneFixture.building(category, type: $0 % 4, seed: UInt64($0)).scenery.outline
    }
    #expect(Set(outlines).count == 16)
  }

  @Test(arguments: Category.allCases)
  func theSameDrawsGiveTheSameBuilding(_ category: Category) {
    let first = (0..<4).map { SceneFixture.building(category, type: $0, seed: 2).scenery.outline }
    let second = (0..<4).map { SceneFixture.building(category, type: $0, seed: 2).scenery.outline }
    #expect(first == second)
  }

  /// Columns are too slim for a fan of fixed sizes; `BuildingPictureTests` draws them.
  @Test(arguments: Category.allCases.filter { $0 != .monument })
  func everyTypeCanBePhotographedForEveryRole(_ category: Category) {
    let found = (0..<8).map {
      labels(SceneFixture.building(category, type: $0 / 2, seed: UInt64($0)))
    }
    #expect(found.allSatisfy { $0 == [.query, .easy, .hard, .junk] })
  }

  @Test(arguments: Category.allCases)
  func buildingsStandOnTheGround(_ category: Category) {
    let feet = (0..<8).map {
      SceneFixture.building(category, type: $0 % 4, seed: UInt64($0)).scenery.outline.map(\.z).min()
        ?? 9
    }
    #expect(feet.allSatisfy { abs($0) <= 0.4 })
  }
}
