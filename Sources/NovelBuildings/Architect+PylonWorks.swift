import Masonry
import Rendering
import Tensors

/// The two types of pylon that belong to works.
extension Architect {
  /// Builds a frame with wheels over a shaft, its raking legs, and the hall of the winding engine.
  mutating func buildHeadframe() {
    let half = draw(2.2, 3.2)
    let height = draw(13, 19)
    let side: Float = generator.chance(0.5) ? 1 : -1
    let storeys = count(3, 4)
    let profile = (0...storeys).map { storey -> SIMD2<Float> in
      let share = Float(storey) / Float(storeys)
      return SIMD2(half * (1 - 0.25 * share), height * share)
    }
    mason.lattice(.zero, profile, girth: draw(0.075, 0.1), materials: [fabric.iron])
    let top = half * 0.75
    let reach = height * draw(0.5, 0.8)
    for y in [-top, top] {
      mason.bar(
        from: Vector(side * (top + reach), y * 1.25, 0), to: Vector(side * top * 0.6, y, height),
        thickness: half * 0.26, material: fabric.iron)
    }
    for rung in 1...4 {
      let share = Float(rung) / 5
      let x = side * mix(top + reach, top * 0.6, share)
      mason.bar(
        from: Vector(x, -top * 1.2, height * share), to: Vector(x, top * 1.2, height * share),
        thickness: half * 0.16, material: fabric.iron)
    }
    mason.block(
      .zero, half: SIMD2(top, top) * 1.3, height...(height + 0.6),
      sides: Cladding(material: fabric.iron), top: fabric.boards)
    mason.underside(
      Ring.rectangle(.zero, half: SIMD2(top, top) * 1.3, z: height), material: fabric.iron)
    addSheaves(top: top, z: height + 0.6, side: side)
    addShaftHall(half: half, height: height)
    addWindingHall(at: side * (top + reach + 1), side: side, height: height)
  }

  /// Adds the wheels over which the ropes run, and sometimes a roof over them.
  private mutating func addSheaves(top: Float, z: Float, side: Float) {
    let radius = draw(1.8, 2.9)
    let spokes = count(5, 9)
    let rows = count(1, 2)
    for row in 0..<rows {
      let y = rows == 1 ? -top * 0.5 : top * (Float(row) * 1.3 - 0.75)
      let hub = Vector(side * top * 0.2, y, z + radius * 1.1)
      mason.wheel(
        at: hub, facing: 0, radius: radius, thickness: 0.38, spokes: spokes,
        material: fabric.accent)
      for x in [-radius * 0.7, radius * 0.7] {
        mason.bar(
          from: Vector(hub.x + x, y, z), to: hub, thickness: 0.3, material: fabric.iron)
      }
    }
    guard generator.chance(0.45) else { return }
    let roof = z + radius * 2.35
    for x in [-top, top] {
      for y in [-top, top] {
        mason.bar(
          from: Vector(x, y, z), to: Vector(x, y, roof), thickness: 0.28, material: fabric.iron)
      }
    }
    mason.gableRoof(
      .zero, half: SIMD2(top, top) * 1.25, z: roof, rise: top * 0.6,
      alongFront: generator.chance(0.5), roof: style.metalWall,
      gable: Cladding(material: fabric.boards))
  }

  private mutating func addShaftHall(half: Float, height: Float) {
    let plan = SIMD2(half * draw(1.3, 2), half * draw(1.1, 1.5))
    let hall = height * draw(0.24, 0.42)
    let wall = generator.chance(0.6) ? fabric.brick : fabric.boards
    mason.block(
      .zero, half: plan, 0...hall,
      sides: windowed(wall, pitch: SIMD2(draw(1.8, 2.8), hall), foot: 0.5), top: style.roof)
    mason.cornice(.zero, half: plan, z: hall, height: 0.4, depth: 0.25, material: style.trim)
    mason.portal(
      at: Vector(0, -plan.y, 0), facing: 0, halfWidth: draw(1, 1.6), height: hall * 0.7,
      rise: generator.chance(0.5) ? 1 : 0, leaf: style.hollow, surround: style.trim)
  }

