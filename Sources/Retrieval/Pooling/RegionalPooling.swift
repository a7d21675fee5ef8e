import Kernels
public import Tensors

/// Pools the whole map and each region of a grid, and sums the unit-length results.
///
/// With maxima and without whitening it is R-MAC (Tolias et al. 2016); with a whitening, each region's
/// descriptor is whitened and made unit-length again before the sum (`Rpool` of cirtorch, after Gordo et al. 2016).
public struct RegionalPooling: Sendable, Equatable {
  /// How many sizes of regions there are, at least 1.
  public let levels: Int

  /// How a region becomes a descriptor.
  public let pooling: Pooling

  /// The exponents of GeM, where regions are pooled by it.
  public let exponents: [Float]

  /// What each region's descriptor is whitened with, if at all.
  public let whitening: Projection?

  /// Creates a regional pooling.
  ///
  /// - Parameters:
  ///   - levels: how many sizes of regions there are, at least 1; 3 is usual.
  ///   - pooling: how a region becomes a descriptor.
  ///   - exponents: of GeM: one, or one a channel.
  ///   - whitening: what each region's descriptor is whitened with, or nil.
  public init(
    levels: Int = 3, pooling: Pooling = .mac, exponents: [Float] = [], whitening: Projection? = nil
  ) {
    precondition(levels >= 1, "expected at least 1 level, found \(levels)")
    self.levels = levels
    self.pooling = pooling
    self.exponents = exponents
    self.whitening = whitening
  }

  /// Returns the sum of each image's regions, not yet of unit length.
  ///
  /// An image's result depends on that image alone.
  ///
  /// - Parameter features: the maps after the last ReLU, (batch, channel, height, width), at least
  ///   one pixel each.
  /// - Returns: (batch, channel), or (batch, dimension kept) with a whitening.
  /// - Complexity: that of pooling every region.
  public func callAsFunction(_ features: Tensor) -> Matrix {
    var sum = descriptors(of: features)
    let shape = features.shape
    for region in regionGrid(height: shape.height, width: shape.width, levels: levels) {
      let values = descriptors(of: crop(features, region)).elements
      for index in values.indices { sum.elements[index] += values[index] }
    }
    return sum
  }

  private func descriptors(of features: Tensor) -> Matrix {
    let unit = l2Normalize(pooling(features, exponents: exponents))
    return whitening?(unit) ?? unit
  }
}

/// Returns a region of every map.
private func crop(_ features: Tensor, _ region: Region) -> Tensor {
  let shape = features.shape
  var elements: [Float] = []
  elements.reserveCapacity(shape.batch * shape.channels * region.side * region.side)
  for map in 0..<shape.batch * shape.channels {
    for y in region.y..<region.y + region.side {
      let start = (map * shape.height + y) * shape.width + region.x
      elements.append(contentsOf: features.elements[start..<start + region.side])
    }
  }
  return Tensor(
    shape: [shape.batch, shape.channels, region.side, region.side], elements: elements)
}
