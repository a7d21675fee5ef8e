import Glibc
package import Rendering

/// How a statue of someone stands.
package struct Pose {
  /// Height of the raised hand above the shoulder, in heights of the figure; below 0 it hangs down.
  var reach: Float

  /// Whether the figure holds a spear or staff.
  var hasStaff: Bool

  /// Whether the figure has wings.
  var hasWings: Bool

  /// Creates a pose.
  package init(reach: Float, hasStaff: Bool, hasWings: Bool) {
    (self.reach, self.hasStaff, self.hasWings) = (reach, hasStaff, hasWings)
  }
}

/// How a statue of a horse with its rider stands.
package struct Gait {
  /// Degrees by which the horse rears; from 8 on both fore hooves are off the ground.
  var rearing: Float

  /// Whether the rider holds something up.
  var raisesArm: Bool

  /// Whether the rider wears a hat.
  var hasHat: Bool

  /// Creates a stand.
  package init(rearing: Float, raisesArm: Bool, hasHat: Bool) {
    (self.rearing, self.raisesArm, self.hasHat) = (rearing, raisesArm, hasHat)
  }
}

extension Mason {
  /// Adds a robed figure that looks to the front.
  package mutating func figure(at foot: Vector, height: Float, pose: Pose, _ material: Int32) {
    let place = SIMD2(foot.x, foot.y)
    func point(_ x: Float, _ y: Float, _ z: Float) -> Vector { foot + Vector(x, y, z) * height }
    let robe: [SIMD2<Float>] = [
      SIMD2(0.2, 0), SIMD2(0.16, 0.3), SIMD2(0.12, 0.54), SIMD2(0.17, 0.72), SIMD2(0.14, 0.8),
      SIMD2(0.05, 0.85),
    ]
    revolve(
      place, robe.map { SIMD2($0.x * height, foot.z + $0.y * height) }, segments: 8,
      Cladding(material: material))
    ball(
      place, z: foot.z + 0.92 * height, radius: 0.075 * height, height: 0.085 * height, material,
      rings: 4)
    limb(
      [
        point(0.15, 0, 0.77), point(0.25, -0.04, 0.77 + pose.reach * 0.4),
        point(0.3, -0.1, 0.77 + pose.reach),
      ], radii: [0.055 * height, 0.045 * height, 0.03 * height], sides: 5, material)
    limb(
      [point(-0.15, 0, 0.77), point(-0.24, -0.05, 0.6), point(-0.19, -0.15, 0.5)],
      radii: [0.055 * height, 0.045 * height, 0.035 * height], sides: 5, material)
    if pose.hasStaff {
      bar(
        from: point(-0.2, -0.16, 0), to: point(-0.2, -0.16, 1.12), thickness: 0.035 * height,
        material: material)
    }
    guard pose.hasWings else { return }
    for side in [Float(-1), 1] {
      limb(
        [
          point(side * 0.05, 0.12, 0.72), point(side * 0.3, 0.2, 0.95),
          point(side * 0.34, 0.2, 0.4),
        ],
        radii: [0.05 * height, 0.1 * height, 0.02 * height], sides: 4, material)
    }
  }

