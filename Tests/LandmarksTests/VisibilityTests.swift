import Landmarks
import Rendering
import Testing

@Suite struct VisibilityTests {
  @Test func aLandmarkInTheOpenIsWhollyVisible() {
    let seen = SceneFixture.render { $0.size = 0.6 }.visibility.coverage
    #expect(seen.fraction == 1)
    #expect(seen.unoccluded == 1)
  }

  @Test func aTreeInFrontHidesAPart() {
    let seen = SceneFixture.render {
      $0.size = 0.6
      $0.passers = [Passer(kind: .broadTree, depth: 0.6, side: 0, height: 9)]
    }.visibility.coverage
    #expect(seen.unoccluded < 0.9)
    #expect(seen.unoccluded > 0.1)
    #expect(seen.fraction == seen.unoccluded)
  }

  @Test func aFrameTooSmallCutsAPart() {
    let seen = SceneFixture.render { $0.size = 2.2 }.visibility.coverage
    #expect(seen.fraction < 0.8)
    #expect(seen.unoccluded == 1)
  }

  @Test func aLandmarkHalfAsLargeCoversAQuarter() {
    let large = SceneFixture.render { $0.size = 0.8 }.visibility.coverage.visiblePixels
    let small = SceneFixture.render { $0.size = 0.4 }.visibility.coverage.visiblePixels
    #expect(abs(small / large - 0.25) < 0.05)
  }

  @Test func theBoxIsTightInTheMiddleOfTheFrame() throws {
    let box = try #require(SceneFixture.render { $0.size = 0.5 }.visibility.coverage.box)
    #expect(abs((box.left + box.right) / 2 - 32) <= 4)
    #expect(abs((box.top + box.bottom) / 2 - 32) <= 4)
    #expect(max(box.right - box.left, box.bottom - box.top) > 24)
    #expect(max(box.right - box.left, box.bottom - box.top) < 48)
  }

  @Test func aLandmarkAtNightfallIsDarker() {
    let day = SceneFixture.render { _ in }.visibility.tone
    let dusk = SceneFixture.render { $0.weather.dusk = 0.9 }.visibility.tone
    #expect(dusk.brightness < day.brightness * 0.8)
  }
}
