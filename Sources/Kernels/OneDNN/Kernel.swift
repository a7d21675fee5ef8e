internal import COneDNN

/// One compiled primitive: an operation for fixed shapes and layouts.
///
/// The factories stand with their operation: `Kernel.convolution`, `Kernel.maxPooling`, and so on.
@safe public final class Kernel {
  /// What a buffer is to an operation.
  public enum Role: Sendable {
    case source
    case weights
    case bias
    case destination
    case sourceGradient
    case weightsGradient
    case biasGradient
    case destinationGradient
    case workspace
  }

  let context: ComputeContext
  let name: String
  let primitiveDescriptor: dnnl_primitive_desc_t
  private let primitive: dnnl_primitive_t

  /// The number of threads it was compiled for, with which it has to run.
  private let threads: Int

  /// The library's working memory for one run, without elements until then; nil when it needs none.
  ///
  /// It is taken from the context, since the library's own belongs to a thread: a primitive compiled
  /// on one thread and run on another would use memory that is not there.
  private let scratchpad: dnnl_memory_t?
  private let scratchpadByteCount: Int

  /// Compiles a primitive from its description.
  ///
  /// - Parameters:
  ///   - name: what it does, for messages.
  ///   - context: the processor to compile for.
  ///   - operations: what is done to each result, in order.
  ///   - create: fills in the primitive descriptor, with the given attributes, and says how that went.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  init(
    _ name: String, in context: ComputeContext, then operations: [PostOperation] = [],
    create: (
      UnsafeMutablePointer<dnnl_primitive_desc_t?>, dnnl_primitive_attr_t
    ) -> dnnl_status_t
  ) throws(KernelError) {
    threads = ComputeThreads.count
    ComputeThreads.tellLibrary(threads)
    let attributes = try PrimitiveAttributes.applying(operations)
    var descriptor: dnnl_primitive_desc_t?
    try oneDNN("compile \(name)") { unsafe create(&descriptor, attributes.handle) }
    guard let descriptor = unsafe descriptor else {
      throw KernelError(operation: "compile \(name)", reason: "no description came back")
    }
    var primitive: dnnl_primitive_t?
    do throws(KernelError) {
      try oneDNN("compile \(name)") { unsafe dnnl_primitive_create(&primitive, descriptor) }
    } catch {
      unsafe dnnl_primitive_desc_destroy(descriptor)
      throw error
    }
    guard let primitive = unsafe primitive else {
      unsafe dnnl_primitive_desc_destroy(descriptor)
      throw KernelError(operation: "compile \(name)", reason: "no primitive came back")
    }
    do throws(KernelError) {
      unsafe (scratchpad, scratchpadByteCount) = try Self.scratchpad(of: descriptor, context)
    } catch {
      unsafe dnnl_primitive_destroy(primitive)
      unsafe dnnl_primitive_desc_destroy(descriptor)
      throw error
    }
    self.context = context
    self.name = name
    unsafe self.primitiveDescriptor = descriptor
    unsafe self.primitive = primitive
  }

  private static func scratchpad(
    of descriptor: dnnl_primitive_desc_t, _ context: ComputeContext
  ) throws(KernelError) -> (memory: dnnl_memory_t?, byteCount: Int) {
    guard let layout = unsafe dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0)
    else { return (nil, 0) }
    let byteCount = unsafe dnnl_memory_desc_get_size(layout)
    guard byteCount > 0 else { return (nil, 0) }
    var memory: dnnl_memory_t?
    try oneDNN("bind working memory") {
      unsafe dnnl_memory_create(&memory, layout, context.engine, nil)
    }
    return unsafe (memory, byteCount)
  }

  deinit {
    unsafe dnnl_memory_destroy(scratchpad)
    unsafe dnnl_primitive_destroy(primitive)
    unsafe dnnl_primitive_desc_destroy(primitiveDescriptor)
  }

  /// Returns the layout the primitive chose for a buffer, or nil when it takes no such buffer.
  public func layout(of role: Role) -> Layout? {
    guard let query = role.query,
      let descriptor = unsafe dnnl_primitive_desc_query_md(primitiveDescriptor, query, 0),
      unsafe descriptor.pointee.ndims > 0
    else { return nil }
    return unsafe Layout(descriptor: descriptor.pointee)
  }

  /// Returns the layout the primitive chose for a buffer it cannot do without.
  public func requiredLayout(of role: Role) throws(KernelError) -> Layout {
    guard let layout = layout(of: role) else {
      throw KernelError(operation: "lay out the \(role) of \(name)", reason: "it takes none")
    }
    return layout
  }

  /// Allocates a buffer in the layout the primitive chose.
  public func memory(for role: Role) throws(KernelError) -> Memory {
    try Memory(requiredLayout(of: role), in: context)
  }

  /// Returns the primitive with its buffers in place, ready to run as often as needed.
  ///
  /// - Parameter buffers: what it reads and writes; nil for a buffer that it goes without.
  /// - Returns: a step that reads and writes those buffers each time it runs.
  public func bound(to buffers: KeyValuePairs<Role, Memory?>) -> KernelStep {
    KernelStep(
      kernel: self,
      buffers: buffers.compactMap { role, memory in memory.map { (role, $0) } })
  }

  /// What the primitive is given beside its buffers.
  var scratchpadArguments: [dnnl_exec_arg_t] {
    guard let scratchpad = unsafe scratchpad else { return unsafe [] }
    return unsafe [dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratchpad)]
  }

  func run(_ arguments: [dnnl_exec_arg_t]) throws(KernelError) {
    ComputeThreads.tellLibrary(threads)
    if let scratchpad = unsafe scratchpad {
      let block = unsafe context.workingMemory(byteCount: scratchpadByteCount)
      try oneDNN("bind working memory") { unsafe dnnl_memory_set_data_handle(scratchpad, block) }
    }
    try oneDNN("run \(name)") {
      unsafe dnnl_primitive_execute(
        primitive, context.stream, Int32(arguments.count), arguments)
    }
  }
}

