internal import COneDNN

/// A buffer that kernels read and write, with its layout.
///
/// It owns its elements, which start as zeros, or is placed in an arena that many buffers share over
/// time.
@safe public final class Memory {
  /// The order of the elements.
  public let layout: Layout

  let handle: dnnl_memory_t
  private let owned: UnsafeMutableRawPointer?
  private var placed: UnsafeMutableRawPointer?

  /// Allocates a buffer of zeros.
  ///
  /// - Parameters:
  ///   - layout: its shape and order, not `any`.
  ///   - context: the processor it is for.
  /// - Throws: `KernelError` when the library refuses the layout.
  public convenience init(_ layout: Layout, in context: ComputeContext) throws(KernelError) {
    let byteCount = max(layout.byteCount, 4)
    let storage = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    try unsafe self.init(layout, owning: storage, in: context)
  }

  /// Creates a buffer that has no elements until `place` gives it some.
  ///
  /// - Parameters:
  ///   - layout: its shape and order, not `any`.
  ///   - context: the processor it is for.
  /// - Throws: `KernelError` when the library refuses the layout.
  public convenience init(unplaced layout: Layout, in context: ComputeContext) throws(KernelError) {
    try unsafe self.init(layout, owning: nil, in: context)
  }

  private init(
    _ layout: Layout, owning storage: UnsafeMutableRawPointer?, in context: ComputeContext
  ) throws(KernelError) {
    var handle: dnnl_memory_t?
    do throws(KernelError) {
      try oneDNN("bind \(layout.byteCount) bytes of memory") {
        unsafe withUnsafePointer(to: layout.descriptor) {
          unsafe dnnl_memory_create(&handle, $0, context.engine, storage)
        }
      }
    } catch {
      unsafe storage?.deallocate()
      throw error
    }
    guard let handle = unsafe handle else {
      unsafe storage?.deallocate()
      throw KernelError(operation: "bind memory", reason: "no memory object came back")
    }
    self.layout = layout
    unsafe self.handle = handle
    unsafe owned = storage
    unsafe placed = storage
  }

  deinit {
    unsafe dnnl_memory_destroy(handle)
    unsafe owned?.deallocate()
  }

  /// Puts the buffer at a place of an arena, which has to outlive its use there.
  ///
  /// - Parameters:
  ///   - offset: in bytes, from the arena's start.
  ///   - arena: where; at least `offset` and this layout's bytes long.
  /// - Throws: `KernelError` when the library refuses the address.
  public func place(at offset: Int, of arena: ComputeArena) throws(KernelError) {
    let address = unsafe arena.address(of: offset, byteCount: layout.byteCount)
    let handle = unsafe handle
    try oneDNN("place a buffer") { unsafe dnnl_memory_set_data_handle(handle, address) }
    unsafe placed = address
  }

  /// The number of floats, padding included.
  public var count: Int { layout.byteCount / MemoryLayout<Float>.stride }

  /// The elements of a float32 buffer, in the order of the layout.
  var elements: UnsafeMutablePointer<Float> {
    guard let placed = unsafe placed else {
      preconditionFailure("expected a buffer that has been placed")
    }
    return unsafe placed.assumingMemoryBound(to: Float.self)
  }

  /// Calls a closure with the elements, in the order of the layout.
  public func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) -> Result
  ) -> Result {
    unsafe body(UnsafeMutableBufferPointer(start: elements, count: count))
  }

  /// Replaces the elements of a plain buffer.
  public func write(_ elements: [Float]) {
    precondition(elements.count == count, "expected \(count) elements, found \(elements.count)")
    write(elements[...], at: 0)
  }

  /// Replaces some elements of a plain buffer.
  ///
  /// - Parameters:
  ///   - values: the new elements.
  ///   - first: where they begin.
  public func write(_ values: ArraySlice<Float>, at first: Int) {
    precondition(
      first >= 0 && first + values.count <= count,
      "expected at most \(count) elements, found \(values.count) at \(first)")
    unsafe values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      unsafe (elements + first).update(from: start, count: values.count)
    }
  }

  /// Returns the elements of a plain buffer.
  public func read() -> [Float] {
    unsafe withElements { unsafe Array($0) }
  }
}
