internal import COneDNN

/// What a kernel does to each result before it stores it, in order.
public enum PostOperation: Sendable {
  /// Adds what the destination held before.
  case addDestination

  /// Replaces negative values by 0.
  case rectify
}

/// Sole owner of the attributes of one primitive.
@safe struct PrimitiveAttributes: ~Copyable {
  let handle: dnnl_primitive_attr_t

  private init(handle: dnnl_primitive_attr_t) {
    unsafe self.handle = handle
  }

  /// Returns attributes with the given post-operations, and working memory given at each run.
  static func applying(
    _ operations: [PostOperation]
  ) throws(KernelError) -> PrimitiveAttributes {
    var handle: dnnl_primitive_attr_t?
    try oneDNN("create attributes") { unsafe dnnl_primitive_attr_create(&handle) }
    guard let handle = unsafe handle else {
      throw KernelError(operation: "create attributes", reason: "none came back")
    }
    let attributes = unsafe PrimitiveAttributes(handle: handle)
    let target = unsafe attributes.handle
    try oneDNN("ask to bring working memory") {
      unsafe dnnl_primitive_attr_set_scratchpad_mode(target, dnnl_scratchpad_mode_user)
    }
    // The environment may allow bfloat16 where float32 was asked for.
    try oneDNN("ask for float32 as it is") {
      unsafe dnnl_primitive_attr_set_fpmath_mode(target, dnnl_fpmath_mode_strict)
    }
    try attributes.set(operations)
    return attributes
  }

  private borrowing func set(_ operations: [PostOperation]) throws(KernelError) {
    var chain: dnnl_post_ops_t?
    try oneDNN("create post-operations") { unsafe dnnl_post_ops_create(&chain) }
    defer { unsafe dnnl_post_ops_destroy(chain) }
    for operation in operations {
      try oneDNN("append a post-operation") {
        switch operation {
        case .addDestination: unsafe dnnl_post_ops_append_sum(chain, 1)
        case .rectify: unsafe dnnl_post_ops_append_eltwise(chain, 1, dnnl_eltwise_relu, 0, 0)
        }
      }
    }
    let target = unsafe handle
    try oneDNN("set post-operations") { unsafe dnnl_primitive_attr_set_post_ops(target, chain) }
  }

  deinit { unsafe dnnl_primitive_attr_destroy(handle) }
}
