import Glibc
import Images
import Tensors

/// What happens to the light inside the camera.
package struct Development: Sendable {
  /// Light gathered; 1 shows a sunlit white wall just below white.
  package var exposure: Float

  /// Gain of red, green and blue.
  package var whiteBalance: Colour

  /// Deviation of the noise, as a share of white.
  package var noise: Float

  /// Deviation of the blur in pixels.
  package var blur: Float

  /// JPEG quality, 1 to 100.
  package var quality: Int

  /// Creates a camera that shows the light as it is, unless said otherwise.
  package init(
    exposure: Float = 1, whiteBalance: Colour = Colour(1, 1, 1), noise: Float = 0,
    blur: Float = 0, quality: Int = 90
  ) {
    (self.exposure, self.whiteBalance) = (exposure, whiteBalance)
    (self.noise, self.blur, self.quality) = (noise, blur, quality)
  }

  /// sRGB bytes of linear light from 0 to 1 in steps of 1/4095.
  private static let curve: [Float] = (0...4095).map { step in
    let light = Float(step) / 4095
    return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
  }

  /// Returns the picture that the camera makes of the light.
  ///
  /// - Parameters:
  ///   - light: linear light of each pixel, row by row.
  ///   - side: width and height in pixels.
  ///   - generator: draws the noise.
  /// - Returns: a picture in sRGB.
  func develop(
    _ light: [Colour], side: Int, using generator: inout SeededGenerator
  ) -> PixelImage {
    let sharp = blur > 0.3 ? blurred(light, side: side) : light
    let gain = whiteBalance * (exposure * 0.62)
    var bytes = [UInt8](repeating: 0, count: 3 * side * side)
    let curve = Self.curve
    for (index, pixel) in sharp.enumerated() {
      let exposed = pixel * gain
      let bounded = exposed * (1 + exposed * 0.2) / (1 + exposed * 0.52)
      let grey = (bounded.x + 2 * bounded.y + bounded.z) / 4
      let shown = mix(Colour(repeating: grey), bounded, 1.18)
      let grain = noise > 0 ? grain(&generator) : .zero
      for channel in 0..<3 {
        let level = Int(min(max(shown[channel], 0), 1) * 4095)
        bytes[3 * index + channel] = UInt8(min(max(curve[level] + grain[channel] + 0.5, 0), 255))
      }
    }
    return PixelImage(width: side, height: side, pixels: bytes)
  }

  /// Returns the noise of one pixel: mostly grey, close to the normal distribution, and some colour.
  @inline(__always)
  private func grain(_ generator: inout SeededGenerator) -> Colour {
    let bits = generator.next()
    let sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48)
    let grey = (Float(sum) * 0x1p-16 - 2) * 1.732
    let other = generator.next()
    let tint =
      Colour(
        Float(other & 0xffff), Float((other >> 16) & 0xffff), Float((other >> 32) & 0xffff))
      * 0x1p-16
    return (Colour(repeating: grey) + (tint - 0.5) * 1.5) * (noise * 255)
  }

  private func blurred(_ light: [Colour], side: Int) -> [Colour] {
    let reach = min(max(Int(blur * 2.5 + 0.5), 1), 6)
    var weights = (-reach...reach).map { exp(-Float($0 * $0) / (2 * blur * blur)) }
    let total = weights.reduce(0, +)
    weights = weights.map { $0 / total }
    var rows = [Colour](repeating: .zero, count: side * side)
    var both = rows
    for y in 0..<side {
      for x in 0..<side {
        var sum = Colour.zero
        for tap in -reach...reach {
          sum += light[y * side + min(max(x + tap, 0), side - 1)] * weights[tap + reach]
        }
        rows[y * side + x] = sum
      }
    }
    for y in 0..<side {
      for x in 0..<side {
        var sum = Colour.zero
        for tap in -reach...reach {
          sum += rows[min(max(y + tap, 0), side - 1) * side + x] * weights[tap + reach]
        }
        both[y * side + x] = sum
      }
    }
    return both
  }
}