  private mutating func addWindingHall(at x: Float, side: Float, height: Float) {
    let half = SIMD2(draw(2.8, 4.4), draw(3, 4.2))
    let place = SIMD2(x + side * half.x, 0)
    let eaves = height * draw(0.32, 0.5)
    let isAlong = generator.chance(0.4)
    mason.block(
      place, half: half, 0...eaves,
      sides: windowed(
        generator.chance(0.5) ? fabric.brick : style.wall, pitch: SIMD2(draw(1.8, 2.6), eaves),
        foot: 0.6))
    mason.gableRoof(
      place, half: half, z: eaves, rise: half.min() * draw(0.5, 0.9), alongFront: isAlong,
      roof: style.roof, gable: plain)
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: 0.9, height: 2.6, rise: 1,
      leaf: style.door, surround: style.trim)
    guard generator.chance(0.5) else { return }
    let stack = SIMD2(place.x + side * half.x * 0.6, half.y + 1)
    mason.revolve(
      stack, [SIMD2(0.9, 0), SIMD2(0.6, height * 0.9), SIMD2(0.75, height * 0.92)], segments: 10,
      Cladding(material: fabric.brick))
  }

  /// Builds a mast with arms and insulators, and the gantries and hut of its yard.
  mutating func buildPowerMast() {
    let foot = draw(2.8, 3.8)
    let head = foot * draw(0.28, 0.4)
    let height = foot * draw(5.2, 6.8)
    let waist = height * draw(0.5, 0.62)
    let girth = draw(0.075, 0.1)
    let arms = count(2, 3)
    let top = waist + (height - waist) * 0.9
    var profile = [
      SIMD2(foot, 0), SIMD2(mix(foot, head, 0.4), waist * 0.4),
      SIMD2(mix(foot, head, 0.72), waist * 0.74),
      SIMD2(head, waist),
    ]
    for arm in 1...arms {
      profile.append(SIMD2(head * 0.9, mix(waist, top, Float(arm) / Float(arms))))
    }
    mason.lattice(.zero, profile, girth: girth, materials: [fabric.iron])
    mason.prism(
      .zero, radius: head * 1.3, top...height, count: 4, sides: Cladding(material: fabric.iron),
      taper: 0.05)
    let shapes: [[Float]] = [[1, 0.78, 0.6], [0.72, 1, 0.7], [0.6, 0.8, 1], [1, 1, 1]]
    let shape = shapes[generator.integer(below: 4)]
    let reach = foot * draw(1.5, 2.2)
    for arm in 0..<arms {
      let z = mix(waist, top, Float(arm) / Float(max(arms - 1, 1)) * 0.86 + 0.04)
      addArm(
        reach: reach * shape[arm], head: head, z: z,
        hung: min(z + reach * shape[arm] * 0.26, height - 0.2))
    }
    addYard(foot: foot, height: height)
  }

  /// Adds an arm to both sides, hung from a point above it, with its insulators.
  private mutating func addArm(reach: Float, head: Float, z: Float, hung top: Float) {
    for side in [Float(-1), 1] {
      let tip = Vector(side * reach, 0, z)
      for y in [-head, head] {
        mason.bar(
          from: Vector(side * head * 0.8, y, z), to: tip, thickness: 0.36, material: fabric.iron)
      }
      mason.bar(from: Vector(0, 0, top), to: tip, thickness: 0.36, material: fabric.iron)
      let half = Vector(side * mix(head, reach, 0.5), 0, z)
      let above = Vector(half.x, 0, mix(top, z, abs(half.x) / reach))
      mason.bar(from: half, to: above, thickness: 0.3, material: fabric.iron)
      for hanger in [tip, half] {
        mason.revolve(
          SIMD2(hanger.x, hanger.y),
          [SIMD2(0.34, z - 1.7), SIMD2(0.16, z - 1.2), SIMD2(0.34, z - 0.8), SIMD2(0.12, z)],
          segments: 6, Cladding(material: fabric.accent))
      }
    }
  }

  /// Adds gantries to both sides and a hut in front.
  private mutating func addYard(foot: Float, height: Float) {
    let tall = height * draw(0.26, 0.38)
    let out = foot * draw(0.9, 1.4)
    let posts = count(1, 2)
    for side in [Float(-1), 1] where generator.chance(0.8) {
      for post in 0...posts {
        let x = side * (foot + 0.8 + out * Float(post) / Float(posts))
        for y in [Float(-0.7), 0.7] {
          mason.bar(
            from: Vector(x, y, 0), to: Vector(x, y * 0.2, tall), thickness: 0.34,
            material: fabric.iron)
        }
        mason.revolve(
          SIMD2(x, 0), [SIMD2(0.4, tall - 1.6), SIMD2(0.4, tall - 0.4)], segments: 6,
          Cladding(material: fabric.accent))
      }
      for z in [tall, tall * 0.86] {
        mason.bar(
          from: Vector(side * (foot + 0.4), 0, z), to: Vector(side * (foot + 1.2 + out), 0, z),
          thickness: 0.4, material: fabric.accent)
      }
    }
    addSwitchHut(foot: foot)
  }

  private mutating func addSwitchHut(foot: Float) {
    let half = SIMD2(foot * draw(0.8, 1.3), draw(1.6, 2.4))
    let place = SIMD2(foot * draw(-0.9, 0.9), -foot - half.y * draw(0.4, 1))
    let hut = draw(2.8, 4.2)
    mason.block(
      place, half: half, 0...hut,
      sides: windowed(
        generator.chance(0.6) ? fabric.brick : fabric.concrete, small: true,
        pitch: SIMD2(2, hut), foot: 0.6))
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: 0.8, height: 2.2, rise: 0,
      leaf: style.door, surround: style.trim)
    if generator.chance(0.5) {
      mason.cornice(place, half: half, z: hut, height: 0.4, depth: 0.25, material: style.trim)
    } else {
      mason.hippedRoof(
        place, half: half, z: hut, rise: half.y * 0.8, top: SIMD2(half.x * 0.4, 0.05),
        roof: style.roof)
    }
  }
}
