internal import Tensors

/// A convolution compiled forward, by the algorithm of choice.
public final class Convolution {
  /// The layout of the maps it reads.
  public let source: Layout

  /// The layout of the maps it writes.
  public let destination: Layout

  /// The form of its filters.
  public let filterForm: FilterForm

  /// What it is computed by.
  public let algorithm: ConvolutionAlgorithm

  /// The number of filters.
  public var destinationChannels: Int { geometry.filters }

  let geometry: ConvolutionGeometry
  let context: ComputeContext
  private let operations: [PostOperation]
  private let implementation: Implementation

  private enum Implementation {
    case direct(DirectConvolution)
    case winograd(WinogradConvolution)
    case library(Kernel)
  }

  /// Compiles a convolution.
  ///
  /// - Parameters:
  ///   - geometry: its sizes.
  ///   - hasBias: whether a bias of (filter) is added.
  ///   - choice: which algorithm to take.
  ///   - precision: of maps and filters; all but float32 is computed by the library.
  ///   - operations: what is done to each result, in order.
  ///   - fullBatch: the batch that the algorithm is chosen for, so that a smaller one is computed
  ///     alike; the geometry's own unless given.
  ///   - context: the processor to compile for.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public init(
    _ geometry: ConvolutionGeometry, hasBias: Bool, choice: ConvolutionChoice,
    precision: Precision = .float32, then operations: [PostOperation] = [], fullBatch: Int? = nil,
    in context: ComputeContext
  ) throws(KernelError) {
    self.geometry = geometry
    self.context = context
    self.operations = operations
    guard precision == .float32 else {
      algorithm = .direct
      let kernel = try Kernel.convolution(
        geometry, hasBias: hasBias, precision: precision, then: operations, in: context)
      source = try kernel.requiredLayout(of: .source)
      destination = try kernel.requiredLayout(of: .destination)
      filterForm = FilterForm(kind: .arranged(try kernel.requiredLayout(of: .weights)))
      implementation = .library(kernel)
      return
    }
    algorithm = choice.algorithm(for: geometry.inBatch(of: fullBatch))
    switch algorithm {
    case .direct:
      let direct = DirectConvolution(geometry, in: context)
      source = try Layout(geometry.input, direct.sourceOrder)
      destination = try Layout(geometry.output, direct.order)
      filterForm = direct.filterForm()
      implementation = .direct(direct)
    case .winograd(let tile):
      let winograd = WinogradConvolution(geometry, tile: tile, in: context)
      source = try Layout(geometry.input, winograd.order)
      destination = try Layout(geometry.output, winograd.order)
      filterForm = winograd.filterForm
      implementation = .winograd(winograd)
    }
  }

  /// Returns the step that convolves.
  ///
  /// - Parameters:
  ///   - source: (batch, channel, height, width), in `source`'s layout.
  ///   - filters: in `filterForm`.
  ///   - bias: (filter), or nil.
  ///   - destination: (batch, filter, height, width), in `destination`'s layout.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func step(
    source: Memory, filters: Memory, bias: Memory?, destination: Memory
  ) -> any ComputeStep {
    switch implementation {
    case .direct(let direct):
      direct.step(
        source: source, filters: filters, bias: bias, destination: destination, then: operations)
    case .winograd(let winograd):
      winograd.step(
        source: source, filters: filters, bias: bias, destination: destination, then: operations)
    case .library(let kernel):
      kernel.bound(to: [
        .source: source, .weights: filters, .bias: bias, .destination: destination,
      ])
    }
  }
}

/// The gradient of a convolution with respect to its input, compiled.
public final class ConvolutionInputGradient {
  /// The layout of the gradient it reads, that of the output.
  public let destinationGradient: Layout

  /// The layout of the gradient it writes, that of the input.
  public let sourceGradient: Layout

  /// The form of the filters.
  public let filterForm: FilterForm

  private let implementation: Implementation

  private enum Implementation {
    case direct(DirectConvolution)
    case winograd(WinogradConvolution)
  }

