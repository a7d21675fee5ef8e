/// What the sun sees: a parallel picture of the scene from the sun's direction.
struct ShadowMap {
  private static let side = 320

  private let sun: Vector
  private let right: Vector
  private let up: Vector
  private let scale: Float
  private let centre: Vector
  private let raster: DepthRaster

  /// Width of a cell on the ground under a vertical sun, in metres.
  private let cell: Float

  /// Renders the scene as the sun sees it.
  ///
  /// - Parameters:
  ///   - model: everything that casts a shadow.
  ///   - sun: the direction towards the sun.
  ///   - centre: the middle of the lit region.
  ///   - radius: the region's radius in metres; outside of it nothing is in shadow.
  init(of model: borrowing Model, sun: Vector, centre: Vector, radius: Float) {
    self.sun = sun
    self.centre = centre
    right = normalised(cross(Vector(0, 0, 1), sun))
    up = cross(sun, right)
    scale = Float(Self.side) / (2 * radius)
    cell = 2 * radius / Float(Self.side)
    var raster = DepthRaster(
      width: Self.side, height: Self.side, farthest: -1e6, keepsFaces: false)
    let middle = Float(Self.side) / 2
    var corners = [ScreenPoint](repeating: .zero, count: 32)
    for face in model.faces {
      let facing = dot(face.normal, sun)
      guard facing > 0.02 else { continue }
      let start = Int(face.start)
      for offset in 0..<Int(face.count) {
        let point = model.points[start + offset] - centre
        corners[offset] = ScreenPoint(
          middle + dot(point, right) * scale, middle - dot(point, up) * scale)
      }
      let x = -dot(face.normal, right) / facing / scale
      let y = dot(face.normal, up) / facing / scale
      let first = dot(model.points[start] - centre, sun)
      let plane = Vector(x, y, first - x * corners[0].x - y * corners[0].y)
      raster.draw(corners, count: Int(face.count), plane: plane, face: 0)
    }
    self.raster = raster
  }

  /// Returns how much of the sun reaches a point: 0 in shadow, 1 in the light.
  @inline(__always)
  func light(at point: Vector, normal: Vector) -> Float {
    let lifted = point + normal * (cell * 1.3) - centre
    let middle = Float(Self.side) / 2
    let x = middle + dot(lifted, right) * scale - 0.5
    let y = middle - dot(lifted, up) * scale - 0.5
    guard x > 0 && y > 0 && x < Float(Self.side - 1) && y < Float(Self.side - 1) else { return 1 }
    let height = dot(lifted, sun) + cell * 0.7
    let column = Int(x)
    let row = Int(y)
    let fx = x - Float(column)
    let fy = y - Float(row)
    let index = row * Self.side + column
    let upper = mix(
      raster.nearness[index] > height ? 0 : 1, raster.nearness[index + 1] > height ? 0 : 1, fx)
    let lower = mix(
      raster.nearness[index + Self.side] > height ? 0 : 1,
      raster.nearness[index + Self.side + 1] > height ? 0 : 1, fx)
    return mix(upper, lower, fy)
  }
}
