import Kernels
public import Tensors

/// How a map of features becomes one descriptor.
public enum Pooling: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean of each channel (SPoC; Babenko and Lempitsky 2015, without centre prior).
  case spoc

  /// The largest value of each channel (MAC; Razavian et al. 2016, Tolias et al. 2016).
  case mac

  /// The generalised mean (mean of max(x, 1e-6)^exponent)^(1/exponent) of each channel.
  ///
  /// GeM; Radenović et al. 2019, equation 3. The exponent is above 0; 3 is usual, 1 gives the mean.
  case gem

  /// The sum of the unit-length maxima of the whole map and of square regions of three sizes.
  ///
  /// R-MAC; Tolias et al. 2016, without whitening of the regions: `RegionalPooling` has that, and other
  /// numbers of sizes.
  case rmac

  /// The sum over places of the features, weighted by place and by channel.
  ///
  /// CroW; Kalantidis et al. 2016.
  case crow

  /// The class token of a vision transformer (Caron et al. 2021, `eval_image_retrieval.py`).
  case classToken = "cls"

  /// The class token, and behind it the generalised mean of the tokens of the patches.
  ///
  /// Caron et al. 2021, `eval_copy_detection.py`, where the exponent is 4. The two are not brought to one
  /// length before.
  case classTokenAndGeM = "cls-gem"

  /// Whether the network must have a class token.
  public var needsClassToken: Bool { self == .classToken || self == .classTokenAndGeM }

  /// Whether it depends on the exponents of GeM.
  public var hasExponent: Bool { self == .gem || self == .classTokenAndGeM }

  /// Returns why features cannot be pooled so.
  ///
  /// - Parameter hasClassToken: whether the network has a class token, as vision transformers have, whose
  ///   features end in a normalisation and not in a rectifier.
  /// - Returns: what is said of the network, or nil when they can.
  public func misfit(hasClassToken: Bool) -> String? {
    if needsClassToken && !hasClassToken { return "has no class token" }
    if self == .crow && hasClassToken {
      return "has features below zero, which CroW takes no square roots of"
    }
    return nil
  }

  /// Returns the poolings of networks with a class token, or of those without.
  public static func fitting(hasClassToken: Bool) -> [Pooling] {
    allCases.filter { $0.misfit(hasClassToken: hasClassToken) == nil }
  }

  /// Returns the length of a descriptor.
  ///
  /// - Parameter channels: those of the feature maps.
  /// - Returns: the number of values that the pooling gives an image.
  public func dimension(channels: Int) -> Int {
    self == .classTokenAndGeM ? 2 * channels : channels
  }

  /// Returns the pooled features of each image, not yet of unit length.
  ///
  /// An image's result depends on that image alone.
  ///
  /// - Parameters:
  ///   - features: the maps after the last ReLU, or the tokens of the patches of a vision transformer,
  ///     (batch, channel, height, width), at least one pixel each.
  ///   - classTokens: (batch, channel); nil for a network without such, which some poolings need.
  ///   - exponents: of GeM: one, or one a channel; without effect on the others.
  /// - Returns: (batch, `dimension(channels:)`).
  /// - Complexity: O(elements); R-MAC reads each of them several times.
  public func callAsFunction(
    _ features: Tensor, classTokens: Matrix? = nil, exponents: [Float] = []
  ) -> Matrix {
    let shape = features.shape
    precondition(shape.rank == 4, "expected feature maps with 4 axes, found shape \(shape)")
    precondition(
      shape.height > 0 && shape.width > 0, "expected maps of at least 1 pixel, found shape \(shape)"
    )
    return switch self {
    case .spoc: pool(features, mean)
    case .mac: pool(features, maximum)
    case .gem: generalizedMean(features, exponents)
    case .rmac: RegionalPooling()(features)
    case .crow: crossDimensionalWeighting(features)
    case .classToken: required(classTokens)
    case .classTokenAndGeM:
      joined(required(classTokens), generalizedMean(features, exponents))
    }
  }

  private func required(_ classTokens: Matrix?) -> Matrix {
    guard let classTokens else {
      preconditionFailure("expected class tokens for the pooling \(rawValue), found none")
    }
    return classTokens
  }
}

private func generalizedMean(_ features: Tensor, _ exponents: [Float]) -> Matrix {
  exponents.count == 1
    ? GeneralizedMean(exponent: exponents[0])(features)
    : channelGeneralizedMean(features, exponents: exponents)
}

/// Returns the rows of two tables one behind the other.
private func joined(_ first: Matrix, _ second: Matrix) -> Matrix {
  Matrix(
    rows: first.rows, columns: first.columns + second.columns,
    elements: (0..<first.rows).flatMap { Array(first.row($0)) + Array(second.row($0)) })
}

/// Returns one value a map, (batch, channel).
private func pool(_ features: Tensor, _ reduce: (Span<Float>) -> Float) -> Matrix {
  let shape = features.shape
  let area = shape.height * shape.width
  var pooled = Matrix(rows: shape.batch, columns: shape.channels)
  let elements = features.elements.span
  for map in pooled.elements.indices {
    pooled.elements[map] = reduce(elements.extracting(map * area..<(map + 1) * area))
  }
  return pooled
}

private func mean(_ values: Span<Float>) -> Float {
  var sum: Float = 0
  for index in values.indices { sum += values[index] }
  return sum / Float(values.count)
}

private func maximum(_ values: Span<Float>) -> Float {
  var largest = values[0]
  for index in values.indices where values[index] > largest { largest = values[index] }
  return largest
}
