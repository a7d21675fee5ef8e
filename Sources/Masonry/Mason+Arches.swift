import Glibc
import Rendering

/// An opening that goes through a wall.
package struct Archway {
  /// Metres from the wall's left end to the middle of the opening.
  var centre: Float

  var halfWidth: Float

  /// Height of the crown above the wall's foot.
  var height: Float

  /// Height of the arch as a share of half the width: 0 flat, 1 round, 1.5 pointed.
  var rise: Float

  /// Creates an opening with a round arch, unless said otherwise.
  package init(centre: Float, halfWidth: Float, height: Float, rise: Float = 1) {
    (self.centre, self.halfWidth, self.height, self.rise) = (centre, halfWidth, height, rise)
  }
}

extension Mason {
  /// Adds a straight wall with openings one can see through.
  ///
  /// - Parameters:
  ///   - start: its left end on the outer side, seen from outside.
  ///   - end: its right end.
  ///   - thickness: metres towards the inside.
  ///   - heights: foot and head.
  ///   - archways: from left to right, not touching.
  ///   - sides: covering of both faces.
  ///   - soffit: material inside the openings.
  ///   - top: material of the top.
  package mutating func arcade(
    from start: SIMD2<Float>, to end: SIMD2<Float>, thickness: Float,
    _ heights: ClosedRange<Float>, archways: [Archway], sides: Cladding, soffit: Int32, top: Int32
  ) {
    let direction = end - start
    let length = (direction * direction).sum().squareRoot()
    let along = direction / length
    let inward = SIMD2(-along.y, along.x) * thickness
    func place(_ u: Float, _ z: Float, _ depth: Float) -> Vector {
      let plan = start + along * u + inward * depth
      return Vector(plan.x, plan.y, heights.lowerBound + z)
    }
    let rise = heights.upperBound - heights.lowerBound
    let curves = archways.map { Self.curve(of: $0) }
    for depth in [Float(0), 1] {
      let isBack = depth == 1
      addWallAround(curves, length: length, rise: rise, sides: sides, isBack: isBack) {
        place(isBack ? length - $0 : $0, $1, depth)
      }
    }
    for curve in curves {
      for index in 1..<curve.count {
        let (a, b) = (curve[index - 1], curve[index])
        face(
          [place(b.x, b.y, 0), place(a.x, a.y, 0), place(a.x, a.y, 1), place(b.x, b.y, 1)],
          Cladding(material: soffit))
      }
    }
    face(
      [place(0, rise, 0), place(length, rise, 0), place(length, rise, 1), place(0, rise, 1)],
      Cladding(material: top))
    face([place(0, 0, 1), place(0, 0, 0), place(0, rise, 0), place(0, rise, 1)], sides.blank)
    face(
      [place(length, 0, 0), place(length, 0, 1), place(length, rise, 1), place(length, rise, 0)],
      sides.blank)
  }

  /// Returns the edge of an opening from its left foot over the crown to its right foot.
  private static func curve(of archway: Archway) -> [SIMD2<Float>] {
    let (half, height) = (archway.halfWidth, archway.height)
    let spring = height - half * archway.rise
    var points = [SIMD2(archway.centre - half, 0)]
    for step in 0...10 {
      let angle = .pi * (1 - Float(step) / 10)
      let x = cos(angle)
      let y = archway.rise > 1.2 ? 1 - pow(abs(x), 1.5) : sin(angle)
      points.append(SIMD2(archway.centre + half * x, spring + (height - spring) * y))
    }
    points.append(SIMD2(archway.centre + half, 0))
    return points
  }

  /// Adds one side of a wall: what is left and right of the openings and above them.
  private mutating func addWallAround(
    _ curves: [[SIMD2<Float>]], length: Float, rise: Float, sides: Cladding, isBack: Bool,
    place: (Float, Float) -> Vector
  ) {
    let seen =
      isBack
      ? curves.reversed().map { $0.reversed().map { SIMD2(length - $0.x, $0.y) } } : curves
    face(
      [place(0, rise - 0.01), place(length, rise - 0.01), place(length, rise), place(0, rise)],
      sides)
    var left: Float = 0
    for curve in seen {
      let right = curve[0].x
      addStrip(left, right, 0, 0, rise, place)
      for index in 2..<(curve.count - 1) {
        let (a, b) = (curve[index - 1], curve[index])
        addStrip(a.x, b.x, a.y, b.y, rise, place)
      }
      left = curve[curve.count - 1].x
    }
    addStrip(left, length, 0, 0, rise, place)
  }

  private mutating func addStrip(
    _ left: Float, _ right: Float, _ leftFoot: Float, _ rightFoot: Float, _ rise: Float,
    _ place: (Float, Float) -> Vector
  ) {
    guard right - left > 1e-3 else { return }
    extend([
      place(left, leftFoot), place(right, rightFoot), place(right, rise), place(left, rise),
    ])
  }
}
