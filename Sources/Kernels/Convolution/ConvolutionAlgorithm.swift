internal import Tensors

/// How a convolution is computed.
public enum ConvolutionAlgorithm: Sendable, Hashable {
  /// As defined: one multiplication a term.
  case direct

  /// Winograd's minimal filtering (Lavin and Gray 2016) with tiles of 2×2 or 4×4 outputs: 2.25 or 4
  /// times fewer multiplications, for 3×3 kernels of stride 1.
  case winograd(tile: Int)
}

/// Which algorithm to take for each convolution.
public enum ConvolutionChoice: String, Sendable, CaseIterable {
  /// The one that a fixed rule over shapes, drawn from measurements, expects to be fastest.
  case automatic

  /// As defined, always.
  case direct

  /// Winograd's filtering wherever a convolution has a kernel for it.
  case winograd
}

extension ConvolutionChoice {
  /// Returns the algorithm for one pass of a convolution; the same for the same shape, always.
  func algorithm(for geometry: ConvolutionGeometry) -> ConvolutionAlgorithm {
    guard self != .direct, geometry.hasWinograd else { return .direct }
    let (small, large) = (geometry.winogradCost(tile: 2), geometry.winogradCost(tile: 4))
    let best = small < large ? 2 : 4
    if self == .automatic, geometry.directCost <= min(small, large) { return .direct }
    return .winograd(tile: best)
  }
}

extension ConvolutionGeometry {
  /// Whether Winograd's filtering has a kernel: 3×3, stride 1, one pixel of padding, and whole pairs of
  /// the widest blocks of channels, so that every pass of it has one on every processor.
  public var hasWinograd: Bool {
    kernelSize == 3 && stride == 1 && padding == 1
      && input.channels.isMultiple(of: 32) && filters.isMultiple(of: 32) && input.elementCount > 0
  }

  /// The multiplications of each pair of channel and filter, as defined.
  fileprivate var directCost: Double {
    Double(9 * output.batch * output.height * output.width)
  }

  /// The same with tiles of `tile`², in units of as much time.
  ///
  /// Each tile takes (tile + 2)² multiplications, and the filters, read once for a group of tiles,
  /// cost as much as 12 tiles. The transforms cost 30 % more. Fitted by hand to convolutions of ResNet-18
  /// and ResNet-50 at 64, 224 and 1024 pixels, measured forward and for the gradient of the filters on
  /// two cores with AVX2; a nearly equal pair may be told the wrong way round.
  fileprivate func winogradCost(tile: Int) -> Double {
    let tiles =
      input.batch * ((input.height + tile - 1) / tile) * ((input.width + tile - 1) / tile)
    return 1.3 * Double((tile + 2) * (tile + 2) * (tiles + 12))
  }
}