/// A compiled primitive with its buffers in place.
@safe public final class KernelStep: ComputeStep {
  /// What it reads and writes.
  public let buffers: [Memory]

  private let kernel: Kernel
  private let arguments: [dnnl_exec_arg_t]

  init(kernel: Kernel, buffers: [(Kernel.Role, Memory)]) {
    self.kernel = kernel
    self.buffers = buffers.map { $0.1 }
    unsafe self.arguments =
      buffers.map { role, memory in
        unsafe dnnl_exec_arg_t(arg: role.argument, memory: memory.handle)
      } + kernel.scratchpadArguments
  }

  /// Runs the operation to its end.
  public func run() throws(KernelError) {
    unsafe try kernel.run(arguments)
  }
}

extension Kernel.Role {
  fileprivate var argument: Int32 {
    switch self {
    case .source: DNNL_ARG_SRC
    case .weights: DNNL_ARG_WEIGHTS
    case .bias: DNNL_ARG_BIAS
    case .destination: DNNL_ARG_DST
    case .sourceGradient: DNNL_ARG_DIFF_SRC
    case .weightsGradient: DNNL_ARG_DIFF_WEIGHTS
    case .biasGradient: DNNL_ARG_DIFF_BIAS
    case .destinationGradient: DNNL_ARG_DIFF_DST
    case .workspace: DNNL_ARG_WORKSPACE
    }
  }

  /// What to ask the library for the layout; nil for the per-channel vectors, which are plain.
  fileprivate var query: dnnl_query_t? {
    switch self {
    case .source: dnnl_query_src_md
    case .weights: dnnl_query_weights_md
    case .destination: dnnl_query_dst_md
    case .sourceGradient: dnnl_query_diff_src_md
    case .weightsGradient: dnnl_query_diff_weights_md
    case .destinationGradient: dnnl_query_diff_dst_md
    case .workspace: dnnl_query_workspace_md
    case .bias, .biasGradient: nil
    }
  }
}
