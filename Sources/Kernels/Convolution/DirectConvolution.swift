internal import COneDNN
internal import Tensors

extension Kernel {
  /// Compiles a convolution as defined; buffers are source, weights, bias when it has one, and
  /// destination.
  ///
  /// - Parameters:
  ///   - geometry: its sizes.
  ///   - hasBias: whether a bias of (filter) is added.
  ///   - forTraining: whether backward kernels will follow.
  ///   - precision: of source, weights and destination; the bias is float32.
  ///   - operations: what is done to each result, in order.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  static func convolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forTraining: Bool,
    precision: Precision = .float32, then operations: [PostOperation] = [],
    in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: hasBias, precision: precision)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution") {
      unsafe dnnl_convolution_forward_desc_init(
        &description, forTraining ? dnnl_forward_training : dnnl_forward_inference,
        dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.bias, &layouts.output,
        strides,
        padding, padding)
    }
    return unsafe try Kernel("a convolution of \(geometry.input)", in: context, then: operations) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
    }
  }

  /// Compiles the gradient of a convolution with respect to its input; buffers are weights,
  /// destinationGradient and sourceGradient.
  static func convolutionBackwardData(
    _ geometry: ConvolutionGeometry, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: false)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution's input gradient") {
      unsafe dnnl_convolution_backward_data_desc_init(
        &description, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.output,
        strides,
        padding, padding)
    }
    return unsafe try Kernel("the input gradient of \(geometry.input)", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, $1, forward.context.engine, forward.primitiveDescriptor)
    }
  }

  /// Compiles the gradient of a convolution with respect to its weights; buffers are source,
  /// destinationGradient, weightsGradient and, with a bias, biasGradient.
  ///
  /// Where the library has only its plain loops for blocked layouts, as for maps of a few pixels, its
  /// matrix product on plain layouts is taken: it was measured a thousand times faster.
  static func convolutionBackwardWeights(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let chosen = try convolutionBackwardWeights(
      geometry, hasBias: hasBias, order: .any, forward: forward)
    guard chosen.implementation.hasPrefix("ref") else { return chosen }
    return try convolutionBackwardWeights(
      geometry, hasBias: hasBias, order: .plain, forward: forward)
  }

  private static func convolutionBackwardWeights(
    _ geometry: ConvolutionGeometry, hasBias: Bool, order: Layout.Order, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: hasBias, order: order)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution's weight gradient") {
      unsafe dnnl_convolution_backward_weights_desc_init(
        &description, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.bias,
        &layouts.output, strides, padding, padding)
    }
    return unsafe try Kernel("the weight gradient of \(geometry.input)", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, $1, forward.context.engine, forward.primitiveDescriptor)
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
    _ geometry: ConvolutionGeometry, hasBias: Bool, precision: Precision = .float32,
    order: Layout.Order = .any
  ) throws(KernelError) {
    input = try Layout(geometry.input, order, precision: precision).descriptor
    weights = try Layout(geometry.weights, order, precision: precision).descriptor
    bias = hasBias ? try Layout([geometry.filters]).descriptor : dnnl_memory_desc_t()
    output = try Layout(geometry.output, order, precision: precision).descriptor
  }
}

extension ConvolutionGeometry {
  fileprivate var stridesAndPadding: ([Int64], [Int64]) {
    ([Int64(stride), Int64(stride)], [Int64(padding), Int64(padding)])
  }
}
