/// Returns the pixels resampled along the vertical axis.
///
/// - Parameters:
///   - pixels: red, green, blue of each pixel, row by row.
///   - width: pixels in a row.
///   - weights: which rows each new row sums, and how.
/// - Returns: `width` pixels in a row, one row for each of the weights' ranges.
func resamplingVertically(
  _ pixels: [UInt8], width: Int, by weights: ResamplingWeights
) -> [UInt8] {
  let count = 3 * width * weights.ranges.count
  return unsafe pixels.withUnsafeBytes { source in
    unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      unsafe sumRows(
        of: source, rowLength: 3 * width, by: weights, into: UnsafeMutableRawBufferPointer(target))
      initialized = count
    }
  }
}

/// Returns the pixels resampled along the horizontal axis.
///
/// Strips of sixteen rows are turned on their side, summed as rows are, and turned back: that
/// keeps the sums on whole vectors, and all of a strip in the nearest caches.
///
/// - Parameters:
///   - pixels: red, green, blue of each pixel, row by row.
///   - width: pixels in a row of the source.
///   - height: rows.
///   - weights: which columns each new column sums, and how.
/// - Returns: one column for each of the weights' ranges, `height` rows.
func resamplingHorizontally(
  _ pixels: [UInt8], width: Int, height: Int, by weights: ResamplingWeights
) -> [UInt8] {
  let newWidth = weights.ranges.count
  var turned = [UInt8](repeating: 0, count: 3 * stripHeight * width)
  var sums = [UInt8](repeating: 0, count: 3 * stripHeight * newWidth)
  var result = [UInt8](repeating: 0, count: 3 * newWidth * height)
  for top in stride(from: 0, to: height, by: stripHeight) {
    let rows = top..<min(top + stripHeight, height)
    turnStrip(pixels, rows: rows, width: width, into: &turned)
    unsafe turned.withUnsafeBytes { source in
      unsafe sums.withUnsafeMutableBytes { target in
        unsafe sumRows(of: source, rowLength: 3 * stripHeight, by: weights, into: target)
      }
    }
    turnStripBack(sums, into: &result, rows: rows, width: newWidth)
  }
  return result
}

private let stripHeight = 16

/// Copies some rows of pixels to columns of a strip.
private func turnStrip(
  _ pixels: [UInt8], rows: Range<Int>, width: Int, into strip: inout [UInt8]
) {
  unsafe pixels.withUnsafeBufferPointer { source in
    unsafe strip.withUnsafeMutableBufferPointer { target in
      for (column, row) in rows.enumerated() {
        var from = 3 * row * width
        var to = 3 * column
        for _ in 0..<width {
          for channel in 0..<3 { unsafe target[to &+ channel] = source[from &+ channel] }
          from &+= 3
          to &+= 3 * stripHeight
        }
      }
    }
  }
}

/// Copies the columns of a strip to some rows of pixels.
private func turnStripBack(
  _ strip: [UInt8], into pixels: inout [UInt8], rows: Range<Int>, width: Int
) {
  unsafe strip.withUnsafeBufferPointer { source in
    unsafe pixels.withUnsafeMutableBufferPointer { target in
      for (column, row) in rows.enumerated() {
        var from = 3 * column
        var to = 3 * row * width
        for _ in 0..<width {
          for channel in 0..<3 { unsafe target[to &+ channel] = source[from &+ channel] }
          from &+= 3 * stripHeight
          to &+= 3
        }
      }
    }
  }
}
