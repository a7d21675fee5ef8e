internal import CFeatureMaps
internal import Tensors

/// The form in which a compiled convolution reads its filters.
public struct FilterForm: Equatable {
  enum Kind: Equatable {
    /// The same numbers in a layout of the library's choice.
    case arranged(Layout)

    /// Transformed for Winograd's filtering.
    case transformed(WinogradFilters)

    /// In the order in which a direct convolution reads them.
    case packed(PackedFilters)
  }

  let kind: Kind

  /// Allocates a buffer for filters of this form.
  public func memory(in context: ComputeContext) throws(KernelError) -> Memory {
    switch kind {
    case .arranged(let layout): try Memory(layout, in: context)
    case .transformed(let filters): try Memory(Layout([filters.count]), in: context)
    case .packed(let filters): try Memory(Layout([filters.count]), in: context)
    }
  }

  /// Returns the step that brings filters to this form.
  ///
  /// - Parameters:
  ///   - source: (filter, channel, height, width), in any layout for an arranged form and plain for
  ///     the others.
  ///   - destination: what `memory` returned.
  ///   - context: the processor it runs on.
  /// - Returns: the step; it reads the source each time it runs.
  /// - Throws: `KernelError` when the library cannot change one layout into the other.
  public func preparation(
    from source: Memory, to destination: Memory, in context: ComputeContext
  ) throws(KernelError) -> any ComputeStep {
    switch kind {
    case .arranged:
      try Kernel.reorder(from: source.layout, to: destination.layout, in: context)
        .bound(to: [.source: source, .destination: destination])
    case .transformed(let filters):
      FunctionStep([source, destination]) {
        unsafe filters.transform(source.elements, to: destination.elements)
      }
    case .packed(let filters):
      FunctionStep([source, destination]) {
        unsafe filters.pack(source.elements, to: destination.elements)
      }
    }
  }

  /// Whether a buffer of plain filters has this form as it is.
  public func isMet(by memory: Memory) -> Bool { kind == .arranged(memory.layout) }

  /// Whether only plain filters can be brought to this form.
  public var needsPlainSource: Bool {
    if case .arranged = kind { false } else { true }
  }
}

/// What transformed filters depend on; not on the size of the maps.
struct WinogradFilters: Equatable {
  let channels: Int
  let filters: Int
  let tile: Int
  let lanes: Int

  /// Whether they are those of the input's gradient: turned, with filters and channels exchanged.
  let isTransposed: Bool

  var count: Int {
    let geometry = geometry
    return unsafe withUnsafePointer(to: geometry) { unsafe winograd_filter_count($0) }
  }

  func transform(_ source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>) {
    let geometry = geometry
    unsafe withUnsafePointer(to: geometry) {
      unsafe winograd_transform_filters(
        $0, source, isTransposed, destination, Int32(ComputeThreads.count))
    }
  }

  /// The geometry on maps of one pixel: their size plays no part.
  private var geometry: winograd_geometry {
    winograd_geometry(
      batch: 1, channels: channels, filters: filters, height: 1, width: 1, tile: tile, lanes: lanes)
  }
}
