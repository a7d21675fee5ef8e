internal import COneDNN

extension Kernel {
  /// Compiles batch normalisation with batch statistics (Ioffe and Szegedy 2015).
  ///
  /// Buffers are source, scale, shift, mean, variance, destination, and with `rectifies` a
  /// workspace. Mean and variance (biased) come out, (channel).
  ///
  /// - Parameters:
  ///   - data: the layout of source and destination.
  ///   - epsilon: what is added to the variance.
  ///   - rectifies: whether negative results become 0.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func batchNormalisation(
    _ data: Layout, epsilon: Float, rectifies: Bool, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_batch_normalization_desc_t()
    try oneDNN("describe batch normalisation") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_batch_normalization_forward_desc_init(
          &description, dnnl_forward_training, $0, epsilon, normalisationFlags(rectifies))
      }
    }
    return unsafe try Kernel("batch normalisation", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, nil, context.engine, nil)
    }
  }

  /// Compiles the gradient of batch normalisation; buffers are source, mean, variance, scale,
  /// shift, destinationGradient, the forward workspace if any, and out come sourceGradient, scaleGradient
  /// and shiftGradient.
  ///
  /// - Parameters:
  ///   - data: the layout of the source, and of both gradients.
  ///   - epsilon: as in the forward kernel.
  ///   - rectifies: as in the forward kernel.
  ///   - forward: the kernel whose gradient this is.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func batchNormalisationBackward(
    _ data: Layout, epsilon: Float, rectifies: Bool, forward: Kernel
  ) throws(KernelError) -> Kernel {
    var description = dnnl_batch_normalization_desc_t()
    try oneDNN("describe the gradient of batch normalisation") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_batch_normalization_backward_desc_init(
          &description, dnnl_backward, $0, $0, epsilon, normalisationFlags(rectifies))
      }
    }
    return unsafe try Kernel("the gradient of batch normalisation", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, nil, forward.context.engine, forward.primitiveDescriptor)
    }
  }

  private static func normalisationFlags(_ rectifies: Bool) -> UInt32 {
    let affine = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
    return rectifies ? affine | dnnl_fuse_norm_relu.rawValue : affine
  }
}
