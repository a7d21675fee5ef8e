import Images
import Landmarks
import Rendering
import Scenes
import Testing

@Suite struct BuildingPictureTests {
  private static let categories: [Category] = [
    .domed, .pagoda, .gate, .palace, .factory, .monument, .farmhouse, .waterTower, .pylon,
    .bandstand,
  ]

  /// Each type of these categories.
  private static let buildings = categories.flatMap { category in
    (0..<4).map { (category, $0) }
  }

  /// Returns what a picture in fair weather shows, taken from the given direction.
  private func picture(_ scene: Scene, azimuth: Float, elevation: Float = 5) -> RenderedView {
    var view = View()
    view.azimuth = azimuth
    view.elevation = elevation
    return Renderer(side: 96).render(scene, view)
  }

  /// Returns what is measured in such a picture, seen from a first query that faces the front.
  private func measured(
    _ scene: Scene, azimuth: Float, elevation: Float = 5
  ) -> LabelRule.Measurement {
    LabelRule.Measurement(
      angle: abs(azimuth), elevation: elevation,
      visibility: picture(scene, azimuth: azimuth, elevation: elevation).visibility)
  }

  @Test(arguments: buildings)
  func theSameDrawsGiveTheSamePicture(_ category: Category, type: Int) {
    let first = picture(SceneFixture.building(category, type: type, seed: 1), azimuth: 30)
    let second = picture(SceneFixture.building(category, type: type, seed: 1), azimuth: 30)
    #expect(first.image == second.image)
  }

  @Test(arguments: buildings)
  func mostFrontsAreQueriesAsTheyStand(_ category: Category, type: Int) {
    let queries = (1...6 as ClosedRange<UInt64>).filter { seed in
      let scene = SceneFixture.building(category, type: type, seed: seed)
      return LabelRule.isQuery(measured(scene, azimuth: 0))
    }
    #expect(queries.count >= 4)
  }

  @Test(arguments: buildings)
  func viewsFromFurtherRoundOrAboveAreHard(_ category: Category, type: Int) {
    let scene = SceneFixture.building(category, type: type, seed: 2)
    let labels = [(Float(-50), Float(5)), (50, 5), (-25, 30), (25, 30)].map {
      LabelRule.label(measured(scene, azimuth: $0, elevation: $1))
    }
    #expect(labels.filter { $0 == .hard }.count >= 2)
  }

  @Test func aCityHasAllPicturesOfTheseCategories() {
    let world = MiniWorld(seed: 11, imageSize: 48)
    let subjects = world.blueprint(of: .paris, size: SetSize(instances: 45, views: 14)).subjects
      .filter { Self.categories.contains($0.category) }
    let counts = subjects.map { world.photographs(of: $0).count }
    #expect(counts.count >= 20)
    #expect(counts.allSatisfy { $0 == 14 })
  }
}
