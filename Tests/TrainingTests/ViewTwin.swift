import Glibc
import Images
import Training

/// A view by plain loops, pixel by pixel, in the order of operations that the kernels keep to.
struct ViewTwin {
  let side: Int
  private(set) var values: [Float]

  init(_ planes: ColourPlanes) {
    (side, values) = (planes.side, planes.values)
  }

  /// Paints the view of a draw.
  init(_ draw: ViewDraw, of image: PixelImage, side: Int, blurRadius: Int) {
    self.side = side
    values = []
    resample(image, box: draw.box, mirrors: draw.isMirrored)
    for change in draw.changes { apply(change) }
    if let sigma = draw.blurSigma { blur(sigma: sigma, radius: blurRadius) }
  }

  private var plane: Int { side * side }

  /// Bilinear resampling, rows first; the weights are those of a tent as wide as a pixel of the view.
  private mutating func resample(_ image: PixelImage, box: PixelBox, mirrors: Bool) {
    values = Array(repeating: 0, count: 3 * plane)
    for y in 0..<side {
      let rows = tent(at: y, length: box.height)
      for channel in 0..<3 {
        let line = (0..<box.width).map { x in
          rows.weights.enumerated().reduce(Float(0)) { sum, term in
            let row = box.y1 + rows.first + term.offset
            let byte = image.pixels[3 * (row * image.width + box.x1 + x) + channel]
            return sum + term.element / 255 * Float(byte)
          }
        }
        for x in 0..<side {
          let columns = tent(at: x, length: box.width)
          let place = mirrors ? side - 1 - x : x
          values[channel * plane + y * side + place] = columns.weights.enumerated().reduce(0) {
            $0 + $1.element * line[columns.first + $1.offset]
          }
        }
      }
    }
  }

  private func tent(at position: Int, length: Int) -> (first: Int, weights: [Float]) {
    let scale = Float(length) / Float(side)
    let support = max(scale, 1)
    let center = (Float(position) + 0.5) * scale
    let first = max(0, Int(center - support + 0.5))
    let weights = (first..<min(length, Int(center + support + 0.5))).map {
      max(0, 1 - abs(Float($0) + 0.5 - center) / support)
    }
    let sum = weights.reduce(0, +)
    return (first, weights.map { $0 / sum })
  }

  mutating func apply(_ change: ViewDraw.ColourChange) {
    switch change {
    case .brightness(let factor): values = values.map { clipped($0 * factor) }
    case .contrast(let factor):
      let offset = (1 - factor) * meanGrey
      values = values.map { clipped($0 * factor + offset) }
    case .saturation(let factor):
      changeColours { red, green, blue in
        let own = (1 - factor) * grey(red, green, blue)
        return [red, green, blue].map { clipped($0 * factor + own) }
      }
    case .hue(let turns): changeColours { turned($0, $1, $2, by: turns) }
    case .grey: changeColours { Array(repeating: grey($0, $1, $2), count: 3) }
    }
  }

  private mutating func changeColours(_ change: (Float, Float, Float) -> [Float]) {
    for index in 0..<plane {
      let colour = change(values[index], values[index + plane], values[index + 2 * plane])
      for channel in 0..<3 { values[channel * plane + index] = colour[channel] }
    }
  }

  private var meanGrey: Float {
    let means = (0..<3).map { channel in
      let own = Array(values[channel * plane..<(channel + 1) * plane])
      var sums = [Float](repeating: 0, count: 8)
      for index in 0..<plane / 8 * 8 { sums[index % 8] += own[index] }
      return own[(plane / 8 * 8)...].reduce(sums.reduce(0, +), +) / Float(plane)
    }
    return grey(means[0], means[1], means[2])
  }

  mutating func blur(sigma: Float, radius: Int) {
    let radius = min(radius, side - 1)
    var kernel = (-radius...radius).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    for step in [1, side] {
      let source = values
      for index in values.indices {
        let place = index / step % side
        values[index] = kernel.indices.reduce(0) { total, term in
          let other = abs(place + term - radius)
          let inside = other < side ? other : 2 * (side - 1) - other
          return total + kernel[term] * source[index + (inside - place) * step]
        }
      }
    }
  }
}

private func clipped(_ value: Float) -> Float { min(max(value, 0), 1) }

private func grey(_ red: Float, _ green: Float, _ blue: Float) -> Float {
  0.2989 * red + 0.587 * green + 0.114 * blue
}

private func turned(_ red: Float, _ green: Float, _ blue: Float, by turns: Float) -> [Float] {
  let value = max(red, green, blue)
  let chroma = value - min(red, green, blue)
  let scale = 1 / (chroma == 0 ? 1 : chroma)
  var hue = 4 + (red - green) * scale
  if value == green { hue = 2 + (blue - red) * scale }
  if value == red { hue = (green - blue) * scale }
  hue += 6 * turns
  return [Float(5), 3, 1].map { shift in
    var sextant = hue + shift
    if sextant < 0 { sextant += 6 }
    if sextant >= 6 { sextant -= 6 }
    if sextant >= 6 { sextant -= 6 }
    return value - chroma * clipped(min(sextant, 4 - sextant))
  }
}
