internal import CFeatureMaps
public import Tensors

/// The sizes of a square window that slides over feature maps.
public struct PoolingGeometry: Sendable, Hashable {
  /// The side of the window.
  public let windowSize: Int

  /// The step between two outputs, in input pixels.
  public let stride: Int

  /// The border added on each side; it never wins.
  public let padding: Int

  /// Creates the geometry of one pooling.
  public init(windowSize: Int, stride: Int, padding: Int) {
    self.windowSize = windowSize
    self.stride = stride
    self.padding = padding
  }

  /// The shape that comes out for an input of (batch, channel, height, width).
  public func output(of input: Shape) -> Shape {
    [
      input.batch, input.channels, outputLength(input.height), outputLength(input.width),
    ]
  }

  private func outputLength(_ length: Int) -> Int {
    (length + 2 * padding - windowSize) / stride + 1
  }
}

/// Max pooling of float32 maps in blocks of channels; its gradient finds the winners again, so that
/// nothing is kept between the two.
public struct MaxPooling {
  /// The layout of the maps it reads, and of the gradient it writes.
  public let source: Layout

  /// The layout of the maps it writes, and of the gradient it reads.
  public let destination: Layout

  private let geometry: pooling_geometry
  private let threads: Int

  /// Plans max pooling.
  ///
  /// - Parameters:
  ///   - geometry: its window; less padding than its side.
  ///   - source: the layout in which the input is there; it is kept where it is in blocks.
  ///   - input: the shape of the input, (batch, channel, height, width).
  /// - Throws: `KernelError` when the library refuses the shape.
  public init(_ geometry: PoolingGeometry, source: Layout, input: Shape) throws(KernelError) {
    precondition(
      geometry.padding < geometry.windowSize,
      "expected less padding than \(geometry.windowSize), found \(geometry.padding)")
    let lanes = try source == Layout(input, .channelBlocks(lanes: 16)) ? 16 : 8
    let output = geometry.output(of: input)
    self.source = try Layout(input, .channelBlocks(lanes: lanes))
    destination = try Layout(output, .channelBlocks(lanes: lanes))
    self.geometry = pooling_geometry(
      planes: input.batch * ((input.channels + lanes - 1) / lanes), height: input.height,
      width: input.width, result_height: output.height, result_width: output.width,
      window: geometry.windowSize, stride: geometry.stride, padding: geometry.padding, lanes: lanes)
    threads = ComputeThreads.count
  }

  /// Returns the step that writes the maximum of each window.
  public func step(source: Memory, destination: Memory) -> any ComputeStep {
    let (geometry, threads) = (geometry, threads)
    return FunctionStep([source, destination]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe pooling_maximum($0, source.elements, destination.elements, Int32(threads))
      }
    }
  }

  /// Returns the step that gives each window's gradient to the element that won, the first of equals.
  public func gradientStep(
    source: Memory, destinationGradient: Memory, sourceGradient: Memory
  ) -> any ComputeStep {
    let (geometry, threads) = (geometry, threads)
    return FunctionStep([source, destinationGradient, sourceGradient]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe pooling_maximum_gradient(
          $0, source.elements, destinationGradient.elements, sourceGradient.elements,
          Int32(threads))
      }
    }
  }
}
