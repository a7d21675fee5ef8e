internal import CFeatureMaps
internal import Tensors

/// A convolution by Winograd's filtering, forward and back, for one shape and number of threads.
struct WinogradConvolution {
  private let geometry: winograd_geometry
  private let threads: Int
  private let context: ComputeContext
  private let isTransposed: Bool

  /// Plans the convolution of a geometry that `hasWinograd`.
  ///
  /// - Parameters:
  ///   - geometry: the sizes of the forward convolution.
  ///   - tile: the side of a tile of outputs, 2 or 4.
  ///   - forInputGradient: whether it maps gradients of the output to gradients of the input.
  ///   - lanes: the channels of a block of feature maps, 8 or 16; the processor's unless given.
  ///   - context: whose working memory it uses.
  init(
    _ geometry: ConvolutionGeometry, tile: Int, forInputGradient: Bool = false,
    lanes: Int = FeatureMapLanes.count, in context: ComputeContext
  ) {
    let (input, output) = (geometry.input, geometry.output)
    self.geometry = winograd_geometry(
      batch: input.batch, channels: forInputGradient ? output.channels : input.channels,
      filters: forInputGradient ? input.channels : output.channels, height: input.height,
      width: input.width, tile: tile, lanes: lanes)
    self.context = context
    isTransposed = forInputGradient
    threads = ComputeThreads.count
  }

  /// The form in which the filters are read.
  var filterForm: FilterForm {
    FilterForm(
      kind: .transformed(
        WinogradFilters(
          channels: geometry.channels, filters: geometry.filters, tile: geometry.tile,
          lanes: geometry.lanes, isTransposed: isTransposed)))
  }

  /// The order of the maps it reads and writes.
  var order: Layout.Order { .channelBlocks(lanes: geometry.lanes) }

  /// Returns the step that convolves.
  func step(
    source: Memory, filters: Memory, bias: Memory?, destination: Memory,
    then operations: [PostOperation]
  ) -> any ComputeStep {
    let (geometry, threads, context) = (geometry, threads, context)
    let floats = unsafe withUnsafePointer(to: geometry) {
      unsafe winograd_forward_scratch_count($0, Int32(threads))
    }
    return FunctionStep([source, destination]) {
      let finish = unsafe map_finish(bias, operations)
      unsafe withUnsafePointer(to: geometry) {
        unsafe winograd_convolve(
          $0, source.elements, filters.elements, finish, destination.elements,
          context.workingMemory(floats: floats), Int32(threads))
      }
    }
  }

  /// Returns the step that computes the gradient of the filters, (filter, channel, 3, 3).
  func filterGradientStep(
    source: Memory, destinationGradient: Memory, filterGradient: Memory
  ) -> any ComputeStep {
    let (geometry, threads, context) = (geometry, threads, context)
    let floats = unsafe withUnsafePointer(to: geometry) {
      unsafe winograd_gradient_scratch_count($0, Int32(threads))
    }
    return FunctionStep([source, destinationGradient]) {
      unsafe withUnsafePointer(to: geometry) {
        unsafe winograd_filter_gradient(
          $0, source.elements, destinationGradient.elements, filterGradient.elements,
          context.workingMemory(floats: floats), Int32(threads))
      }
    }
  }
}
