internal import COneDNN

/// A buffer that kernels read and write, with its layout.
///
/// It starts filled with zeros, so that the padding of a blocked layout is defined.
@safe public final class Memory {
  /// The order of the elements.
  public let layout: Layout

  let handle: dnnl_memory_t
  private let storage: UnsafeMutableRawPointer

  /// Allocates a buffer.
  ///
  /// - Parameters:
  ///   - layout: its shape and order, not `any`.
  ///   - context: the processor it is for.
  /// - Throws: `KernelError` when the library refuses the layout.
  public init(_ layout: Layout, in context: ComputeContext) throws(KernelError) {
    let byteCount = max(layout.byteCount, 4)
    let storage = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    var handle: dnnl_memory_t?
    do throws(KernelError) {
      try oneDNN("bind \(byteCount) bytes of memory") {
        unsafe withUnsafePointer(to: layout.descriptor) {
          unsafe dnnl_memory_create(&handle, $0, context.engine, storage)
        }
      }
    } catch {
      unsafe storage.deallocate()
      throw error
    }
    guard let handle = unsafe handle else {
      unsafe storage.deallocate()
      throw KernelError(operation: "bind memory", reason: "no memory object came back")
    }
    self.layout = layout
    unsafe self.handle = handle
    unsafe self.storage = storage
  }

  deinit {
    unsafe dnnl_memory_destroy(handle)
    unsafe storage.deallocate()
  }

  /// The number of floats, padding included.
  public var count: Int { layout.byteCount / MemoryLayout<Float>.stride }

  /// Calls a closure with the elements, in the order of the layout.
  public func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) -> Result
  ) -> Result {
    let elements = unsafe storage.assumingMemoryBound(to: Float.self)
    return unsafe body(UnsafeMutableBufferPointer(start: elements, count: count))
  }

  /// Replaces the elements of a plain buffer.
  public func write(_ elements: [Float]) {
    precondition(elements.count == count, "expected \(count) elements, found \(elements.count)")
    unsafe withElements { _ = unsafe $0.update(fromContentsOf: elements) }
  }

  /// Returns the elements of a plain buffer.
  public func read() -> [Float] {
    unsafe withElements { unsafe Array($0) }
  }
}
