import Rendering

extension Eye {
  /// Places a camera so that the landmark has the wanted size and position in the picture.
  ///
  /// The size is a mean of the larger and the smaller side of the landmark's outline in the
  /// picture, weighted to the larger; so a slim tower may be cut, but not by much.
  init(framing scenery: Scenery, view: View, side: Int) {
    let around = compass(view.azimuth)
    let rise = view.elevation * .pi / 180
    let level = max(1 - rise * rise / 2, 0.05)
    let outward = normalised(Vector(around.x * level, around.y * level, rise))
    var distance = scenery.radius * 2.4
    var target = scenery.middle
    var eye = Eye(
      position: Self.standing(scenery.middle + outward * distance), target: target, roll: view.roll,
      fieldOfView: view.fieldOfView, side: side)
    for _ in 0..<4 {
      let box = eye.outlineBox(of: scenery)
      let extent = (box.high - box.low) / Float(side)
      let larger = max(extent.x, extent.y)
      let smaller = min(extent.x, extent.y)
      let size = larger * (smaller / larger).squareRoot().squareRoot()
      distance = min(
        max(distance * (0.15 + 0.85 * size / view.size), scenery.radius * 1.05),
        scenery.radius * 14)
      let middle = (box.low + box.high) / 2 - view.aim * Float(side)
      let ray = eye.ray(middle.x, middle.y)
      target = eye.position + ray * max(dot(scenery.middle - eye.position, eye.forward), 1)
      target = mix(scenery.middle, target, 0.9)
      eye = Eye(
        position: Self.standing(scenery.middle + outward * distance), target: target,
        roll: view.roll, fieldOfView: view.fieldOfView, side: side)
    }
    self = eye
  }

  /// Returns a position not lower than a person's eyes.
  private static func standing(_ position: Vector) -> Vector {
    Vector(position.x, position.y, max(position.z, 1.65))
  }
}
