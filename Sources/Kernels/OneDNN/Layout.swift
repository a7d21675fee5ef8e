internal import COneDNN
public import Tensors

/// How the numbers of a tensor lie in memory: its shape, and the order or blocking of its axes.
public struct Layout: Equatable {
  /// The orders that have a name, and the wish to let a kernel choose.
  public enum Order: Sendable, Equatable {
    /// Last axis contiguous.
    case plain

    /// Whatever the kernel that is compiled with it computes fastest on.
    case any

    /// (batch, channel / lanes, height, width, lanes), with 8 or 16 lanes.
    case channelBlocks(lanes: Int)
  }

  let descriptor: dnnl_memory_desc_t

  /// The shape, where the layout was not chosen by the library.
  let shape: Shape?

  /// The order, where the layout was not chosen by the library.
  let order: Order?

  /// The numbers, where the layout was not chosen by the library.
  let precision: Precision?

  /// Creates the layout of a tensor of at most four axes.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the axes.
  ///   - order: plain, blocked, or left to the kernel.
  ///   - precision: the numbers that are stored.
  /// - Throws: `KernelError` when the library refuses the shape.
  public init(
    _ shape: Shape, _ order: Order = .plain, precision: Precision = .float32
  ) throws(KernelError) {
    let tag =
      switch (order, shape.rank) {
      case (.any, _): dnnl_format_tag_any
      case (.channelBlocks(lanes: 16), _): dnnl_nChw16c
      case (.channelBlocks, _): dnnl_nChw8c
      case (.plain, 1): dnnl_a
      case (.plain, 2): dnnl_ab
      case (.plain, 3): dnnl_abc
      default: dnnl_abcd
      }
    let lengths = shape.lengths.map(Int64.init)
    var descriptor = dnnl_memory_desc_t()
    try oneDNN("lay out a tensor of shape \(shape)") {
      unsafe dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(lengths.count), lengths, precision.dataType, tag)
    }
    self.descriptor = descriptor
    self.shape = shape
    self.order = order
    self.precision = precision
  }

  init(descriptor: dnnl_memory_desc_t) {
    self.descriptor = descriptor
    shape = nil
    order = nil
    precision = nil
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
