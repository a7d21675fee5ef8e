internal import COneDNN

extension Kernel {
  /// Compiles batch normalisation (Ioffe and Szegedy 2015).
  ///
  /// Buffers are source, scale, shift, mean, variance, destination, and with `rectifies` a
  /// workspace. Mean and variance (biased), (channel), come out, or go in with running statistics.
  ///
  /// - Parameters:
  ///   - data: the layout of source and destination.
  ///   - epsilon: what is added to the variance.
  ///   - rectifies: whether negative results become 0.
  ///   - usesRunningStatistics: whether mean and variance are given, not taken from the batch.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func batchNormalisation(
    _ data: Layout, epsilon: Float, rectifies: Bool, usesRunningStatistics: Bool = false,
    in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_batch_normalization_desc_t()
    try oneDNN("describe batch normalisation") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_batch_normalization_forward_desc_init(
          &description, dnnl_forward_training, $0, epsilon,
          normalisationFlags(rectifies, usesRunningStatistics))
      }
    }
    return unsafe try Kernel("batch normalisation", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
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
  ///   - usesRunningStatistics: as in the forward kernel.
  ///   - forward: the kernel whose gradient this is.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func batchNormalisationBackward(
    _ data: Layout, epsilon: Float, rectifies: Bool, usesRunningStatistics: Bool = false,
    forward: Kernel
  ) throws(KernelError) -> Kernel {
    var description = dnnl_batch_normalization_desc_t()
    try oneDNN("describe the gradient of batch normalisation") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_batch_normalization_backward_desc_init(
          &description, dnnl_backward, $0, $0, epsilon,
          normalisationFlags(rectifies, usesRunningStatistics))
      }
    }
    return unsafe try Kernel("the gradient of batch normalisation", in: forward.context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, $1, forward.context.engine, forward.primitiveDescriptor)
    }
  }

  private static func normalisationFlags(
    _ rectifies: Bool, _ usesRunningStatistics: Bool
  ) -> UInt32 {
    var flags = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
    if rectifies { flags |= dnnl_fuse_norm_relu.rawValue }
    if usesRunningStatistics { flags |= dnnl_use_global_stats.rawValue }
    return flags
  }
}
