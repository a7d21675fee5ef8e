internal import COneDNN
public import Tensors

/// How the 32-bit floats of a tensor lie in memory: its shape, and the order or blocking of its axes.
public struct Layout: Equatable {
  /// The plain orders that meet the outside world, and the wish to let a kernel choose.
  public enum Order: Sendable {
    /// Last axis contiguous.
    case plain

    /// Whatever the kernel that is compiled with it computes fastest on.
    case any
  }

  let descriptor: dnnl_memory_desc_t

  /// Creates the layout of a tensor of at most four axes.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the axes.
  ///   - order: plain, or left to the kernel.
  /// - Throws: `KernelError` when the library refuses the shape.
  public init(_ shape: Shape, _ order: Order = .plain) throws(KernelError) {
    let tag =
      switch (order, shape.rank) {
      case (.any, _): dnnl_format_tag_any
      case (.plain, 1): dnnl_a
      case (.plain, 2): dnnl_ab
      case (.plain, 3): dnnl_abc
      default: dnnl_abcd
      }
    let lengths = shape.lengths.map(Int64.init)
    var descriptor = dnnl_memory_desc_t()
    try oneDNN("lay out a tensor of shape \(shape)") {
      unsafe dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(lengths.count), lengths, dnnl_f32, tag)
    }
    self.descriptor = descriptor
  }

  init(descriptor: dnnl_memory_desc_t) {
    self.descriptor = descriptor
  }

  /// The bytes a tensor of this layout takes, padding included.
  public var byteCount: Int {
    unsafe withUnsafePointer(to: descriptor) { unsafe dnnl_memory_desc_get_size($0) }
  }

  /// Returns whether two layouts place the same elements in the same order.
  public static func == (first: Layout, second: Layout) -> Bool {
    unsafe withUnsafePointer(to: first.descriptor) { left in
      unsafe withUnsafePointer(to: second.descriptor) { right in
        unsafe dnnl_memory_desc_equal(left, right) != 0
      }
    }
  }
}
