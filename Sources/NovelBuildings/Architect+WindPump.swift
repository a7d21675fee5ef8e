import Glibc
import Masonry
import Rendering
import Tensors

extension Architect {
  /// Builds a wheel of many blades on a lattice of steel, with the pump's house and tank.
  mutating func buildWindPump() {
    let height = draw(8, 12)
    let spread = draw(1.9, 2.7)
    let steel = coat(tone(of: [0xb8bcc0, 0x8c9498, 0x9c4a38, 0x4c5c64, 0xd8d4c8]))
    let storeys = count(3, 4)
    func ring(_ level: Int) -> [Vector] {
      let share = Float(level) / Float(storeys)
      return Ring.regular(
        .zero, radius: mix(spread * 1.41, 0.55, share), count: 4, z: height * share)
    }
    for level in 0..<storeys {
      let (lower, upper) = (ring(level), ring(level + 1))
      for leg in 0..<4 {
        let next = (leg + 1) % 4
        mason.beam(from: lower[leg], to: upper[leg], width: 0.34, steel)
        mason.beam(from: upper[leg], to: upper[next], width: 0.22, steel)
        mason.beam(from: lower[leg], to: upper[next], width: 0.18, steel)
        mason.beam(from: lower[next], to: upper[leg], width: 0.18, steel)
      }
    }
    let radius = draw(3.2, 4.4)
    var head = Mason()
    let hub = Vector(0, -1.1, height + 0.5)
    head.beam(from: hub, to: Vector(0, 1, hub.z), width: 0.6, steel)
    addBlades(to: &head, at: hub, radius: radius, steel: steel)
    let vane = coat(tone(of: [0xa03028, 0x2c4a70, 0xe0dcd0, 0xd0a038, 0x3c6450]))
    let tail = Vector(0, draw(3, 4.2), hub.z)
    let (low, high) = (draw(0.5, 0.9), draw(0.7, 1.2))
    head.beam(from: hub, to: tail, width: 0.2, steel)
    head.sheet(
      [
        tail - Vector(0, 0, low), tail + Vector(0, 1.9, -high), tail + Vector(0, 1.9, high),
        tail + Vector(0, 0, low),
      ], vane)
    mason.add(head.model, turned: draw(-24, 24))
    addPumpHouse(spread: spread)
  }

  private mutating func addBlades(
    to head: inout Mason, at hub: Vector, radius: Float, steel: Int32
  ) {
    let number = count(10, 18)
    let inner = draw(0.2, 0.36)
    let paint = coat(tone(of: [0xd8dce0, 0xb0b4b8, 0xe8e0d0, 0xb04838, 0x5c7c94]))
    let second = generator.chance(0.4) ? coat(tone(of: [0xb03428, 0x3c4850, 0xe8e4dc])) : paint
    let chord = .pi * radius / Float(number) * draw(0.62, 0.8)
    for (index, angle) in sailAngles(number, from: 0).enumerated() {
      let out = Vector(cos(angle), 0, sin(angle))
      let across = normalised(Vector(-sin(angle), 0.45, cos(angle)))
      head.sheet(
        [
          hub + out * (radius * inner) - across * (chord * 0.45),
          hub + out * radius - across * chord, hub + out * radius + across * chord,
          hub + out * (radius * inner) + across * (chord * 0.45),
        ], index % 2 == 0 ? paint : second)
    }
    for share in [inner + 0.05, Float(0.86)] {
      let rim = sailAngles(12, from: 0).map { angle in
        hub + Vector(radius * share * cos(angle), 0.25, radius * share * sin(angle))
      }
      head.beams(rim + [rim[0]], width: 0.14, steel)
    }
    for angle in sailAngles(6, from: 0) {
      head.beam(
        from: hub, to: hub + Vector(cos(angle), 0, sin(angle)) * (radius * 0.86), width: 0.12,
        steel)
    }
  }

  private mutating func addPumpHouse(spread: Float) {
    let half = SIMD2(draw(1.8, 3), draw(1.5, 2.2))
    let side: Float = generator.chance(0.5) ? 1 : -1
    let place = SIMD2(side * (spread + half.x * draw(0.8, 1.2)), draw(-0.5, 1.5))
    let eaves = draw(2.4, 3.4)
    let wood = boards(tone(of: [0x8c3a2c, 0xd8d0c0, 0x6a5844, 0x54685c]), areUpright: true)
    mason.block(
      place, half: half, 0...eaves,
      sides: windowed(
        generator.pick([wood, style.wall]), small: true, pitch: SIMD2(1.9, 2.2), foot: 0.3))
    mason.gableRoof(
      place, half: half, z: eaves, rise: half.y * draw(0.6, 1.1),
      alongFront: generator.chance(0.6), roof: style.roof, gable: Cladding(material: wood))
    let radius = draw(1.3, 2.3)
    let tall = draw(1.6, 3.4)
    let tank = SIMD2(-side * (spread + radius * 0.9), draw(-1, 1.5))
    mason.revolve(
      tank, [SIMD2(radius, 0), SIMD2(radius, tall)], segments: 14,
      Cladding(material: generator.pick([style.metalWall, wood, style.wall])))
    mason.face(
      Ring.regular(tank, radius: radius, count: 14, z: tall),
      Cladding(material: water()))
    mason.handrail(
      Ring.regular(tank, radius: radius, count: 14, z: tall - 0.15), height: 0.15, width: 0.2,
      style.trim)
  }
}