  /// Adds a horse with its rider.
  ///
  /// - Parameters:
  ///   - foot: the middle between its hooves.
  ///   - heading: degrees of the compass that it faces.
  ///   - size: metres from hoof to withers.
  ///   - gait: how it stands.
  ///   - material: its material.
  package mutating func rider(
    at foot: Vector, heading: Float, size: Float, gait: Gait, _ material: Int32
  ) {
    var statue = Mason()
    let (sine, cosine) = (sin(gait.rearing * .pi / 180), cos(gait.rearing * .pi / 180))
    /// Returns a point of the raised part, from metres ahead of, beside and above the middle.
    func raised(_ x: Float, _ y: Float, _ z: Float) -> Vector {
      let (dx, dz) = (x + 0.5, z - 0.5)
      return Vector(dx * cosine - dz * sine - 0.5, y, dx * sine + dz * cosine + 0.5) * size
    }
    func add(_ points: [Vector], _ radii: [Float]) {
      statue.limb(points, radii: radii.map { $0 * size }, sides: 6, material)
    }
    add(
      [
        raised(-0.66, 0, 0.8), raised(-0.48, 0, 0.86), raised(0, 0, 0.82), raised(0.4, 0, 0.88),
        raised(0.58, 0, 0.94),
      ], [0.1, 0.27, 0.25, 0.27, 0.13])
    add([raised(0.42, 0, 0.94), raised(0.64, 0, 1.24), raised(0.74, 0, 1.46)], [0.22, 0.16, 0.11])
    add([raised(0.66, 0, 1.48), raised(0.84, 0, 1.36), raised(1, 0, 1.18)], [0.1, 0.12, 0.07])
    add([raised(-0.62, 0, 0.9), raised(-0.84, 0, 0.7), raised(-0.86, 0, 0.3)], [0.07, 0.1, 0.04])
    for side in [Float(-0.15), 0.15] {
      let hoof = Vector(-0.5, side, 0) * size
      add(
        [raised(-0.46, side, 0.78), (raised(-0.56, side, 0.4) + hoof) / 2, hoof],
        [0.17, 0.1, 0.08])
      let isLifted = side > 0 || gait.rearing > 8
      add(
        isLifted
          ? [raised(0.42, side, 0.8), raised(0.72, side, 0.66), raised(0.68, side, 0.36)]
          : [raised(0.42, side, 0.8), raised(0.43, side, 0.4), Vector(0.45, side, 0) * size],
        [0.14, 0.09, 0.07])
    }
    addRider(to: &statue, size: size, gait: gait, material, raised)
    self.add(statue.model, turned: heading - 90, at: foot)
  }

  private func addRider(
    to statue: inout Mason, size: Float, gait: Gait, _ material: Int32,
    _ seat: (Float, Float, Float) -> Vector
  ) {
    let upright = seat(0, 0, 0.95)
    func point(_ x: Float, _ y: Float, _ z: Float) -> Vector { upright + Vector(x, y, z) * size }
    func add(_ points: [Vector], _ radii: [Float]) {
      statue.limb(points, radii: radii.map { $0 * size }, sides: 6, material)
    }
    add(
      [point(0, 0, 0), point(-0.02, 0, 0.3), point(0, 0, 0.54), point(0, 0, 0.66)],
      [0.2, 0.18, 0.22, 0.08])
    let head = point(0, 0, 0.8)
    statue.ball(
      SIMD2(head.x, head.y), z: head.z, radius: 0.12 * size, height: 0.14 * size, material, rings: 4
    )
    if gait.hasHat {
      add(
        [head + Vector(-0.2, 0, 0.08) * size, head + Vector(0.22, 0, 0.08) * size], [0.09, 0.09])
    }
    for side in [Float(-1), 1] {
      add(
        [
          point(0.04, side * 0.2, 0.05), point(0.14, side * 0.34, -0.2),
          point(0.04, side * 0.34, -0.5),
        ],
        [0.13, 0.1, 0.07])
    }
    let hand = gait.raisesArm ? point(0.42, -0.34, 0.86) : point(0.38, -0.24, 0.24)
    add([point(0, -0.2, 0.52), (point(0.24, -0.32, 0.5) + hand) / 2, hand], [0.08, 0.07, 0.05])
    if gait.raisesArm {
      statue.bar(
        from: hand - Vector(0.12, 0, 0.05) * size, to: hand + Vector(0.5, 0, 0.32) * size,
        thickness: 0.05 * size, material: material)
    }
    add([point(0, 0.2, 0.52), point(0.2, 0.28, 0.3), point(0.4, 0.12, 0.22)], [0.08, 0.07, 0.05])
  }
}
