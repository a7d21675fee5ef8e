/// Turns the nearest face at a sample into light.
struct Shader {
  let model: Model
  let materials: [Material]
  let openings: [Opening]
  let backdrop: Backdrop
  let daylight: Daylight
  let eye: Eye
  let shadows: ShadowMap

  /// Metres that one sample covers at one metre's distance.
  let sampleAngle: Float

  /// Returns the light of one pixel from its two by two samples.
  func pixel(_ column: Int, _ row: Int, of raster: borrowing DepthRaster) -> Colour {
    let width = raster.width
    let corner = 2 * row * width + 2 * column
    let first = raster.faces[corner]
    let isWhole =
      first == raster.faces[corner + 1] && first == raster.faces[corner + width]
      && first == raster.faces[corner + width + 1]
    let x = Float(2 * column)
    let y = Float(2 * row)
    if isWhole && first < 0 { return background(eye.ray(x + 1, y + 1)) }
    if isWhole { return face(Int(first), x: x, y: y, corner: corner, of: raster) }
    var sum = Colour.zero
    for sample in 0..<4 {
      let dx = sample & 1
      let dy = sample >> 1
      let index = corner + dy * width + dx
      let ray = eye.ray(x + Float(dx) + 0.5, y + Float(dy) + 0.5)
      let face = raster.faces[index]
      sum +=
        face < 0
        ? background(ray) : surface(Int(face), ray: ray, distance: 1 / raster.nearness[index])
    }
    return sum * 0.25
  }

  /// Returns a pixel inside one face: texture at each sample, light once in the middle.
  private func face(
    _ index: Int, x: Float, y: Float, corner: Int, of raster: borrowing DepthRaster
  ) -> Colour {
    let surface = model.surfaces[Int(model.faces[index].surface)]
    let near = raster.nearness[corner] + raster.nearness[corner + raster.width + 1]
    let distance = 2 / near
    let middle = eye.position + eye.ray(x + 1, y + 1) * distance
    let spot = spot(on: surface, at: middle)
    let light = illumination(at: middle, normal: spot.normal)
    var sum = Colour.zero
    for sample in 0..<4 {
      let dx = sample & 1
      let dy = sample >> 1
      let depth = 1 / raster.nearness[corner + dy * raster.width + dx]
      let point = eye.position + eye.ray(x + Float(dx) + 0.5, y + Float(dy) + 0.5) * depth
      let spot = self.spot(on: surface, at: point)
      sum += reflect(surface, spot, light: light, distance: depth)
    }
    return hazed(sum * 0.25, distance: distance)
  }

  private func surface(_ index: Int, ray: Vector, distance: Float) -> Colour {
    let surface = model.surfaces[Int(model.faces[index].surface)]
    let point = eye.position + ray * distance
    let spot = spot(on: surface, at: point)
    let light = illumination(at: point, normal: spot.normal)
    return hazed(reflect(surface, spot, light: light, distance: distance), distance: distance)
  }

  /// Texture coordinates and normal at a point of a surface.
  private struct Spot {
    var u: Float
    var v: Float
    var normal: Vector
  }

  @inline(__always)
  private func spot(on surface: Surface, at point: Vector) -> Spot {
    let offset = point - surface.origin
    guard surface.shape == .round else {
      return Spot(
        u: dot(offset, surface.across), v: dot(offset, surface.along), normal: surface.normal)
    }
    let range = max((offset.x * offset.x + offset.y * offset.y).squareRoot(), 1e-4)
    let share = min(max(offset.z / surface.across.y, 0), 1)
    let outward = mix(surface.along.x, surface.normal.x, share) / range
    let upward = mix(surface.along.y, surface.normal.y, share)
    return Spot(
      u: bearing(offset.x, offset.y) * surface.across.x, v: offset.z + surface.along.z,
      normal: normalised(Vector(offset.x * outward, offset.y * outward, upward)))
  }

  /// Returns the angle of a direction in radians, within 0.005, from -pi to pi.
  @inline(__always)
  private func bearing(_ x: Float, _ y: Float) -> Float {
    let (a, b) = (abs(x), abs(y))
    let ratio = min(a, b) / max(a, b, 1e-9)
    let square = ratio * ratio
    var angle = ((-0.0464965 * square + 0.15931422) * square - 0.32762277) * square * ratio + ratio
    if b > a { angle = .pi / 2 - angle }
    if x < 0 { angle = .pi - angle }
    return y < 0 ? -angle : angle
  }

  /// Returns the light that falls on a point.
  @inline(__always)
  private func illumination(at point: Vector, normal: Vector) -> Colour {
    let facing = dot(normal, daylight.sun)
    let ambient = mix(daylight.groundLight, daylight.skyLight, 0.5 + 0.5 * normal.z)
    let open = 0.72 + 0.28 * min(max(point.z * 0.35, 0), 1)
    guard facing > 0 else { return ambient * open }
    return daylight.sunColour * (facing * shadows.light(at: point, normal: normal)) + ambient * open
  }

  @inline(__always)
  private func reflect(_ surface: Surface, _ spot: Spot, light: Colour, distance: Float) -> Colour {
    let footprint = distance * sampleAngle
    if surface.opening >= 0 && spot.v > surface.rows.x && spot.v < surface.rows.y {
      let opening = openings[Int(surface.opening)]
      switch opening.part(spot.u, spot.v - surface.rows.x, bay: surface.bay) {
      case .wall: break
      case .frame: return opening.frameColour * light
      case .glass(let shade, let draw):
        if draw < opening.lit * daylight.darkness { return Colour(1.5, 1.0, 0.42) * 0.6 * shade }
        return opening.glassColour * (shade * (light * 0.7 + daylight.skyLight * 0.3))
      }
    }
    return materials[Int(surface.material)].paint(spot.u, spot.v, footprint: footprint) * light
  }

  @inline(__always)
  private func hazed(_ light: Colour, distance: Float) -> Colour {
    let depth = distance * daylight.hazeDensity
    return mix(daylight.haze, light, 1 / (1 + depth + 0.5 * depth * depth))
  }

  /// Returns the light of ground, hills and sky along a direction.
  private func background(_ ray: Vector) -> Colour {
    guard ray.z < -1e-4 else { return backdrop.sky(ray, daylight: daylight) }
    let distance = -eye.position.z / ray.z
    guard distance < 4000 else { return daylight.haze }
    let point = eye.position + ray * distance
    let footprint = distance * sampleAngle * min(distance / max(eye.position.z, 1), 12)
    let colour = backdrop.ground(point, footprint: footprint)
    let up = Vector(0, 0, 1)
    let light =
      daylight.sunColour * (daylight.sun.z * shadows.light(at: point, normal: up))
      + daylight.skyLight
    return hazed(colour * light, distance: distance)
  }
}
