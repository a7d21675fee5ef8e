internal import CFeatureMaps
internal import Tensors

/// A float32 convolution as defined, forward and back, for one shape and number of threads.
///
/// Its sums have one order for each shape, so that results are the same bits on every processor with AVX2
/// and FMA, and at any number of threads.
struct DirectConvolution {
  private let geometry: direct_geometry
  private let threads: Int
  private let context: ComputeContext

  /// The largest kernel.
  static let largestKernel = Int(DIRECT_KERNEL_LIMIT)

  /// Plans a convolution.
  ///
  /// - Parameters:
  ///   - geometry: its sizes; a kernel of at most `largestKernel`.
  ///   - lanes: the channels of a block of feature maps, 8 or 16; the processor's unless given.
  ///   - context: whose working memory it uses.
  init(
    _ geometry: ConvolutionGeometry, lanes: Int = FeatureMapLanes.count, in context: ComputeContext
  ) {
    precondition(
      (1...Self.largestKernel).contains(geometry.kernelSize),
      "expected a kernel of at most \(Self.largestKernel), found \(geometry.kernelSize)")
    let input = geometry.input
    self.geometry = direct_geometry(
      batch: input.batch, channels: input.channels, filters: geometry.filters, height: input.height,
      width: input.width, kernel: geometry.kernelSize, stride: geometry.stride,
      padding: geometry.padding, lanes: lanes,
      has_plain_source: input.channels == 3 && geometry.stride <= 2)
    self.context = context
    threads = ComputeThreads.count
  }

  /// The order of the maps it reads: images are read as they come.
  var sourceOrder: Layout.Order { geometry.has_plain_source ? .plain : order }

  /// The order of all other maps.
  var order: Layout.Order { .channelBlocks(lanes: geometry.lanes) }

  /// The form in which the filters are read.
  ///
  /// - Parameter forInputGradient: by the input's gradient.
  /// - Returns: the form, packed for these lanes.
  func filterForm(forInputGradient: Bool = false) -> FilterForm {
    FilterForm(
      kind: .packed(
        PackedFilters(
          channels: geometry.channels, filters: geometry.filters, kernel: geometry.kernel,
          stride: geometry.stride, padding: geometry.padding, lanes: geometry.lanes,
          isTransposed: forInputGradient)))
  }

  /// Returns the step that convolves.
  func step(
    source: Memory, filters: Memory, bias: Memory?, destination: Memory,
    then operations: [PostOperation]
  ) -> any ComputeStep {
    let (geometry, threads, context) = (geometry, threads, context)
    let floats = unsafe withUnsafePointer(to: geometry) {
      unsafe direct_forward_scratch_count($0, Int32(threads))
    }
    return FunctionStep([source, destination]) {
      let finish = unsafe map_finish(bias, operations)
      unsafe withUnsafePointer(to: geometry) {
        unsafe direct_convolve(
          $0, source.elements, filters.elements, finish, destination.elements,
          context.workingMemory(floats: floats), Int32(threads))
      }
    }
  }

  /// Returns the step that computes the gradient of the source.
  func inputGradientStep(
    destinationGradient: Memory, filters: Memory, sourceGradient: Memory
  ) -> any ComputeStep {
    let (geometry, threads, context) = (geometry, threads, context)
    let floats = unsafe withUnsafePointer(to: geometry) {
      unsafe direct_input_scratch_count($0, Int32(threads))
    }
    return FunctionStep([destinationGradient, sourceGradient]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe direct_input_gradient(
          $0, destinationGradient.elements, filters.elements, sourceGradient.elements,
          context.workingMemory(floats: floats), Int32(threads))
      }
    }
  }

  /// Returns the step that computes the gradients of the filters, (filter, channel, height, width), and of
  /// the bias, (filter), if there is one.
  func filterGradientStep(
    source: Memory, destinationGradient: Memory, filterGradient: Memory, biasGradient: Memory?
  ) -> any ComputeStep {
    let (geometry, threads, context) = (geometry, threads, context)
    let floats = unsafe withUnsafePointer(to: geometry) {
      unsafe direct_filter_scratch_count($0, Int32(threads))
    }
    return FunctionStep([source, destinationGradient]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe direct_filter_gradient(
          $0, source.elements, destinationGradient.elements, filterGradient.elements,
          biasGradient?.elements, context.workingMemory(floats: floats), Int32(threads))
      }
    }
  }
}

/// What packed filters depend on; not on the size of the maps.
struct PackedFilters: Equatable {
  let channels: Int
  let filters: Int
  let kernel: Int
  let stride: Int
  let padding: Int
  let lanes: Int

  /// Whether they are those of the input's gradient.
  let isTransposed: Bool

  var count: Int {
    let geometry = geometry
    return unsafe withUnsafePointer(to: geometry) { unsafe direct_filter_count($0, isTransposed) }
  }

  func pack(_ source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>) {
    let geometry = geometry
    unsafe withUnsafePointer(to: geometry) {
      unsafe direct_pack_filters(
        $0, source, isTransposed, destination, Int32(ComputeThreads.count))
    }
  }

  /// The geometry on maps that the kernel covers once: their size plays no part.
  private var geometry: direct_geometry {
    direct_geometry(
      batch: 1, channels: channels, filters: filters, height: kernel, width: kernel, kernel: kernel,
      stride: stride, padding: padding, lanes: lanes, has_plain_source: false)
  }
}

/// The channels of a block of float32 feature maps on this processor.
enum FeatureMapLanes {
  /// 16 with AVX-512, else 8; results do not depend on it.
  static var count: Int { processor_lanes() }
}
