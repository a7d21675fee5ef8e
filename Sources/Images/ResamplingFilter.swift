import Glibc

/// The weight that each source pixel has in a resized one, by its distance.
public enum ResamplingFilter: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean of the pixels covered.
  case box

  /// A triangle: linear interpolation, widened when shrinking.
  case bilinear

  /// The cubic convolution of Keys 1981 with a = -0.5.
  case bicubic

  /// A sinc windowed by a wider sinc, three lobes to each side.
  case lanczos

  /// The distance at which the weight becomes 0, in source pixels of an image kept at its size.
  var support: Double {
    switch self {
    case .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// Returns the weight at a signed distance, before normalisation.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
    case .lanczos:
      return distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
    }
  }
}

private func sinc(_ x: Double) -> Double {
  x == 0 ? 1 : sin(x * .pi) / (x * .pi)
}
