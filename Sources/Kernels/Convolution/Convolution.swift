internal import COneDNN
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

  private func outputLength(_ length: Int) -> Int {
    (length + 2 * padding - kernelSize) / stride + 1
  }
}

/// How a convolution is computed.
public enum ConvolutionAlgorithm: Sendable {
  /// As defined: one multiplication a term.
  case direct

  /// Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray 2016): fewer multiplications, for
  /// 3×3 kernels of stride 1.
  case winograd
}

extension Kernel {
  /// Compiles a convolution; buffers are source, weights, bias when it has one, and destination.
  ///
  /// - Parameters:
  ///   - geometry: its sizes.
  ///   - hasBias: whether a bias of (filter) is added.
  ///   - forTraining: whether backward kernels will follow.
  ///   - algorithm: how to compute; `winograd` throws where the library has no such kernel.
  ///   - operations: what is done to each result, in order.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func convolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, forTraining: Bool,
    algorithm: ConvolutionAlgorithm, then operations: [PostOperation] = [],
    in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: hasBias)
    let attributes = try PrimitiveAttributes.applying(operations)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution") {
      unsafe dnnl_convolution_forward_desc_init(
        &description, forTraining ? dnnl_forward_training : dnnl_forward_inference,
        algorithm.kind, &layouts.input, &layouts.weights, &layouts.bias, &layouts.output, strides,
        padding, padding)
    }
    return unsafe try Kernel("a convolution of \(geometry.input)", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, attributes.handle, context.engine, nil)
    }
  }

  /// Compiles the gradient of a convolution with respect to its input; buffers are weights,
  /// destinationGradient and sourceGradient.
  public static func convolutionBackwardData(
    _ geometry: ConvolutionGeometry, algorithm: ConvolutionAlgorithm, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: false)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution's input gradient") {
      unsafe dnnl_convolution_backward_data_desc_init(
        &description, algorithm.kind, &layouts.input, &layouts.weights, &layouts.output, strides,
        padding, padding)
    }
    return unsafe try Kernel("the input gradient of \(geometry.input)", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, nil, forward.context.engine, forward.primitiveDescriptor)
    }
  }

  /// Compiles the gradient of a convolution with respect to its weights; buffers are source,
  /// destinationGradient and weightsGradient.
  public static func convolutionBackwardWeights(
    _ geometry: ConvolutionGeometry, algorithm: ConvolutionAlgorithm, forward: Kernel
  ) throws(KernelError) -> Kernel {
    let layouts = try ConvolutionLayouts(geometry, hasBias: false)
    var description = dnnl_convolution_desc_t()
    let (strides, padding) = geometry.stridesAndPadding
    try oneDNN("describe a convolution's weight gradient") {
      unsafe dnnl_convolution_backward_weights_desc_init(
        &description, algorithm.kind, &layouts.input, &layouts.weights, nil, &layouts.output,
        strides, padding, padding)
    }
    return unsafe try Kernel("the weight gradient of \(geometry.input)", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, nil, forward.context.engine, forward.primitiveDescriptor)
    }
  }
}

/// The layouts of one convolution, all left to the kernel; a class so that C can point into it.
private final class ConvolutionLayouts {
  var input: dnnl_memory_desc_t
  var weights: dnnl_memory_desc_t
  var bias: dnnl_memory_desc_t
  var output: dnnl_memory_desc_t

  init(_ geometry: ConvolutionGeometry, hasBias: Bool) throws(KernelError) {
    input = try Layout(geometry.input, .any).descriptor
    weights = try Layout(geometry.weights, .any).descriptor
    bias = hasBias ? try Layout([geometry.filters]).descriptor : dnnl_memory_desc_t()
    output = try Layout(geometry.output, .any).descriptor
  }
}

extension ConvolutionGeometry {
  fileprivate var stridesAndPadding: ([Int64], [Int64]) {
    ([Int64(stride), Int64(stride)], [Int64(padding), Int64(padding)])
  }
}

extension ConvolutionAlgorithm {
  fileprivate var kind: dnnl_alg_kind_t {
    switch self {
    case .direct: dnnl_convolution_direct
    case .winograd: dnnl_convolution_winograd
    }
  }
}
