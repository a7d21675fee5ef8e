internal import CFeatureMaps
internal import Tensors

/// The copy of a tensor into another layout.
public enum LayoutChange {
  /// Returns the step that copies a buffer into another one of the same shape.
  ///
  /// - Parameters:
  ///   - source: what is copied.
  ///   - destination: where it goes, in its own layout.
  ///   - context: the processor it runs on.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  /// - Throws: `KernelError` when the library cannot change one layout into the other.
  public static func step(
    from source: Memory, to destination: Memory, in context: ComputeContext
  ) throws(KernelError) -> any ComputeStep {
    guard let from = source.layout.lanes, let to = destination.layout.lanes,
      let shape = source.layout.shape
    else {
      return try Kernel.reorder(from: source.layout, to: destination.layout, in: context)
        .bound(to: [.source: source, .destination: destination])
    }
    let threads = Int32(ComputeThreads.count)
    return FunctionStep([source, destination]) {
      unsafe maps_copy(
        shape.batch, shape.channels, shape.height * shape.width, from, source.elements, to,
        destination.elements, threads)
    }
  }
}

extension Layout {
  /// The channels of a block of float32 maps, 1 for plain ones; nil for any other layout.
  fileprivate var lanes: Int? {
    guard shape?.rank == 4, precision == .float32 else { return nil }
    return switch order {
    case .plain: 1
    case .channelBlocks(let lanes): lanes
    case .any, nil: nil
    }
  }
}
