import Foundation
import Images
import Testing

/// Resampling beside its definition, in double precision and without rounding between the passes.
///
/// Pillow's own pixels are compared elsewhere, for a few sizes; these are sizes at the seams of the fast
/// code, which works on strips of sixteen rows and on sixteen bytes at a time.
@Suite struct ResamplingTwinTests {
  /// Strips that are full, short by one and longer by one; rows of one pixel up to two vectors and a bit.
  static let sources = [(1, 1), (5, 15), (6, 16), (11, 17), (16, 33), (33, 2)]

  @Test(
    arguments: ResamplingFilter.allCases, sources)
  func resizingEqualsTheDefinition(
    filter: ResamplingFilter, source: (width: Int, height: Int)
  ) {
    let image = SoftPattern.image(width: source.width, height: source.height)
    let isPositive = filter == .box || filter == .bilinear
    for (width, height) in [(1, 1), (3, 7), (6, 5), (17, 16), (38, 41)] {
      let resized = image.resized(width: width, height: height, filter: filter)
      let expected = resampled(image, width: width, height: height, filter: filter)
      let worst = zip(resized.pixels, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
      // Two passes round by half a level each. Without their signs the weights of the second add up to 1 where
      // none is negative, and to 1.6 at most where some are.
      #expect(resized.pixels.count == expected.count)
      #expect(worst <= 0.5 + (isPositive ? 0.5 : 0.8) + 0.01, "\(width)×\(height)")
    }
  }

  /// Returns the levels of an image resampled along x, then along y.
  private func resampled(
    _ image: PixelImage, width: Int, height: Int, filter: ResamplingFilter
  ) -> [Double] {
    let columns = weights(from: image.width, to: width, filter)
    let rows = weights(from: image.height, to: height, filter)
    let wide = (0..<image.height).map { y in
      columns.map { terms in
        (0..<3).map { channel in
          terms.reduce(0) {
            $0 + $1.weight * Double(image.pixels[3 * (y * image.width + $1.place) + channel])
          }
        }
      }
    }
    return rows.flatMap { terms in
      (0..<width).flatMap { x in
        (0..<3).map { channel in
          terms.reduce(0) { $0 + $1.weight * wide[$1.place][x][channel] }
        }
      }
    }
  }

  /// Returns the weight of each source pixel for each new one, those of one adding up to 1.
  ///
  /// The middle of new pixel i lies at (i + ½)·scale; when shrinking the filter widens by the scale.
  private func weights(
    from length: Int, to size: Int, _ filter: ResamplingFilter
  ) -> [[(place: Int, weight: Double)]] {
    let scale = Double(length) / Double(size)
    let stretch = max(scale, 1)
    guard length != size else { return (0..<size).map { [($0, 1)] } }
    return (0..<size).map { index in
      let middle = (Double(index) + 0.5) * scale
      let terms = (0..<length).map { place in
        (place: place, weight: value(of: filter, at: (Double(place) + 0.5 - middle) / stretch))
      }
      let sum = terms.reduce(0) { $0 + $1.weight }
      return terms.map { ($0.place, $0.weight / sum) }
    }
  }

  /// Returns a filter's value at a distance from its middle, as its authors define it.
  private func value(of filter: ResamplingFilter, at distance: Double) -> Double {
    let x = abs(distance)
    func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
    return switch filter {
    case .box: distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: max(0, 1 - x)
    // Keys 1981, equation 4, with a = −1/2.
    case .bicubic:
      x < 1
        ? 1.5 * x * x * x - 2.5 * x * x + 1
        : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0
    case .lanczos: x < 3 ? sinc(x) * sinc(x / 3) : 0
    }
  }
}
