import Glibc
import Images
import Tensors

/// What happens to the light inside the camera.
package struct Development: Sendable {
  /// Light gathered; 1 shows a sunlit white wall just below white.
  package var exposure: Float = 1

  /// Gain of red, green and blue.
  package var whiteBalance = Colour(1, 1, 1)

  /// Deviation of the noise, as a share of white.
  package var noise: Float = 0

  /// Deviation of the blur in pixels.
  package var blur: Float = 0

  /// JPEG quality, 1 to 100.
  package var quality = 90

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
  func develop(
    _ light: [Colour], side: Int, using generator: inout SeededGenerator
  ) -> PixelImage {
    let sharp = blur > 0.05 ? blurred(light, side: side) : light
    let gain = whiteBalance * (exposure * 0.62)
    var bytes = [UInt8]()
    bytes.reserveCapacity(3 * side * side)
    let curve = Self.curve
    for pixel in sharp {
      let exposed = pixel * gain
      let shown = exposed * (1 + exposed * 0.16) / (1 + exposed * 0.62)
      let grey = noise > 0 ? noise * 255 * roughNormal(&generator) : 0
      for channel in 0..<3 {
        let index = Int(min(max(shown[channel], 0), 1) * 4095)
        let grain = noise > 0 ? noise * 110 * roughNormal(&generator) : 0
        bytes.append(UInt8(min(max(curve[index] + grey + grain + 0.5, 0), 255)))
      }
    }
    return PixelImage(width: side, height: side, pixels: bytes)
  }

  /// Returns a draw close to the normal distribution: the sum of four bytes of one draw.
  @inline(__always)
  private func roughNormal(_ generator: inout SeededGenerator) -> Float {
    let bits = generator.next()
    let sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48)
    return (Float(sum) / 65536 - 2) * 1.732
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
