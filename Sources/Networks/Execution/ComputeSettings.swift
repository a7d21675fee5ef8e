public import Kernels

/// How a network is computed: what changes its numbers beyond its weights.
public struct ComputeSettings: Sendable, Hashable {
  /// The numbers that maps and filters are kept in.
  public let precision: Precision

  /// How float32 is computed.
  public let numerics: Numerics

  /// Which algorithm convolutions take.
  public let convolution: ConvolutionChoice

  /// Creates settings; exact float32 by the fastest algorithm unless told otherwise.
  public init(
    precision: Precision = .float32, numerics: Numerics = .exact,
    convolution: ConvolutionChoice = .automatic
  ) {
    self.precision = precision
    self.numerics = numerics
    self.convolution = convolution
  }

  /// Opens the processor for computing so; nothing but float32 is exact.
  func context() throws(KernelError) -> ComputeContext {
    try ComputeContext(numerics: precision == .float32 ? numerics : .fast)
  }
}
