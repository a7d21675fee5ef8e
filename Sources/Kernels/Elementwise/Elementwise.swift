internal import COneDNN

extension Kernel {
  /// Compiles the sum of two tensors; buffers are source, secondSource and destination.
  ///
  /// - Parameters:
  ///   - data: the layout of all three.
  ///   - rectifies: whether negative results become 0.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func addition(
    _ data: Layout, rectifies: Bool, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_binary_desc_t()
    try oneDNN("describe a sum") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_binary_desc_init(&description, dnnl_binary_add, $0, $0, $0)
      }
    }
    return unsafe try Kernel("a sum", in: context, then: rectifies ? [.rectify] : []) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
    }
  }

  /// Compiles the rectifier, which replaces negative values by 0; buffers are source and destination,
  /// which may be the same.
  ///
  /// - Parameters:
  ///   - data: the layout of both.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func rectifier(
    _ data: Layout, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    var description = dnnl_eltwise_desc_t()
    try oneDNN("describe a rectifier") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_eltwise_forward_desc_init(
          &description, dnnl_forward_training, dnnl_eltwise_relu_use_dst_for_bwd, $0, 0, 0)
      }
    }
    return unsafe try Kernel("a rectifier", in: context) {
      unsafe dnnl_primitive_desc_create($0, &description, $1, context.engine, nil)
    }
  }

  /// Compiles the gradient of the rectifier; buffers are destination (its output),
  /// destinationGradient and sourceGradient.
  ///
  /// - Parameters:
  ///   - data: the layout of all three.
  ///   - context: the processor to compile for.
  /// - Returns: the compiled kernel.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public static func rectifierBackward(
    _ data: Layout, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    let forward = try rectifier(data, in: context)
    var description = dnnl_eltwise_desc_t()
    try oneDNN("describe the gradient of a rectifier") {
      unsafe withUnsafePointer(to: data.descriptor) {
        unsafe dnnl_eltwise_backward_desc_init(
          &description, dnnl_eltwise_relu_use_dst_for_bwd, $0, $0, 0, 0)
      }
    }
    return unsafe try Kernel("the gradient of a rectifier", in: context) {
      unsafe dnnl_primitive_desc_create(
        $0, &description, $1, context.engine, forward.primitiveDescriptor)
    }
  }

  /// Compiles the copy of a tensor into another layout; buffers are source and destination.
  public static func reorder(
    from source: Layout, to destination: Layout, in context: ComputeContext
  ) throws(KernelError) -> Kernel {
    unsafe try Kernel("a change of layout", in: context) { result, attributes in
      unsafe withUnsafePointer(to: source.descriptor) { source in
        unsafe withUnsafePointer(to: destination.descriptor) { destination in
          unsafe dnnl_reorder_primitive_desc_create(
            result, source, context.engine, destination, context.engine, attributes)
        }
      }
    }
  }
}
