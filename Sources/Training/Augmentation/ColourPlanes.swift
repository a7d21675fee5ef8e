package import Images
import Kernels

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

  /// Creates a black picture.
  package init(side: Int) {
    self.init(side: side, values: Array(repeating: 0, count: 3 * side * side))
  }

  /// Creates the whole of an image, warped to a square.
  package init(wholeOf image: PixelImage, side: Int) {
    self.init(side: side)
    resample(image, box: PixelBox(x1: 0, y1: 0, x2: image.width, y2: image.height))
  }

  /// Becomes a part of an image, warped to a square: bilinear, with antialiasing when it shrinks.
  ///
  /// - Parameters:
  ///   - image: the source.
  ///   - box: the part; inside the image.
  ///   - mirrors: whether left and right are swapped.
  package mutating func resample(_ image: PixelImage, box: PixelBox, mirrors: Bool = false) {
    precondition(
      box == box.clamped(toWidth: image.width, height: image.height),
      "expected a box inside \(image.width)×\(image.height), found \(box)")
    let rows = ViewKernels.Axis(tent: box.height, size: side, divisor: 255)
    let columns = ViewKernels.Axis(tent: box.width, size: side, divisor: 1)
    let pixels = image.pixels.span.extracting((3 * (box.y1 * image.width + box.x1))...)
    var planes = values.mutableSpan
    ViewKernels.resample(
      pixels, rowLength: 3 * image.width, width: box.width, rows: rows, columns: columns,
      mirrors: mirrors, into: &planes)
  }

  /// Writes the planes normalised by ImageNet's statistics.
  ///
  /// - Parameters:
  ///   - result: receives (channel, row, column) among other numbers.
  ///   - start: the place of the first one.
  func normalise(into result: inout MutableSpan<Float>, at start: Int = 0) {
    let normalization = PixelNormalization.imageNet
    for channel in 0..<3 {
      ViewKernels.normalise(
        values.span.extracting(channel * plane..<(channel + 1) * plane),
        mean: normalization.mean[channel], scale: 1 / normalization.deviation[channel],
        into: &result, at: start + channel * plane)
    }
  }
}

extension ViewKernels.Axis {
  /// Creates the sums of bilinear resampling along one axis, widened when it shrinks.
  ///
  /// - Parameters:
  ///   - length: how many source pixels are stretched.
  ///   - size: to how many.
  ///   - divisor: what every weight is divided by in the end.
  fileprivate init(tent length: Int, size: Int, divisor: Float) {
    let scale = Float(length) / Float(size)
    let support = max(scale, 1)
    let stride = 2 * Int(support.rounded(.up)) + 1
    var (firsts, counts): ([Int32], [Int32]) = ([], [])
    firsts.reserveCapacity(size)
    counts.reserveCapacity(size)
    var weights = [Float](repeating: 0, count: size * stride)
    for position in 0..<size {
      let center = (Float(position) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let count = min(length, Int(center + support + 0.5)) - first
      let own = position * stride
      var sum: Float = 0
      for term in 0..<count {
        let weight = max(0, 1 - abs(Float(first + term) + 0.5 - center) / support)
        weights[own + term] = weight
        sum += weight
      }
      for term in own..<own + count { weights[term] = weights[term] / sum / divisor }
      firsts.append(Int32(first))
      counts.append(Int32(count))
    }
    self.init(firsts: firsts, counts: counts, weights: weights, stride: stride)
  }
}
