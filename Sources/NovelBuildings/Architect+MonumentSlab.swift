import Masonry
import Rendering
import Tensors

/// The type of monument that is a slab.
extension Architect {
  /// Builds a broad slab on steps, with low walls beside it.
  mutating func buildCenotaph(_ stone: Int32) {
    let half = SIMD2(draw(2.2, 3.6), draw(1.2, 1.9))
    let wing = draw(1.6, 4.2)
    let foot = addMonumentSteps(SIMD2(half.x + wing, half.y + 0.4), material: stone)
    addCenotaphWings(half, wing: wing, foot: foot, stone)
    let tiers = count(1, 3)
    let storey = draw(6.5, 11) / Float(tiers)
    var z = foot
    var reach = half
    for tier in 0..<tiers {
      mason.block(
        .zero, half: reach, z...(z + storey), sides: Cladding(material: stone), top: style.trim,
        taper: SIMD2(0.95, 1))
      if tier == min(1, tiers - 1) {
        mason.roundel(
          at: Vector(0, -reach.y, z + storey * draw(0.5, 0.64)), facing: 0,
          radius: min(reach.x * draw(0.34, 0.5), storey * 0.32), material: style.rose)
      }
      z += storey
      reach *= draw(0.78, 0.92)
    }
    mason.cornice(.zero, half: reach, z: z, height: 0.5, depth: 0.3, material: style.trim)
    addCenotaphCrown(reach, z: z + 0.5)
    addCenotaphPictures(half, foot: foot, storey: storey)
  }

  /// Adds an inscription or a cross to the front, and reliefs to the flanks.
  private mutating func addCenotaphPictures(_ half: SIMD2<Float>, foot: Float, storey: Float) {
    let front = -half.y
    if generator.chance(0.4) {
      let width = half.x * draw(0.12, 0.18)
      let height = min(storey * 0.9, half.x * 1.8)
      let place = SIMD2(0, front - 0.1)
      mason.block(
        place, half: SIMD2(width, 0.2), foot...(foot + height),
        sides: Cladding(material: fabric.bronze), top: fabric.bronze)
      let arm = foot + height * draw(0.6, 0.74)
      mason.block(
        place, half: SIMD2(height * 0.3, 0.2), (arm - width)...(arm + width),
        sides: Cladding(material: fabric.bronze), top: fabric.bronze)
    } else {
      mason.panel(
        at: Vector(0, front, foot + 0.4), facing: 0, halfWidth: half.x * draw(0.5, 0.8),
        height: min(storey * 0.36, draw(0.8, 1.6)), material: style.metal)
    }
    for facing in [Float(90), 270] {
      mason.panel(
        at: Vector(facing == 90 ? half.x : -half.x, 0, foot + 0.5), facing: facing,
        halfWidth: half.y * 0.55, height: storey * 0.6, material: style.relief)
    }
  }

  private mutating func addCenotaphWings(
    _ half: SIMD2<Float>, wing: Float, foot: Float, _ stone: Int32
  ) {
    let low = foot + draw(1.2, 3)
    let hasBowls = generator.chance(0.6)
    let hasFlags = generator.chance(0.35)
    for side in [Float(-1), 1] {
      let place = SIMD2(side * (half.x + wing / 2), 0.2)
      mason.block(
        place, half: SIMD2(wing / 2, half.y * 0.5), foot...low, sides: Cladding(material: stone),
        top: style.trim)
      mason.panel(
        at: Vector(place.x, place.y - half.y * 0.5, foot + 0.3), facing: 0,
        halfWidth: wing * 0.38, height: (low - foot) * 0.65, material: style.relief)
      let post = SIMD2(side * (half.x + wing), 0.2)
      mason.block(
        post, half: SIMD2(0.6, half.y * 0.7), foot...(low + 0.4), sides: trim, top: style.trim)
      if hasBowls {
        mason.revolve(
          post,
          [SIMD2(0.2, low + 0.4), SIMD2(0.25, low + 0.8), SIMD2(0.8, low + 1.3)], segments: 10,
          Cladding(material: fabric.bronze))
        mason.face(
          Ring.regular(post, radius: 0.8, count: 10, z: low + 1.3), Cladding(material: style.hollow)
        )
      } else if hasFlags {
        mason.flag(
          at: Vector(post.x, post.y, low + 0.4), height: 5.5, size: SIMD2(2, 1.3),
          pole: style.metal, cloth: side < 0 ? fabric.accent : style.lanternRoof)
      }
    }
  }

  private mutating func addCenotaphCrown(_ half: SIMD2<Float>, z: Float) {
    switch generator.integer(below: 4) {
    case 0:
      mason.block(
        .zero, half: half * 0.75, z...(z + 1.1), sides: trim, top: style.trim,
        taper: SIMD2(1.1, 1.1))
      mason.gableRoof(
        .zero, half: half * 0.8, z: z + 1.1, rise: 0.6, alongFront: true, roof: style.trim,
        gable: trim, overhang: 0.1)
    case 1:
      mason.revolve(
        .zero,
        [
          SIMD2(0.5, z), SIMD2(0.35, z + 0.5), SIMD2(1.1, z + 1.4), SIMD2(0.6, z + 1.9),
          SIMD2(0.02, z + 2.7),
        ], segments: 10, Cladding(material: fabric.bronze))
    case 2:
      mason.figure(at: Vector(0, 0, z), height: draw(2.4, 3.4), pose: pose(), fabric.bronze)
    default:
      mason.block(
        .zero, half: SIMD2(half.x * 0.14, half.x * 0.14), z...(z + half.x * 1.7), sides: trim,
        top: style.trim)
      mason.block(
        .zero, half: SIMD2(half.x * 0.55, half.x * 0.13), (z + half.x * 0.95)...(z + half.x * 1.25),
        sides: trim, top: style.trim)
    }
  }
}
