/// One-dimensional transforms of Winograd's filtering, for tiles of two or four outputs a side.
///
/// Each takes the first elements of a line and returns those that take their place. Products are added
/// without being rounded before, where the kernel does so.
struct WinogradLines {
  /// The outputs of a tile, a side.
  let tile: Int

  func source(_ d: [Float]) -> [Float] {
    if tile == 2 { return [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]] }
    let (even, odd) = (d[4].addingProduct(-4, d[2]), d[3].addingProduct(-4, d[1]))
    let (outer, inner) = (d[4] - d[2], 2 * (d[3] - d[1]))
    return [
      (-(5 * d[2])).addingProduct(4, d[0]) + d[4], even + odd, even - odd, outer + inner,
      outer - inner, (-(5 * d[3])).addingProduct(4, d[1]) + d[5],
    ]
  }

  func result(_ m: [Float]) -> [Float] {
    if tile == 2 { return [m[0] + m[1] + m[2], m[1] - m[2] - m[3]] }
    let (nearSum, nearDifference) = (m[1] + m[2], m[1] - m[2])
    let (farSum, farDifference) = (m[3] + m[4], m[3] - m[4])
    return [
      m[0] + nearSum + farSum, nearDifference.addingProduct(2, farDifference),
      nearSum.addingProduct(4, farSum), nearDifference.addingProduct(8, farDifference) + m[5],
    ]
  }

  func resultGradient(_ y: [Float]) -> [Float] {
    if tile == 2 { return [y[0], y[0] + y[1], y[0] - y[1], -y[1]] }
    let (near, odd) = (y[0] + y[2], y[1] + y[3])
    let (far, steep) = (y[0].addingProduct(4, y[2]), (8 * y[3]).addingProduct(2, y[1]))
    return [y[0], near + odd, near - odd, far + steep, far - steep, y[3]]
  }

  func filter(_ g: [Float]) -> [Float] {
    if tile == 2 {
      let (sum, odd) = (0.5 * (g[0] + g[2]), 0.5 * g[1])
      return [g[0], sum + odd, sum - odd, g[2]]
    }
    let sum = (g[0] + g[2]) * (-1 / 6), wide = (g[2] * (1 / 6)).addingProduct(g[0], 1 / 24)
    let (odd, half) = (g[1] * (1 / 6), g[1] * (1 / 12))
    return [g[0] * 0.25, sum - odd, sum + odd, wide + half, wide - half, g[2]]
  }

  func filterGradient(_ u: [Float]) -> [Float] {
    if tile == 2 {
      let (sum, difference) = (u[1] + u[2], u[1] - u[2])
      return [u[0].addingProduct(0.5, sum), 0.5 * difference, u[3].addingProduct(0.5, sum)]
    }
    let (near, far) = ((u[1] + u[2]) * (-1 / 6), u[3] + u[4])
    return [
      near.addingProduct(u[0], 0.25).addingProduct(far, 1 / 24),
      ((u[3] - u[4]) * (1 / 12)).addingProduct(u[2] - u[1], 1 / 6),
      near.addingProduct(far, 1 / 6) + u[5],
    ]
  }
}
