/// Everything that stands before a camera: a landmark, what surrounds it, ground and horizon.
package struct Scenery: Sendable {
  /// The landmark's faces come first, then its fixed neighbours.
  let model: Model

  /// How many faces belong to the landmark.
  let landmarkFaces: Int

  let stock: Stock
  let backdrop: Backdrop

  /// Corners of the landmark, for framing.
  package let outline: [Vector]

  /// Middle of the landmark, and the radius of a ball about it that holds the landmark.
  package let middle: Vector
  package let radius: Float

  /// Puts a landmark among its neighbours.
  ///
  /// - Parameters:
  ///   - landmark: what the pictures are of.
  ///   - neighbours: what stands around it.
  ///   - stock: the materials and windows of both.
  ///   - backdrop: the ground and the horizon.
  package init(landmark: Model, neighbours: Model, stock: Stock, backdrop: Backdrop) {
    let (low, high) = landmark.box
    middle = (low + high) / 2
    let diagonal = high - low
    radius = dot(diagonal, diagonal).squareRoot() / 2
    var model = landmark
    model.append(neighbours)
    self.model = model
    landmarkFaces = landmark.faces.count
    outline = landmark.points
    self.stock = stock
    self.backdrop = backdrop
  }
}

extension Eye {
  /// Returns the box around the landmark in the picture, in samples.
  package func outlineBox(of scenery: Scenery) -> (low: ScreenPoint, high: ScreenPoint) {
    var low = ScreenPoint(repeating: 1e6)
    var high = ScreenPoint(repeating: -1e6)
    for point in scenery.outline {
      var local = self.local(point)
      local.z = max(local.z, 1)
      let corner = project(local)
      low = pointwiseMin(low, corner)
      high = pointwiseMax(high, corner)
    }
    return (low, high)
  }
}
