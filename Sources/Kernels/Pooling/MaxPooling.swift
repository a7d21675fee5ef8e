internal import COneDNN
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

extension Kernel {
  /// Compiles max pooling; buffers are source, destination and, for training, a workspace.
  ///
  /// - Parameters:
  ///   - geometry: its window.
  ///   - source: the layout of the input.
  ///   - input: the shape of the input, (batch, channel, height, width).
  ///   - precision: of input and output.
  ///   - forTraining: whether the backward kernel will follow.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func maxPooling(
    _ geometry: PoolingGeometry, source: Layout, input: Shape, precision: Precision = .float32,
    forTraining: Bool, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_pooling_desc_t()
    let output = try Layout(geometry.output(of: input), .any, precision: precision)
    let lengths = geometry.lengths
    try oneDNN("describe max pooling") {
      unsafe withUnsafePointer(to: source.descriptor) { source in
        unsafe withUnsafePointer(to: output.descriptor) { destination in
          unsafe dnnl_pooling_forward_desc_init(
            &description, forTraining ? dnnl_forward_training : dnnl_forward_inference,
            dnnl_pooling_max, source, destination, lengths.stride, lengths.window, lengths.padding,
            lengths.padding)
        }
      }
    }
    return unsafe try Kernel("max pooling", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
    }
  }

  /// Compiles the gradient of max pooling; buffers are destinationGradient, workspace and
  /// sourceGradient.
  ///
  /// - Parameters:
  ///   - geometry: its window.
  ///   - source: the layout of the input.
  ///   - destination: the layout of the output.
  ///   - forward: the kernel whose gradient this is.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func maxPoolingBackward(
    _ geometry: PoolingGeometry, source: Layout, destination: Layout, forward: Kernel
  ) throws(KernelError) -> Kernel {
    var description = dnnl_pooling_desc_t()
    let lengths = geometry.lengths
    try oneDNN("describe the gradient of max pooling") {
      unsafe withUnsafePointer(to: source.descriptor) { source in
        unsafe withUnsafePointer(to: destination.descriptor) { destination in
          unsafe dnnl_pooling_backward_desc_init(
            &description, dnnl_pooling_max, source, destination, lengths.stride, lengths.window,
            lengths.padding, lengths.padding)
        }
      }
    }
    return unsafe try Kernel("the gradient of max pooling", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, $1, forward.context.engine, forward.primitiveDescriptor)
    }
  }
}

extension PoolingGeometry {
  fileprivate var lengths: (window: [Int64], stride: [Int64], padding: [Int64]) {
    (
      [Int64(windowSize), Int64(windowSize)], [Int64(stride), Int64(stride)],
      [Int64(padding), Int64(padding)]
    )
  }
}
