/// What lies around the buildings: the ground and the hills at the horizon.
package struct Backdrop: Sendable {
  /// Ground near the landmark and further away.
  var near: Material
  var far: Material

  /// Where the near ground ends, in metres from the landmark's middle.
  var reach: Float

  /// Height of the hills as a slope seen from the landmark, such as 0.05.
  var hills: Float

  var hillColour: Colour

  /// Says which part of the noise plane hills and paths use.
  var offset: Float

  /// Creates a ground and a horizon.
  package init(
    near: Material, far: Material, reach: Float, hills: Float, hillColour: Colour, offset: Float
  ) {
    (self.near, self.far, self.reach) = (near, far, reach)
    (self.hills, self.hillColour, self.offset) = (hills, hillColour, offset)
  }
}

extension Backdrop {
  /// Returns the reflectance of the ground.
  @inline(__always)
  func ground(_ point: Vector, footprint: Float) -> Colour {
    let noise = Noise.shared
    let wobble = noise.value(point.x * 0.11 + offset, point.y * 0.11) - 0.5
    let range = (point.x * point.x + point.y * point.y).squareRoot()
    let edge = reach * (1 + 0.35 * wobble)
    let material = range < edge ? near : far
    let patches = noise.layered(point.x * 0.23 + offset, point.y * 0.23)
    return material.paint(point.x, point.y, footprint: footprint) * (0.8 + 0.4 * patches)
  }

  /// Returns the light that comes from a direction above the horizon.
  @inline(__always)
  func sky(_ direction: Vector, daylight: Daylight) -> Colour {
    let noise = Noise.shared
    let level = SIMD2(direction.x, direction.y)
    let length = (level.x * level.x + level.y * level.y).squareRoot()
    let slope = direction.z / max(length, 1e-4)
    let bearing = level / max(length, 1e-4)
    if slope < hills * 1.4, let hill = hill(bearing, slope: slope, daylight: daylight) {
      return hill
    }
    let unit = direction / dot(direction, direction).squareRoot()
    let height = max(unit.z, 0)
    let rise = 1 - (1 - height) * (1 - height) * (1 - height)
    var light = mix(daylight.horizon, daylight.zenith, rise)
    let glow = max(dot(unit, daylight.sun), 0)
    let halo = glow * glow * glow * glow
    light += daylight.sunColour * (0.07 * halo * halo)
    let plane = SIMD2(unit.x, unit.y) / (height + 0.16) * 1.5
    let cover = noise.layered(plane.x + daylight.cloudOffset, plane.y + daylight.cloudOffset)
    let edge = 0.72 - 0.5 * daylight.clouds
    let cloud = smoothStep(edge, edge + 0.22, cover) * smoothStep(0, 0.08, height)
    let bright = daylight.skyLight * 0.9 + daylight.sunColour * (0.42 * (1.4 - cover))
    return mix(light, bright, cloud * 0.85)
  }

  /// Returns the light of the hills at a bearing and slope, or nil above their ridge.
  private func hill(_ bearing: SIMD2<Float>, slope: Float, daylight: Daylight) -> Colour? {
    let noise = Noise.shared
    let ridge = noise.layered(bearing.x * 4 + offset, bearing.y * 4 + offset)
    guard slope < hills * (ridge * 1.6 - 0.2) else { return nil }
    let shade = 0.7 + 0.6 * noise.value(bearing.x * 60 + offset, slope * 90)
    let light = daylight.skyLight * 0.6 + daylight.sunColour * 0.25
    return mix(hillColour * shade * light, daylight.haze, 0.42)
  }
}
