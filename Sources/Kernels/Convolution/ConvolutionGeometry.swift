public import Tensors

/// The sizes of a square convolution with zero padding.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The input, (batch, channel, height, width).
  public let input: Shape

  /// The number of filters.
  public let filters: Int

  /// The side of the square kernel.
  public let kernelSize: Int

  /// The step between two outputs, in input pixels.
  public let stride: Int

  /// The zeros added on each side.
  public let padding: Int

  /// Creates the geometry of one convolution.
  public init(input: Shape, filters: Int, kernelSize: Int, stride: Int, padding: Int) {
    precondition(input.rank == 4, "expected (batch, channel, height, width), found \(input)")
    self.input = input
    self.filters = filters
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
  }

  /// The output, (batch, filter, height, width).
  public var output: Shape {
    [
      input.batch, filters, outputLength(input.height), outputLength(input.width),
    ]
  }

  /// The filters, (filter, channel, height, width), as PyTorch stores them.
  public var weights: Shape { [filters, input.channels, kernelSize, kernelSize] }

  /// Returns the same convolution of another number of images; this one for nil.
  func inBatch(of count: Int?) -> ConvolutionGeometry {
    guard let count else { return self }
    return ConvolutionGeometry(
      input: [count, input.channels, input.height, input.width], filters: filters,
      kernelSize: kernelSize, stride: stride, padding: padding)
  }

  private func outputLength(_ length: Int) -> Int {
    (length + 2 * padding - kernelSize) / stride + 1
  }
}
