package import Images

/// A square picture in floating point: a red, a green and a blue plane of colours in 0...1.
package struct ColourPlanes: Sendable, Equatable {
  /// Pixels in a row, and rows.
  package let side: Int

  /// Red, then green, then blue; each plane row by row.
  package internal(set) var values: [Float]

  /// The pixels of one plane.
  var plane: Int { side * side }

  /// Creates a picture from its planes.
  package init(side: Int, values: [Float]) {
    precondition(
      values.count == 3 * side * side, "expected \(3 * side * side) values, found \(values.count)")
    self.side = side
    self.values = values
  }

  /// Creates the whole of an image, warped to a square.
  package init(wholeOf image: PixelImage, side: Int) {
    let whole = PixelBox(x1: 0, y1: 0, x2: image.width, y2: image.height)
    self.init(resampling: image, box: whole, side: side)
  }

  /// Creates a part of an image, warped to a square: bilinear, with antialiasing when it shrinks.
  ///
  /// - Parameters:
  ///   - image: the source.
  ///   - box: the part; inside the image.
  ///   - side: the side of the square.
  package init(resampling image: PixelImage, box: PixelBox, side: Int) {
    let rows = TentWeights(length: box.height, size: side)
    let columns = TentWeights(length: box.width, size: side)
    // One number more than the colours, since they are read four at a time.
    var line = [Float](repeating: 0, count: 3 * box.width + 1)
    var values = [Float](repeating: 0, count: 3 * side * side)
    for y in 0..<side {
      sumRows(of: image, box: box, rows, at: y, into: &line)
      sumColumns(of: line, columns, into: &values, at: y * side, plane: side * side)
    }
    self.init(side: side, values: values)
  }

  /// Returns the planes normalised by ImageNet's statistics.
  func normalized() -> [Float] {
    let normalization = PixelNormalization.imageNet
    var normalized = values
    unsafe normalized.withUnsafeMutableBufferPointer { target in
      for channel in 0..<3 {
        let mean = normalization.mean[channel]
        let scale = 1 / normalization.deviation[channel]
        for index in channel * plane..<(channel + 1) * plane {
          unsafe target[index] = (target[index] - mean) * scale
        }
      }
    }
    return normalized
  }

  /// Swaps left and right.
  package mutating func mirror() {
    let side = side
    unsafe values.withUnsafeMutableBufferPointer { values in
      for row in 0..<3 * side {
        let (first, last) = (row * side, row * side + side - 1)
        for x in 0..<side / 2 { unsafe values.swapAt(first &+ x, last &- x) }
      }
    }
  }
}

/// Sums rows of an image's box to one line of interleaved colours in 0...1.
private func sumRows(
  of image: PixelImage, box: PixelBox, _ weights: TentWeights, at y: Int, into line: inout [Float]
) {
  unsafe image.pixels.withUnsafeBufferPointer { source in
    unsafe line.withUnsafeMutableBufferPointer { line in
      for index in 0..<line.count { unsafe line[index] = 0 }
      for term in 0..<weights.counts[y] {
        let weight = weights.weights[y * weights.stride + term] / 255
        let start = 3 * ((box.y1 + weights.firsts[y] + term) * image.width + box.x1)
        for index in 0..<3 * box.width {
          unsafe line[index] += weight * Float(source[start &+ index])
        }
      }
    }
  }
}

/// Sums pixels of a line of interleaved colours to one row of each plane.
///
/// The line has one number more than its colours, and `start` is the row's place in its plane.
private func sumColumns(
  of line: [Float], _ columns: TentWeights, into values: inout [Float], at start: Int, plane: Int
) {
  let colours = unsafe line.span.bytes
  var values = values.mutableSpan
  for (x, first) in columns.firsts.enumerated() {
    var sum = SIMD4<Float>()
    for term in 0..<columns.counts[x] {
      let pixel = unsafe colours.unsafeLoadUnaligned(
        fromByteOffset: 12 * (first + term), as: SIMD4<Float>.self)
      sum += columns.weights[x * columns.stride + term] * pixel
    }
    for channel in 0..<3 { values[channel * plane + start + x] = sum[channel] }
  }
}

/// The weights of bilinear resampling along one axis, widened when it shrinks.
private struct TentWeights {
  /// The first source pixel of each position.
  let firsts: [Int]

  /// How many source pixels each position sums.
  let counts: [Int]

  /// The weights, `stride` numbers a position; those beyond its count are 0.
  let weights: [Float]

  /// The most source pixels a position can sum.
  let stride: Int

  /// Creates the weights that stretch `length` source pixels to `size`.
  init(length: Int, size: Int) {
    let scale = Float(length) / Float(size)
    let support = max(scale, 1)
    let stride = 2 * Int(support.rounded(.up)) + 1
    var (firsts, counts): ([Int], [Int]) = ([], [])
    var weights = [Float](repeating: 0, count: size * stride)
    for position in 0..<size {
      let center = (Float(position) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let count = min(length, Int(center + support + 0.5)) - first
      var sum: Float = 0
      for term in 0..<count {
        let weight = max(0, 1 - abs(Float(first + term) + 0.5 - center) / support)
        weights[position * stride + term] = weight
        sum += weight
      }
      for term in 0..<count { weights[position * stride + term] /= sum }
      firsts.append(first)
      counts.append(count)
    }
    (self.firsts, self.counts, self.weights, self.stride) = (firsts, counts, weights, stride)
  }
}
