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
    let numerics = precision == .float32 ? context.numerics : .fast
    return unsafe try Kernel("a convolution of \(geometry.input)", in: context, then: operations) {
      unsafe describe(&description, $1, after: nil, in: context, numerics, as: $0)
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
      unsafe describe(
        &description, $1, after: forward.primitiveDescriptor, in: forward.context,
        forward.context.numerics, as: $0)
    }
  }

  /// Compiles the gradient of a convolution with respect to its weights; buffers are source,
  /// destinationGradient, weightsGradient and, with a bias, biasGradient.
  ///
  /// Where the library has only its plain loops, as for maps of a few pixels, nil: a matrix product was
  /// measured a thousand times faster.
  static func convolutionBackwardWeights(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forward: Kernel
  ) throws(KernelError) -> Kernel? {
    let kernel = try describedBackwardWeights(geometry, hasBias: hasBias, forward: forward)
    return kernel.implementation.hasPrefix("ref") ? nil : kernel
  }

  private static func describedBackwardWeights(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: hasBias)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution's weight gradient") {
      unsafe dnnl_convolution_backward_weights_desc_init(
        &description, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.bias,
        &layouts.output, strides, padding, padding)
    }
    return unsafe try Kernel("the weight gradient of \(geometry.input)", in: forward.context) {
      unsafe describe(
        &description, $1, after: forward.primitiveDescriptor, in: forward.context,
        forward.context.numerics, as: $0)
    }
  }
}

/// Describes a convolution by the first of the library's implementations that the numerics allow.
///
/// - Parameters:
///   - description: the operation.
///   - attributes: what is done to each result.
///   - forward: the forward primitive's descriptor, for a gradient.
///   - context: the processor to compile for.
///   - numerics: exact ones pass over implementations without a fixed order.
///   - result: where the primitive's descriptor goes.
/// - Returns: the library's status.
@unsafe
private func describe(
  _ description: UnsafePointer<dnnl_convolution_desc_t>, _ attributes: dnnl_primitive_attr_t,
  after forward: dnnl_primitive_desc_t?, in context: ComputeContext, _ numerics: Numerics,
  as result: UnsafeMutablePointer<dnnl_primitive_desc_t?>
) -> dnnl_status_t {
  var iterator: dnnl_primitive_desc_iterator_t?
  let status = unsafe dnnl_primitive_desc_iterator_create(
    &iterator, description, attributes, context.engine, forward)
  guard status == dnnl_success, let iterator = unsafe iterator else { return status }
  defer { unsafe dnnl_primitive_desc_iterator_destroy(iterator) }
  while true {
    guard let found = unsafe dnnl_primitive_desc_iterator_fetch(iterator) else {
      return dnnl_out_of_memory
    }
    if numerics == .fast || hasFixedOrder(implementation: unsafe implementationName(of: found)) {
      unsafe result.pointee = found
      return dnnl_success
    }
    unsafe dnnl_primitive_desc_destroy(found)
    let next = unsafe dnnl_primitive_desc_iterator_next(iterator)
    guard next == dnnl_success else {
      return next == dnnl_iterator_ends ? dnnl_unimplemented : next
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
    _ geometry: ConvolutionGeometry, hasBias: Bool, precision: Precision = .float32
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