  /// Compiles the gradient of a float32 convolution.
  ///
  /// - Parameters:
  ///   - forward: the convolution.
  ///   - choice: which algorithm to take.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public init(of forward: Convolution, choice: ConvolutionChoice) throws(KernelError) {
    let geometry = forward.geometry
    switch choice.algorithm(for: geometry) {
    case .direct:
      let direct = DirectConvolution(geometry, in: forward.context)
      destinationGradient = try Layout(geometry.output, direct.order)
      sourceGradient = try Layout(geometry.input, direct.order)
      filterForm = direct.filterForm(forInputGradient: true)
      implementation = .direct(direct)
    case .winograd(let tile):
      let winograd = WinogradConvolution(
        geometry, tile: tile, forInputGradient: true, in: forward.context)
      destinationGradient = try Layout(geometry.output, winograd.order)
      sourceGradient = try Layout(geometry.input, winograd.order)
      filterForm = winograd.filterForm
      implementation = .winograd(winograd)
    }
  }

  /// Returns the step that computes the gradient.
  ///
  /// - Parameters:
  ///   - destinationGradient: (batch, filter, height, width), in its layout here.
  ///   - filters: in `filterForm`.
  ///   - sourceGradient: (batch, channel, height, width), in its layout here.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func step(
    destinationGradient: Memory, filters: Memory, sourceGradient: Memory
  ) -> any ComputeStep {
    switch implementation {
    case .direct(let direct):
      direct.inputGradientStep(
        destinationGradient: destinationGradient, filters: filters, sourceGradient: sourceGradient)
    case .winograd(let winograd):
      winograd.step(
        source: destinationGradient, filters: filters, bias: nil, destination: sourceGradient,
        then: [])
    }
  }
}

/// The gradient of a convolution with respect to its filters and bias, compiled.
public final class ConvolutionFilterGradient {
  /// The layout of the maps it reads, those of the input.
  public let source: Layout

  /// The layout of the gradient it reads, that of the output.
  public let destinationGradient: Layout

  /// The layout of the gradient it writes: plain, (filter, channel, height, width).
  public let filterGradient: Layout

  private let implementation: Implementation

  private enum Implementation {
    case direct(DirectConvolution)
    case winograd(WinogradConvolution)
  }

  /// Compiles the gradient of a float32 convolution.
  ///
  /// - Parameters:
  ///   - forward: the convolution.
  ///   - hasBias: whether the gradient of a bias is wanted too; then it is computed as defined.
  ///   - choice: which algorithm to take.
  /// - Throws: `KernelError` when the library has no such kernel, or no memory.
  public init(
    of forward: Convolution, hasBias: Bool, choice: ConvolutionChoice
  ) throws(KernelError) {
    let geometry = forward.geometry
    filterGradient = try Layout(geometry.weights)
    switch hasBias ? .direct : choice.algorithm(for: geometry) {
    case .direct:
      let direct = DirectConvolution(geometry, in: forward.context)
      source = try Layout(geometry.input, direct.sourceOrder)
      destinationGradient = try Layout(geometry.output, direct.order)
      implementation = .direct(direct)
    case .winograd(let tile):
      let winograd = WinogradConvolution(geometry, tile: tile, in: forward.context)
      source = try Layout(geometry.input, winograd.order)
      destinationGradient = try Layout(geometry.output, winograd.order)
      implementation = .winograd(winograd)
    }
  }

  /// Returns the step that computes the gradient.
  ///
  /// - Parameters:
  ///   - source: (batch, channel, height, width), in its layout here.
  ///   - destinationGradient: (batch, filter, height, width), in its layout here.
  ///   - filterGradient: (filter, channel, height, width), in its layout here.
  ///   - biasGradient: (filter), or nil.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func step(
    source: Memory, destinationGradient: Memory, filterGradient: Memory, biasGradient: Memory?
  ) -> any ComputeStep {
    switch implementation {
    case .direct(let direct):
      direct.filterGradientStep(
        source: source, destinationGradient: destinationGradient, filterGradient: filterGradient,
        biasGradient: biasGradient)
    case .winograd(let winograd):
      winograd.filterGradientStep(
        source: source, destinationGradient: destinationGradient, filterGradient: filterGradient)
    }
  }
}
