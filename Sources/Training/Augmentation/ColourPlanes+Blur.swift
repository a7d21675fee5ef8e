import Glibc

extension ColourPlanes {
  /// Blurs by a Gaussian, the picture mirrored at its border pixels.
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation in pixels, above 0.
  ///   - radius: the reach of the kernel to each side; cut to `side - 1`.
  package mutating func blur(sigma: Float, radius: Int) {
    let (side, radius) = (side, min(radius, side - 1))
    let kernel = gaussian(sigma: sigma, radius: radius)
    var padded = [Float](repeating: 0, count: side + 2 * radius)
    var columns = [Float](repeating: 0, count: plane)
    for channel in 0..<3 {
      let start = channel * plane
      for y in 0..<side {
        pad(row: start + y * side, radius: radius, into: &padded)
        convolve(padded, kernel, into: &columns, at: y * side)
      }
      for y in 0..<side {
        sumRows(of: columns, around: y, kernel, into: start + y * side)
      }
    }
  }

  /// The place that stands in for one beyond the border.
  private func mirrored(_ place: Int) -> Int {
    let inside = abs(place)
    return inside < side ? inside : 2 * (side - 1) - inside
  }

  private func pad(row: Int, radius: Int, into padded: inout [Float]) {
    for x in -radius..<0 { padded[x + radius] = values[row + mirrored(x)] }
    padded.replaceSubrange(radius..<radius + side, with: values[row..<row + side])
    for x in side..<side + radius { padded[x + radius] = values[row + mirrored(x)] }
  }

  private func convolve(
    _ padded: [Float], _ kernel: [Float], into target: inout [Float], at start: Int
  ) {
    let side = side
    unsafe padded.withUnsafeBufferPointer { padded in
      unsafe target.withUnsafeMutableBufferPointer { target in
        for x in 0..<side { unsafe target[start &+ x] = 0 }
        for (shift, weight) in kernel.enumerated() {
          for x in 0..<side { unsafe target[start &+ x] += weight * padded[x &+ shift] }
        }
      }
    }
  }

  private mutating func sumRows(
    of columns: [Float], around y: Int, _ kernel: [Float], into start: Int
  ) {
    let side = side
    let rows = kernel.indices.map { mirrored(y + $0 - kernel.count / 2) * side }
    unsafe columns.withUnsafeBufferPointer { source in
      unsafe values.withUnsafeMutableBufferPointer { target in
        for x in 0..<side { unsafe target[start &+ x] = 0 }
        for (row, weight) in zip(rows, kernel) {
          for x in 0..<side { unsafe target[start &+ x] += weight * source[row &+ x] }
        }
      }
    }
  }
}

/// Returns the weights of a Gaussian at whole distances, which sum to 1.
private func gaussian(sigma: Float, radius: Int) -> [Float] {
  let weights = (-radius...radius).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
  let sum = weights.reduce(0, +)
  return weights.map { $0 / sum }
}
