internal import COneDNN

extension Kernel {
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
