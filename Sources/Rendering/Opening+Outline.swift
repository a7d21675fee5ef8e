extension Opening {
  /// What stands at a position of a wall with windows.
  enum Part {
    case wall, frame
    /// Glass, with its shade and the draw of its window.
    case glass(shade: Float, draw: Float)
  }

  /// Returns what stands at a position of the wall.
  ///
  /// - Parameters:
  ///   - u: metres from the wall's left end.
  ///   - v: metres from the foot of the lowest row of windows.
  ///   - bay: width and height of the wall that one window has to itself.
  /// - Returns: wall, frame or glass.
  @inline(__always)
  func part(_ u: Float, _ v: Float, bay: SIMD2<Float>) -> Part {
    let column = wholePart(u / bay.x)
    let row = wholePart(v / bay.y)
    let x = u - (Float(column) + 0.5) * bay.x
    let y = v - (Float(row) + 0.52) * bay.y
    let reach = abs(x)
    if contains(reach, y, grownBy: 0) {
      let draw = Noise.cell(column &+ 5, row &+ 11)
      let paneX = (x / size.x + 0.5) * panes.x
      let paneY = (y / size.y + 0.5) * panes.y
      let bar = frame * 0.32
      let nearX = min(paneX - Float(wholePart(paneX)), 1) * size.x / panes.x
      let nearY = min(paneY - Float(wholePart(paneY)), 1) * size.y / panes.y
      if nearX < bar || nearY < bar { return .frame }
      let underLintel = y > size.y * 0.5 - 0.28 || x < -size.x * 0.5 + 0.12
      return .glass(shade: underLintel ? 0.35 : 0.75 + 0.55 * draw, draw: draw)
    }
    if contains(reach, y, grownBy: frame) { return .frame }
    let belowGlass = -size.y * 0.5 - y
    if sill > 0 && reach < size.x * 0.5 + frame * 1.8 && belowGlass > 0 && belowGlass < sill + frame
    {
      return .frame
    }
    return .wall
  }

  @inline(__always)
  private func contains(_ reach: Float, _ y: Float, grownBy growth: Float) -> Bool {
    let half = size.x * 0.5 + growth
    let top = size.y * 0.5 + growth
    guard y < top && y > -top else { return false }
    switch shape {
    case .rectangular: return reach < half
    case .oculus: return reach * reach + y * y < half * half
    case .round:
      let above = y - (top - half)
      return reach < half && (above < 0 || reach * reach + above * above < half * half)
    case .pointed:
      let above = y - (top - half * 1.732)
      let across = reach + half
      return reach < half && (above < 0 || across * across + above * above < 4 * half * half)
    }
  }
}
