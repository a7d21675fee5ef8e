extension Eye {
  /// Places a camera so that the landmark has the wanted size and position in the picture.
  ///
  /// The size is a mean of the larger and the smaller side of the landmark's outline in the
  /// picture, weighted to the larger; so a slim tower may be cut, but not by much.
  init(framing scene: Scene, view: View, side: Int) {
    let around = compass(view.azimuth)
    let rise = view.elevation * .pi / 180
    let level = max(1 - rise * rise / 2, 0.05)
    let outward = normalised(Vector(around.x * level, around.y * level, rise))
    var distance = scene.radius * 2.4
    var target = scene.middle
    var eye = Eye(
      position: Self.standing(scene.middle + outward * distance), target: target, roll: view.roll,
      fieldOfView: view.fieldOfView, side: side)
    for _ in 0..<4 {
      let box = eye.outlineBox(of: scene)
      let extent = (box.high - box.low) / Float(side)
      let larger = max(extent.x, extent.y)
      let smaller = min(extent.x, extent.y)
      let size = larger * (smaller / larger).squareRoot().squareRoot()
      distance = min(
        max(distance * (0.15 + 0.85 * size / view.size), scene.radius * 1.05), scene.radius * 14)
      let middle = (box.low + box.high) / 2 - view.aim * Float(side)
      let ray = eye.ray(middle.x, middle.y)
      target = eye.position + ray * max(dot(scene.middle - eye.position, eye.forward), 1)
      target = mix(scene.middle, target, 0.9)
      eye = Eye(
        position: Self.standing(scene.middle + outward * distance), target: target,
        roll: view.roll, fieldOfView: view.fieldOfView, side: side)
    }
    self = eye
  }

  /// Returns a position not lower than a person's eyes.
  private static func standing(_ position: Vector) -> Vector {
    Vector(position.x, position.y, max(position.z, 1.65))
  }

  /// Returns the box around the landmark in the picture, in samples.
  func outlineBox(of scene: Scene) -> (low: ScreenPoint, high: ScreenPoint) {
    var low = ScreenPoint(repeating: 1e6)
    var high = ScreenPoint(repeating: -1e6)
    for point in scene.outline {
      var local = self.local(point)
      local.z = max(local.z, 1)
      let corner = project(local)
      low = pointwiseMin(low, corner)
      high = pointwiseMax(high, corner)
    }
    return (low, high)
  }
}
