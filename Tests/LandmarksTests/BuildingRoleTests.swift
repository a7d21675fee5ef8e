import Landmarks
import Rendering
import Scenes
import Testing

@Suite struct BuildingRoleTests {
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

  /// Columns are too slim for a fan of fixed sizes; `BuildingPictureTests` renders them.
  @Test(arguments: Category.allCases.filter { $0 != .monument })
  func everyTypeCanBePhotographedForEveryRole(_ category: Category) {
    let found = (0..<8).map {
      labels(SceneFixture.building(category, type: $0 / 2, seed: UInt64($0)))
    }
    #expect(found.allSatisfy { $0 == [.query, .easy, .hard, .junk] })
  }
}
