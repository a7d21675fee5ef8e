import Glibc
import Masonry
import Rendering
import Tensors

extension Architect {
  /// Adds water under a bridge between banks.
  mutating func addPool(halfWidth: Float, reach: Float) {
    let shift = draw(-0.1, 0.1) * halfWidth
    let bend = draw(0.6, 1)
    func ring(_ growth: Float, _ z: Float) -> [Vector] {
      (0..<18).map { corner in
        let angle = (Float(corner) + 0.5) * .pi / 9
        let (x, y) = (cos(angle), sin(angle))
        let square = pow(abs(x), bend) * (x < 0 ? -1 : 1)
        return Vector(shift + (halfWidth + growth) * square, (reach + growth) * y, z)
      }
    }
    let bank = generator.pick([style.secondWall, style.trim, style.wall])
    let rim = draw(0.5, 1)
    mason.loft(ring(rim * 1.5, 0), ring(rim, 0.4), sides: Cladding(material: bank))
    mason.loft(ring(rim, 0.4), ring(0, 0.4), sides: Cladding(material: bank))
    mason.loft(ring(0, 0.4), ring(0, 0.12), sides: Cladding(material: bank))
    mason.face(ring(0, 0.12), Cladding(material: water()))
    addWaterside(halfWidth: halfWidth, reach: reach)
  }

  /// Adds a boat, a hut with a jetty, or both before a bridge.
  private mutating func addWaterside(halfWidth: Float, reach: Float) {
    let kind = generator.integer(below: 3)
    if kind != 1 {
      addBoat(at: SIMD2(draw(-0.45, 0.45) * halfWidth, draw(0.9, 1.4) - reach))
    }
    guard kind > 0 else { return }
    let side: Float = generator.chance(0.5) ? 1 : -1
    let half = SIMD2(draw(1, 1.6), draw(0.9, 1.3))
    let place = SIMD2(side * halfWidth * draw(0.6, 0.85), -reach - draw(0.2, 0.8))
    let top = draw(2.3, 3)
    let wood = boards(
      tone(of: [0x8c3a2c, 0x4c6c64, 0xd8d2c4, 0x6a5844, 0x40586c]), areUpright: true)
    mason.block(place, half: half, 0...top, sides: Cladding(material: wood))
    mason.gableRoof(
      place, half: half, z: top, rise: half.x * draw(0.6, 1.1),
      alongFront: generator.chance(0.4), roof: style.roof, gable: Cladding(material: wood),
      overhang: 0.25)
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: 0.45, height: 1.9, rise: 0,
      leaf: style.door, surround: style.trim)
    let jetty = SIMD2(place.x - side * (half.x + 0.6), 1.5 - reach)
    mason.block(
      jetty, half: SIMD2(0.6, 1.6), 0.4...0.6, sides: Cladding(material: wood), top: wood)
  }

  /// Adds a boat with a cabin or a sail.
  private mutating func addBoat(at place: SIMD2<Float>) {
    let length = draw(1.5, 2.4)
    func ring(_ growth: Float, _ z: Float) -> [Vector] {
      let plan: [SIMD2<Float>] = [
        SIMD2(-0.9, -0.28), SIMD2(0.45, -0.32), SIMD2(1, 0), SIMD2(0.45, 0.32),
        SIMD2(-0.9, 0.28),
      ]
      return plan.map {
        Vector(place.x + $0.x * length * growth, place.y + $0.y * length * growth, z)
      }
    }
    let hull = coat(tone(of: [0xb03428, 0x2c4c7c, 0xe8e4da, 0x3c6450, 0x6a4c34]))
    mason.loft(ring(0.84, 0.12), ring(1, 0.75), sides: Cladding(material: hull), top: style.trim)
    let middle = Vector(place.x, place.y, 0.75)
    guard generator.chance(0.6) else {
      mason.block(
        SIMD2(place.x - length * 0.25, place.y), half: SIMD2(length * 0.36, length * 0.2),
        0.75...1.6, sides: trim, top: hull)
      return
    }
    let mast = middle + Vector(0, 0, draw(2.6, 3.8))
    mason.beam(from: middle, to: mast, width: 0.16, hull)
    let canvas = coat(tone(of: [0xf0ece0, 0xa84c34, 0xd0a040, 0xe0d4b8]))
    mason.sheet(
      [
        middle + Vector(-length * 0.85, 0.1, 0.5), middle + Vector(0, 0, 0.5),
        mast - Vector(0, 0, 0.1),
      ], canvas)
  }
}
