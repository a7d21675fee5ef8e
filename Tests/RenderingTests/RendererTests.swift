import Rendering
import Tensors
import Testing

@Suite struct RendererTests {
  /// A wall that faces the front, across the plan from one x to another, 10 m high.
  private func wall(from left: Float, to right: Float, at y: Float) -> Model {
    var model = Model()
    model.add(
      [Vector(left, y, 0), Vector(right, y, 0), Vector(right, y, 10), Vector(left, y, 10)],
      surface: Surface(
        origin: Vector(left, y, 0), across: Vector(1, 0, 0), along: Vector(0, 0, 1),
        normal: Vector(0, -1, 0), material: 0))
    return model
  }

  /// What a camera with a right angle of view sees of a wall of 10 by 10 m, from its middle's height.
  private func seen(from distance: Float, behind passers: Model = Model()) -> RenderedView {
    var stock = Stock()
    let plaster = Material(base: Colour(0.8, 0.7, 0.6), second: .zero)
    _ = stock.add(plaster)
    let scenery = Scenery(
      landmark: wall(from: -5, to: 5, at: 0), neighbours: Model(), stock: stock,
      backdrop: Backdrop(
        near: plaster, far: plaster, reach: 30, hills: 0.05, hillColour: Colour(0.2, 0.3, 0.2),
        offset: 0))
    let renderer = Renderer(side: 16)
    let eye = Eye(
      position: Vector(0, -distance, 5), target: Vector(0, 0, 5), roll: 0, fieldOfView: 90,
      side: renderer.sampleSide)
    let composition = Composition(
      scenery, passers: passers, eye: eye, weather: Weather(), development: Development(),
      using: SeededGenerator(seed: 1, purpose: "test"))
    return renderer.develop(renderer.expose(composition))
  }

  @Test func aWallAsFarAsItIsWideFillsHalfTheWidth() {
    let coverage = seen(from: 10).visibility.coverage
    #expect(coverage.visiblePixels == 64)
    #expect(coverage.share == 0.25)
    #expect(coverage.box == PixelBox(left: 4, top: 4, right: 12, bottom: 12))
    #expect(coverage.fraction == 1)
  }

  @Test func whatStandsInFrontHidesTheWall() {
    let coverage = seen(from: 10, behind: wall(from: -5, to: 0, at: -5)).visibility.coverage
    #expect(coverage.visiblePixels == 32)
    #expect(coverage.unoccluded == 0.5)
    #expect(coverage.box == PixelBox(left: 8, top: 4, right: 12, bottom: 12))
  }

  @Test func theFrameCutsAWallThatIsNear() {
    let coverage = seen(from: 2.5).visibility.coverage
    #expect(coverage.visiblePixels == 256)
    #expect(coverage.wholePixels == 1024)
    #expect(coverage.fraction == 0.25)
    #expect(coverage.unoccluded == 1)
  }

  @Test func theSameCompositionGivesTheSamePicture() {
    #expect(seen(from: 10).image == seen(from: 10).image)
  }
}
