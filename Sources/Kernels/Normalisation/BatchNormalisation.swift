internal import CFeatureMaps
public import Tensors

/// Batch normalisation (Ioffe and Szegedy 2015) of float32 maps in blocks of channels, forward and back.
///
/// Its sums have one order for each shape, so that statistics and gradients are the same bits on every
/// processor with FMA and at any number of threads.
public struct BatchNormalisation {
  /// The layout of the maps and of their gradients: blocks of channels.
  public let layout: Layout

  private let geometry: normalisation_geometry
  private let threads: Int

  /// Plans the normalisation of maps.
  ///
  /// - Parameters:
  ///   - shape: that of the maps, (batch, channel, height, width).
  ///   - source: the layout in which the maps are there; it is kept where it is in blocks.
  ///   - epsilon: what is added to a variance.
  ///   - rectifies: whether negative results become 0.
  ///   - usesRunningStatistics: whether mean and variance are given, not taken from the batch.
  /// - Throws: `KernelError` when the library refuses the shape.
  public init(
    _ shape: Shape, source: Layout, epsilon: Float, rectifies: Bool,
    usesRunningStatistics: Bool = false
  ) throws(KernelError) {
    let wide = try Layout(shape, .channelBlocks(lanes: 16))
    let isWide = source == wide
    layout = isWide ? wide : try Layout(shape, .channelBlocks(lanes: 8))
    geometry = normalisation_geometry(
      batch: shape.batch, channels: shape.channels, area: shape.height * shape.width,
      lanes: isWide ? 16 : 8, epsilon: epsilon, rectifies: rectifies,
      uses_running_statistics: usesRunningStatistics)
    threads = ComputeThreads.count
  }

  /// The vectors that a normalisation reads, and its statistics, each (channel).
  public struct Parameters {
    /// What normalised values are multiplied by.
    public let scale: Memory

    /// What is added then.
    public let shift: Memory

    /// The mean, written unless it is the running one.
    public let mean: Memory

    /// The biased variance, written unless it is the running one.
    public let variance: Memory

    /// Names the vectors.
    ///
    /// - Parameters:
    ///   - scale: what normalised values are multiplied by.
    ///   - shift: what is added then.
    ///   - mean: written, or given with running statistics.
    ///   - variance: the biased one; written, or given with running statistics.
    public init(scale: Memory, shift: Memory, mean: Memory, variance: Memory) {
      self.scale = scale
      self.shift = shift
      self.mean = mean
      self.variance = variance
    }
  }

  /// Returns the step that normalises.
  ///
  /// - Parameters:
  ///   - source: the maps, in `layout`.
  ///   - parameters: what they are normalised with.
  ///   - destination: the result, in `layout`.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func step(
    source: Memory, parameters: Parameters, destination: Memory
  ) -> any ComputeStep {
    let (geometry, threads) = (geometry, threads)
    return FunctionStep([source, destination]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe normalisation_forward(
          $0, source.elements, parameters.scale.elements, parameters.shift.elements,
          parameters.mean.elements, parameters.variance.elements, destination.elements,
          Int32(threads))
      }
    }
  }

  /// The gradients that a normalisation writes.
  public struct Gradients {
    /// That of the maps, in `layout`.
    public let source: Memory

    /// That of the scale, (channel).
    public let scale: Memory

    /// That of the shift, (channel).
    public let shift: Memory

    /// Names the buffers.
    ///
    /// - Parameters:
    ///   - source: the gradient of the maps, in `layout`.
    ///   - scale: the gradient of the scale, (channel).
    ///   - shift: the gradient of the shift, (channel).
    public init(source: Memory, scale: Memory, shift: Memory) {
      self.source = source
      self.scale = scale
      self.shift = shift
    }
  }

  /// Returns the step that computes the gradients.
  ///
  /// - Parameters:
  ///   - source: the maps that went forward, in `layout`.
  ///   - parameters: what they were normalised with.
  ///   - destinationGradient: of the loss with respect to the result, in `layout`.
  ///   - gradients: what is written.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func gradientStep(
    source: Memory, parameters: Parameters, destinationGradient: Memory, gradients: Gradients
  ) -> any ComputeStep {
    let (geometry, threads) = (geometry, threads)
    return FunctionStep([source, destinationGradient, gradients.source]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe normalisation_backward(
          $0, source.elements, parameters.mean.elements, parameters.variance.elements,
          parameters.scale.elements, parameters.shift.elements, destinationGradient.elements,
          gradients.source.elements, gradients.scale.elements, gradients.shift.elements,
          Int32(threads))
      }
    }
  }
}
