import Rendering
import Tensors
import Testing

/// What a picture shows of a landmark, beside a ray through the middle of every sample.
///
/// The labels of the world rest on these measurements, so they are compared where walls cross, hide each
/// other, turn their backs, leave the frame and pass behind the camera.
@Suite struct CoverageTwinTests {
  private static let side = 24

  /// Rays through the corners of a face, and along the seam of two, may go to either.
  private static let seamSamples = 6

  /// One convex flat wall, seen from the side where its corners run counter-clockwise.
  private struct Wall {
    let corners: [Vector]

    var normal: Vector { cross(corners[1] - corners[0], corners[2] - corners[0]) }

    /// Returns how far along a ray it is hit from the front; nil where it is missed.
    func distance(from position: Vector, along ray: Vector) -> Float? {
      let facing = dot(normal, ray)
      guard facing < 0 else { return nil }
      let distance = dot(normal, corners[0] - position) / facing
      guard distance > 0 else { return nil }
      let point = position + ray * distance
      for (index, corner) in corners.enumerated() {
        let edge = corners[(index + 1) % corners.count] - corner
        guard dot(cross(edge, point - corner), normal) >= 0 else { return nil }
      }
      return distance
    }
  }

  /// Returns walls of three to five corners, on a ring each, anywhere around the middle of a place.
  private func walls(_ count: Int, using generator: inout SeededGenerator) -> [Wall] {
    (0..<count).map { _ in
      func direction() -> Vector {
        normalised(Vector(generator.normal(), generator.normal(), generator.normal()))
      }
      let normal = direction()
      let across = normalised(cross(normal, direction()))
      let along = cross(normal, across)
      let middle = Vector(
        generator.uniform(in: -8..<8), generator.uniform(in: -8..<8), generator.uniform(in: 1..<9))
      let (size, corners) = (generator.uniform(in: 2..<6), 3 + generator.integer(below: 3))
      return Wall(
        corners: (0..<corners).map { index in
          let place = compass(360 * Float(index) / Float(corners) + 20)
          return middle + (across * place.x + along * place.y) * size
        })
    }
  }

  private func model(_ walls: [Wall]) -> Model {
    var model = Model()
    for wall in walls {
      model.add(
        wall.corners,
        surface: Surface(
          origin: wall.corners[0], across: Vector(1, 0, 0), along: Vector(0, 0, 1),
          normal: normalised(wall.normal), material: 0))
    }
    return model
  }

  @Test(arguments: 0..<24 as Range<UInt64>, [Float(2), 12, 30])
  func measurementsAreThoseOfRays(seed: UInt64, distance: Float) {
    var generator = SeededGenerator(seed: seed, purpose: "coverage twin")
    let (landmark, neighbours) = (
      walls(5, using: &generator), walls(3, using: &generator)
    )
    let passers = walls(2, using: &generator)
    let renderer = Renderer(side: Self.side)
    let place = compass(generator.uniform(in: 0..<360)) * distance
    let eye = Eye(
      position: Vector(place.x, place.y, 4), target: Vector(0, 0, 5),
      roll: generator.uniform(in: -20..<20), fieldOfView: 50, side: renderer.sampleSide)
    let coverage = exposed(renderer, landmark, neighbours, passers, eye).coverage

    var (visible, framed) = (0, 0)
    var columns: [Int] = []
    for y in 0..<renderer.sampleSide {
      for x in 0..<renderer.sampleSide {
        let ray = eye.ray(Float(x) + 0.5, Float(y) + 0.5)
        func nearest(_ walls: [Wall]) -> Float? {
          // Nearer than 0.2 m in front of the camera nothing is drawn.
          walls.compactMap { $0.distance(from: eye.position, along: ray) }.filter { $0 >= 0.2 }
            .min()
        }
        guard let own = nearest(landmark) else { continue }
        framed += 1
        guard own < nearest(neighbours + passers) ?? .infinity else { continue }
        visible += 1
        columns.append(x / 2)
      }
    }
    #expect(abs(Int(coverage.visiblePixels * 4) - visible) <= Self.seamSamples)
    #expect(abs(Int(coverage.framedPixels * 4) - framed) <= Self.seamSamples)
    #expect(coverage.wholePixels >= coverage.framedPixels)
    let share = Float(visible) / Float(renderer.sampleSide * renderer.sampleSide)
    #expect(abs(coverage.share - share) <= 0.003)
    if let left = columns.min(), let right = columns.max(), let box = coverage.box {
      #expect(abs(box.left - left) <= 1 && abs(box.right - right - 1) <= 1)
    } else {
      #expect(visible <= Self.seamSamples)
    }
  }

  private func exposed(
    _ renderer: Renderer, _ landmark: [Wall], _ neighbours: [Wall], _ passers: [Wall], _ eye: Eye
  ) -> Renderer.Exposure {
    var stock = Stock()
    let plaster = Material(base: Colour(0.8, 0.7, 0.6), second: .zero)
    _ = stock.add(plaster)
    let scenery = Scenery(
      landmark: model(landmark), neighbours: model(neighbours), stock: stock,
      backdrop: Backdrop(
        near: plaster, far: plaster, reach: 30, hills: 0.05, hillColour: Colour(0.2, 0.3, 0.2),
        offset: 0))
    return renderer.expose(
      Composition(
        scenery, passers: model(passers), eye: eye, weather: Weather(),
        development: Development(), using: SeededGenerator(seed: 1, purpose: "test")))
  }
}
