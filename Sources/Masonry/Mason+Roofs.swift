import Glibc
import Rendering

extension Mason {
  /// Adds a roof with two slopes.
  ///
  /// - Parameters:
  ///   - centre: middle of the building below.
  ///   - half: half its width and depth.
  ///   - z: height of the eaves.
  ///   - rise: height of the ridge above the eaves.
  ///   - alongFront: whether the ridge runs from left to right; otherwise a gable faces the front.
  ///   - roof: material of the slopes.
  ///   - gable: covering of the walls under the ridge's ends.
  ///   - overhang: metres by which the roof stands out.
  package mutating func gableRoof(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, rise: Float, alongFront: Bool,
    roof: Int32, gable: Cladding, overhang: Float = 0.4
  ) {
    let part = Self.gablePart(
      half: alongFront ? SIMD2(half.y, half.x) : half, rise: rise, roof: roof, gable: gable,
      overhang: overhang)
    add(part, turned: alongFront ? 90 : 0, at: Vector(centre.x, centre.y, z))
  }

  private static func gablePart(
    half: SIMD2<Float>, rise: Float, roof: Int32, gable: Cladding, overhang: Float
  ) -> Model {
    var mason = Mason()
    let drop = rise * overhang / half.x
    let x = half.x + overhang
    let y = half.y + overhang
    let lift: Float = 0.12
    let ridgeFront = Vector(0, -y, rise + lift)
    let ridgeBack = Vector(0, y, rise + lift)
    let low = lift - drop
    let tiles = Cladding(material: roof)
    mason.face([Vector(x, -y, low), Vector(x, y, low), ridgeBack, ridgeFront], tiles)
    mason.face([Vector(-x, y, low), Vector(-x, -y, low), ridgeFront, ridgeBack], tiles)
    mason.face(
      [Vector(-half.x, -half.y, 0), Vector(half.x, -half.y, 0), Vector(0, -half.y, rise)], gable)
    mason.face(
      [Vector(half.x, half.y, 0), Vector(-half.x, half.y, 0), Vector(0, half.y, rise)], gable)
    let under = Vector(0, 0, -0.2)
    let (front, back) = (ridgeFront + under, ridgeBack + under)
    mason.face(
      [Vector(x, y, low) + under, Vector(x, -y, low) + under, front, back], gable.blank)
    mason.face(
      [Vector(-x, -y, low) + under, Vector(-x, y, low) + under, back, front], gable.blank)
    for side in [Float(-1), 1] {
      let front = [
        Vector(-x * side, -y * side, low - 0.25), Vector(0, -y * side, rise + lift - 0.25),
        Vector(0, -y * side, rise + lift), Vector(-x * side, -y * side, low),
      ]
      let other = [
        Vector(0, -y * side, rise + lift - 0.25), Vector(x * side, -y * side, low - 0.25),
        Vector(x * side, -y * side, low), Vector(0, -y * side, rise + lift),
      ]
      mason.face(front, gable.blank)
      mason.face(other, gable.blank)
    }
    return mason.model
  }

  /// Adds a roof that slopes on all four sides to a ridge, a point, or a flat top.
  ///
  /// - Parameters:
  ///   - centre: middle of the building below.
  ///   - half: half its width and depth.
  ///   - z: height of the eaves.
  ///   - rise: height of the top above the eaves.
  ///   - top: what remains of the half sizes at the head, in metres.
  ///   - roof: material of the slopes.
  ///   - overhang: metres by which the roof stands out.
  ///   - cap: material of the flat top and the eaves, when it is another.
  package mutating func hippedRoof(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, rise: Float, top: SIMD2<Float>,
    roof: Int32, overhang: Float = 0.4, cap: Int32? = nil
  ) {
    let eaves = half + overhang
    let lower = Ring.rectangle(centre, half: eaves, z: z)
    let raised = Ring.rectangle(centre, half: eaves, z: z + 0.25)
    loft(lower, raised, sides: Cladding(material: cap ?? roof))
    underside(lower, material: cap ?? roof)
    let upper = Ring.rectangle(centre, half: top, z: z + 0.25 + rise)
    loft(raised, upper, sides: Cladding(material: roof), top: top.min() > 0.05 ? cap ?? roof : nil)
  }

  /// Adds a dome.
  ///
  /// - Parameters:
  ///   - centre: where its axis stands.
  ///   - radius: at its foot.
  ///   - z: height of its foot.
  ///   - height: from foot to crown.
  ///   - bulge: 0 for a plain dome, up to 0.35 for an onion.
  ///   - roof: its material.
  ///   - segments: flat sides that stand for the circle, at least 5.
  package mutating func dome(
    _ centre: SIMD2<Float>, radius: Float, z: Float, height: Float, bulge: Float = 0,
    roof: Int32, segments: Int = 18
  ) {
    let profile = (0...8).map { step -> SIMD2<Float> in
      let share = Float(step) / 8
      let round = max(cos(share * .pi / 2), 0)
      let onion = bulge * sin(min(share * 1.6, 1) * .pi)
      let tip = bulge > 0.12 ? mix(round, (1 - share) * (1 - share) * 1.1, share * 0.8) : round
      return SIMD2(
        radius * (tip + onion), z + height * (bulge > 0.12 ? share : sin(share * .pi / 2)))
    }
    revolve(centre, profile, segments: segments, Cladding(material: roof))
  }

  /// Adds a thin point with a ball, as on a dome or spire.
  package mutating func finial(_ centre: SIMD2<Float>, z: Float, height: Float, material: Int32) {
    let ball = height * 0.12
    revolve(
      centre,
      [
        SIMD2(ball * 0.4, z - 0.3), SIMD2(ball, z + height * 0.2),
        SIMD2(ball * 0.5, z + height * 0.3),
        SIMD2(0.01, z + height),
      ], segments: 6, Cladding(material: material))
  }
}
