/// A corner of a polygon on the picture plane, in samples.
package typealias ScreenPoint = SIMD2<Float>

/// The nearest face at each sample of a picture plane.
///
/// Nearness is a linear function of the picture position for every flat face: the reciprocal of
/// the distance in a perspective view, the height towards the sun in a parallel one. Greater is
/// nearer.
struct DepthRaster {
  let width: Int
  let height: Int

  /// Nearness of the nearest face, row by row.
  private(set) var nearness: [Float]

  /// Index of the nearest face, or -1, row by row; empty when only depth is kept.
  private(set) var faces: [Int32]

  private var left: [Float]
  private var right: [Float]

  /// Creates an empty picture plane.
  ///
  /// - Parameters:
  ///   - width: samples in a row.
  ///   - height: rows of samples.
  ///   - farthest: the nearness of nothing.
  ///   - keepsFaces: whether to keep which face is nearest.
  init(width: Int, height: Int, farthest: Float, keepsFaces: Bool) {
    self.width = width
    self.height = height
    nearness = Array(repeating: farthest, count: width * height)
    faces = keepsFaces ? Array(repeating: -1, count: width * height) : []
    left = Array(repeating: 0, count: height)
    right = Array(repeating: 0, count: height)
  }

  /// Draws a convex polygon whose corners run counter-clockwise on the picture.
  ///
  /// Rows and columns whose sample centre lies inside are filled; a shared edge gives each sample
  /// to exactly one of two neighbours, since it is always walked from its upper end.
  ///
  /// - Parameters:
  ///   - corners: the polygon; only the first `count` are used.
  ///   - count: how many corners it has, at least 3.
  ///   - plane: nearness at (x, y) is `plane.x * x + plane.y * y + plane.z`.
  ///   - face: the index to keep.
  mutating func draw(_ corners: [ScreenPoint], count: Int, plane: Vector, face: Int32) {
    var top = Float(height)
    var bottom: Float = 0
    for index in 0..<count {
      top = min(top, corners[index].y)
      bottom = max(bottom, corners[index].y)
    }
    let firstRow = ceilingIndex(top, limit: height)
    let endRow = ceilingIndex(bottom, limit: height)
    guard firstRow < endRow else { return }
    var previous = corners[count - 1]
    for index in 0..<count {
      let corner = corners[index]
      walkEdge(from: previous, to: corner)
      previous = corner
    }
    if faces.isEmpty {
      fillDepth(rows: firstRow..<endRow, plane: plane)
    } else {
      fill(rows: firstRow..<endRow, plane: plane, face: face)
    }
  }

  /// Returns how many samples show a face below an index.
  func coveredCount(below limit: Int) -> Int {
    faces.reduce(into: 0) { $0 += UInt32(bitPattern: $1) < limit ? 1 : 0 }
  }

  /// Returns the first index whose sample centre is at or after a position.
  @inline(__always)
  private func ceilingIndex(_ position: Float, limit: Int) -> Int {
    let clamped = min(max(position - 0.5, 0), Float(limit))
    return 4096 - Int(4096 - clamped)
  }

  /// Notes where an edge crosses the rows: edges that run down bound on the left.
  @inline(__always)
  private mutating func walkEdge(from start: ScreenPoint, to end: ScreenPoint) {
    let runsDown = end.y > start.y
    let upper = runsDown ? start : end
    let lower = runsDown ? end : start
    let first = ceilingIndex(upper.y, limit: height)
    let end = ceilingIndex(lower.y, limit: height)
    guard first < end else { return }
    let slope = (lower.x - upper.x) / (lower.y - upper.y)
    for row in first..<end {
      let x = upper.x + (Float(row) + 0.5 - upper.y) * slope
      if runsDown { left[row] = x } else { right[row] = x }
    }
  }

  private mutating func fill(rows: Range<Int>, plane: Vector, face: Int32) {
    for row in rows {
      let first = ceilingIndex(left[row], limit: width)
      let end = ceilingIndex(right[row], limit: width)
      guard first < end else { continue }
      let start = plane.x * 0.5 + plane.y * (Float(row) + 0.5) + plane.z
      let base = row * width
      unsafe nearness.withUnsafeMutableBufferPointer { nearness in
        unsafe faces.withUnsafeMutableBufferPointer { faces in
          for column in first..<end {
            let value = start + plane.x * Float(Int32(truncatingIfNeeded: column))
            let held = unsafe nearness[base + column]
            let heldFace = unsafe faces[base + column]
            let wins = value > held
            unsafe nearness[base + column] = wins ? value : held
            unsafe faces[base + column] = wins ? face : heldFace
          }
        }
      }
    }
  }

  private mutating func fillDepth(rows: Range<Int>, plane: Vector) {
    for row in rows {
      let first = ceilingIndex(left[row], limit: width)
      let end = ceilingIndex(right[row], limit: width)
      guard first < end else { continue }
      let start = plane.x * 0.5 + plane.y * (Float(row) + 0.5) + plane.z
      let base = row * width
      unsafe nearness.withUnsafeMutableBufferPointer { nearness in
        for column in first..<end {
          let value = start + plane.x * Float(Int32(truncatingIfNeeded: column))
          let held = unsafe nearness[base + column]
          unsafe nearness[base + column] = value > held ? value : held
        }
      }
    }
  }
}
