extension Eye {
  /// Faces closer than this are cut, in metres.
  private static let nearest: Float = 0.2

  /// Draws faces of a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - range: which of its faces.
  ///   - raster: the picture plane, of this camera's size.
  func draw(_ model: borrowing Model, faces range: Range<Int>, into raster: inout DepthRaster) {
    let limit = centre * 2
    var corners = [ScreenPoint](repeating: .zero, count: 32)
    var locals = [Vector](repeating: .zero, count: 32)
    for index in range {
      let face = model.faces[index]
      let start = Int(face.start)
      guard let plane = nearness(normal: face.normal, through: model.points[start]) else {
        continue
      }
      var isCut = false
      for offset in 0..<Int(face.count) {
        locals[offset] = local(model.points[start + offset])
        isCut = isCut || locals[offset].z < Self.nearest
      }
      var count = Int(face.count)
      if isCut { count = cut(&locals, count: count) }
      guard count > 2 else { continue }
      var low = ScreenPoint(repeating: 1e9)
      var high = ScreenPoint(repeating: -1e9)
      for offset in 0..<count {
        let corner = project(locals[offset])
        corners[offset] = corner
        low = pointwiseMin(low, corner)
        high = pointwiseMax(high, corner)
      }
      guard high.x > 0 && high.y > 0 && low.x < limit && low.y < limit else { continue }
      raster.draw(corners, count: count, plane: plane, face: Int32(truncatingIfNeeded: index))
    }
  }

  /// Removes the part of a polygon that is behind or too near, and returns how many corners remain.
  private func cut(_ locals: inout [Vector], count: Int) -> Int {
    var kept: [Vector] = []
    var previous = locals[count - 1]
    for index in 0..<count {
      let corner = locals[index]
      if (corner.z < Self.nearest) != (previous.z < Self.nearest) {
        let share = (Self.nearest - previous.z) / (corner.z - previous.z)
        kept.append(mix(previous, corner, share))
      }
      if corner.z >= Self.nearest { kept.append(corner) }
      previous = corner
    }
    for index in kept.indices { locals[index] = kept[index] }
    return kept.count
  }
}
