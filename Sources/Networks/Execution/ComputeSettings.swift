public import Kernels

/// How a network is computed: what changes its numbers beyond its weights.
public struct ComputeSettings: Sendable, Hashable {
  /// The numbers that maps and filters are kept in.
  public let precision: Precision

  /// Which algorithm convolutions take.
  public let convolution: ConvolutionChoice

  /// Creates settings; float32 by the fastest algorithm unless told otherwise.
  public init(
    precision: Precision = .float32, convolution: ConvolutionChoice = .automatic
  ) {
    self.precision = precision
    self.convolution = convolution
  }
}
