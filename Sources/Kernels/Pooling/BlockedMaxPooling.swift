internal import CFeatureMaps
public import Tensors

/// Max pooling of float32 maps in blocks of channels; its gradient finds the winners again, so that
/// nothing is kept between the two.
public struct BlockedMaxPooling {
  /// The layout of the maps it reads, and of the gradient it writes.
  public let source: Layout

  /// The layout of the maps it writes, and of the gradient it reads.
  public let destination: Layout

  private let geometry: pooling_geometry
  private let threads: Int

  /// Plans max pooling; nil where the source is not in whole blocks of channels.
  ///
  /// - Parameters:
  ///   - geometry: its window.
  ///   - source: the layout of the input.
  ///   - input: the shape of the input, (batch, channel, height, width).
  /// - Throws: `KernelError` when the library refuses the shape.
  public init?(
    _ geometry: PoolingGeometry, source: Layout, input: Shape
  ) throws(KernelError) {
    guard ConvolutionAlgorithm.hasWinograd, geometry.padding < geometry.windowSize else {
      return nil
    }
    for lanes in [8, 16] where input.channels.isMultiple(of: lanes) {
      guard try source == Layout(input, .channelBlocks(lanes: lanes)) else { continue }
      let output = geometry.output(of: input)
      self.source = source
      destination = try Layout(output, .channelBlocks(lanes: lanes))
      self.geometry = pooling_geometry(
        planes: input.batch * input.channels / lanes, height: input.height, width: input.width,
        result_height: output.height, result_width: output.width, window: geometry.windowSize,
        stride: geometry.stride, padding: geometry.padding, lanes: lanes)
      threads = ComputeThreads.count
      return
    }
    return nil
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
