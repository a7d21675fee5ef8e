internal import COneDNN
public import Tensors

extension Kernel {
  /// Compiles max pooling of the library; buffers are source and destination.
  ///
  /// - Parameters:
  ///   - geometry: its window.
  ///   - source: the layout of the input.
  ///   - input: the shape of the input, (batch, channel, height, width).
  ///   - precision: of input and output.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func maxPooling(
    _ geometry: PoolingGeometry, source: Layout, input: Shape, precision: Precision,
    in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_pooling_desc_t()
    let output = try Layout(geometry.output(of: input), .any, precision: precision)
    let lengths = geometry.lengths
    try oneDNN("describe max pooling") {
      unsafe withUnsafePointer(to: source.descriptor) { source in
        unsafe withUnsafePointer(to: output.descriptor) { destination in
          unsafe dnnl_pooling_forward_desc_init(
            &description, dnnl_forward_inference, dnnl_pooling_max, source, destination,
            lengths.stride, lengths.window, lengths.padding,
            lengths.padding)
        }
      }
    }
    return unsafe try Kernel("max pooling", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
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
