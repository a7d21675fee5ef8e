internal import COneDNN
internal import Tensors

extension Kernel {
  /// Compiles a convolution of the library; buffers are source, weights, bias when it has one, and
  /// destination.
  ///
  /// - Parameters:
  ///   - geometry: its sizes.
  ///   - hasBias: whether a bias of (filter) is added.
  ///   - precision: of source, weights and destination; the bias is float32.
  ///   - operations: what is done to each result, in order.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  static func convolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, precision: Precision,
    then operations: [PostOperation] = [],
    in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: hasBias, precision: precision)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution") {
      unsafe dnnl_convolution_forward_desc_init(
        &description, dnnl_forward_inference, dnnl_convolution_direct, &layouts.input,
        &layouts.weights, &layouts.bias, &layouts.output,
        strides,
        padding, padding)
    }
    return unsafe try Kernel("a convolution of \(geometry.input)", in: context, then: operations) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
    }
  }
}

/// The layouts of one convolution, all left to the kernel; a class so that C can point into it.
private final class ConvolutionLayouts {
  var input: dnnl_memory_desc_t
  var weights: dnnl_memory_desc_t
  var bias: dnnl_memory_desc_t
  var output: dnnl_memory_desc_t

  init(
    _ geometry: ConvolutionGeometry, hasBias: Bool, precision: Precision
  ) throws(KernelError) {
    input = try Layout(geometry.input, .any, precision: precision).descriptor
    weights = try Layout(geometry.weights, .any, precision: precision).descriptor
    bias = hasBias ? try Layout([geometry.filters]).descriptor : dnnl_memory_desc_t()
    output = try Layout(geometry.output, .any, precision: precision).descriptor
  }
}

extension ConvolutionGeometry {
  fileprivate var stridesAndPadding: ([Int64], [Int64]) {
    ([Int64(stride), Int64(stride)], [Int64(padding), Int64(padding)])
  }
}
