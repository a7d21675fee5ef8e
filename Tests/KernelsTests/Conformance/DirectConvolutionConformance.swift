import CFeatureMaps
import Kernels
import Tensors
import Testing

extension Conformance {
  @Suite struct DirectConvolution {
    /// Maps of one pixel, channels that fill up no block, even kernels, kernels below the stride, and padding
    /// beyond the kernel.
    static let awkward = [
      geometry([1, 1, 1, 1], 1, kernel: 1),
      geometry([1, 5, 1, 1], 3, kernel: 3, padding: 1),
      geometry([1, 3, 1, 1], 17, kernel: 7, stride: 2, padding: 3),
      geometry([2, 3, 19, 17], 20, kernel: 7, stride: 2, padding: 3),
      geometry([1, 3, 9, 14], 33, kernel: 4, padding: 2),
      geometry([3, 3, 8, 5], 5, kernel: 3, stride: 3, padding: 1),
      geometry([1, 17, 6, 7], 40, kernel: 2, stride: 2),
      geometry([2, 8, 7, 7], 16, kernel: 1, stride: 3),
      geometry([1, 16, 4, 3], 24, kernel: 1, padding: 2),
      geometry([2, 33, 5, 9], 7, kernel: 5, stride: 3, padding: 4),
      geometry([5, 32, 13, 11], 48, kernel: 1),
      geometry([1, 24, 1, 31], 9, kernel: 6, stride: 2, padding: 5),
    ]

    /// So many pixels that the sums of a filter gradient have several segments and parts: up to as many parts
    /// as there are for one group of terms, two groups, and so many that one part is left.
    static let long = [
      geometry([3, 5, 37, 41], 7, kernel: 3, padding: 1),
      geometry([2, 17, 30, 29], 9, kernel: 3, padding: 1),
      geometry([7, 43, 11, 13], 3, kernel: 7, padding: 3),
      geometry([2, 3, 61, 45], 10, kernel: 3, stride: 1, padding: 1),
      geometry([1, 3, 97, 101], 9, kernel: 5, stride: 2, padding: 2),
      geometry([4, 16, 23, 25], 18, kernel: 1),
      geometry([1, 3, 64, 66], 40, kernel: 7, stride: 2, padding: 3),
    ]

    static let random = (0..<24).map { (seed: UInt64) -> ConvolutionGeometry in
      var generator = SeededGenerator(seed: seed, purpose: "direct convolution shapes")
      let kernel = 1 + generator.integer(below: 7)
      let padding = generator.integer(below: kernel)
      let least = max(1, kernel - 2 * padding)
      return geometry(
        [
          1 + generator.integer(below: 3), generator.pick([1, 3, 3, 5, 8, 16, 19, 32]),
          least + generator.integer(below: 11), least + generator.integer(below: 11),
        ], generator.pick([1, 3, 8, 13, 16, 20, 35]), kernel: kernel,
        stride: 1 + generator.integer(below: 3), padding: padding)
    }

    @Test func longSumsHaveSeveralPartsOfSeveralSegments() {
      let counts = Self.long.map { DirectConvolutionTwin(geometry: $0).parts.map(\.count) }
      #expect(counts.map(\.count) == [16, 7, 1, 16, 10, 9, 5])
      #expect(counts[0].reduce(0, +) == 18 && counts[2] == [4])
    }

    @Test(arguments: awkward + long + random)
    func everyPassHasTheBitsOfItsTwin(geometry: ConvolutionGeometry) {
      let twin = DirectConvolutionTwin(geometry: geometry)
      let (images, filters, gradient) = ConvolutionTests.randomInputs(geometry)
      let expectedInput = twin.inputGradient(gradient, filters: filters)
      let expectedFilters = twin.filterGradient(images, gradient)
      let expectedBias = twin.biasGradient(gradient)
      let expected = twin.convolve(
        images, filters: filters, bias: nil, onto: nil, rectifies: false)
      for kernel in Kernel.all(of: geometry) {
        KernelRun.forEach { run in
          let output = kernel.convolve(
            images, filters, bias: nil, onto: nil, rectifies: false, run)
          expectSameBits(output, expected.inBlocks(of: run.lanes), "the convolution", run)
          let found = kernel.filterGradient(images, gradient, run)
          expectSameBits(found.filters, expectedFilters, "the filter gradient", run)
          expectSameBits(found.bias, expectedBias, "the bias gradient", run)
        }
      }
      KernelRun.forEach { run in
        let found = Kernel(geometry: geometry, isPlain: false).inputGradient(gradient, filters, run)
        expectSameBits(found, expectedInput.inBlocks(of: run.lanes), "the input gradient", run)
      }
    }

    @Test(arguments: awkward + [long[3]])
    func resultsAreFinishedInOneOrder(geometry: ConvolutionGeometry) {
      let twin = DirectConvolutionTwin(geometry: geometry)
      let (images, filters, shortcut) = ConvolutionTests.randomInputs(geometry)
      let bias = (0..<geometry.filters).map { Float($0 % 7) / 3 - 1 }
      for (onto, rectifies) in [(shortcut, true), (shortcut, false), (nil, true)] {
        let expected = twin.convolve(
          images, filters: filters, bias: bias, onto: onto, rectifies: rectifies)
        for kernel in Kernel.all(of: geometry) {
          KernelRun.forEach { run in
            let output = kernel.convolve(
              images, filters, bias: bias, onto: onto, rectifies: rectifies, run)
            expectSameBits(output, expected.inBlocks(of: run.lanes), "the convolution", run)
          }
        }
      }
    }

    @Test(arguments: awkward) func theTwinIsTheDefinition(geometry: ConvolutionGeometry) {
      let twin = DirectConvolutionTwin(geometry: geometry)
      let (images, filters, gradient) = ConvolutionTests.randomInputs(geometry)
      let bias = (0..<geometry.filters).map { Float($0) / 8 }
      let output = twin.convolve(images, filters: filters, bias: bias, onto: nil, rectifies: false)
      let expected = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
      let gradients = referenceConvolveBackward(
        images, filters: filters, gradient: gradient, geometry: geometry)
      let tolerance = Tolerance.float32Accumulation
      #expect(relativeError(output.elements, expected.elements) < tolerance)
      let input = twin.inputGradient(gradient, filters: filters).elements
      #expect(relativeError(input, gradients.images.elements) < tolerance)
      #expect(
        relativeError(twin.filterGradient(images, gradient), gradients.filters.elements) < tolerance
      )
      #expect(relativeError(twin.biasGradient(gradient), gradient.channelSums) < tolerance)
    }

    private static func geometry(
      _ input: Shape, _ filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0
    ) -> ConvolutionGeometry {
      ConvolutionGeometry(
        input: input, filters: filters, kernelSize: kernel, stride: stride, padding: padding)
    }
  }
}

/// The kernel for one geometry.
private struct Kernel {
  let geometry: ConvolutionGeometry

  /// Whether it reads images of three channels as they come.
  let isPlain: Bool

  /// The ways in which a source may lie.
  static func all(of geometry: ConvolutionGeometry) -> [Kernel] {
    let mayBePlain = geometry.input.channels == 3 && geometry.stride <= 2
    return (mayBePlain ? [false, true] : [false]).map { Kernel(geometry: geometry, isPlain: $0) }
  }

  func convolve(
    _ images: Tensor, _ filters: Tensor, bias: [Float]?, onto destination: Tensor?, rectifies: Bool,
    _ run: KernelRun
  ) -> [Float] {
    var sizes = sizes(run)
    let source = source(images, run)
    let packed = packed(filters, isTransposed: false, run)
    let scratch = AlignedBuffer<Float>(unsafe direct_forward_scratch_count(&sizes, run.threads))
    let bias = bias.map { AlignedBuffer($0) }
    let output =
      destination.map { AlignedBuffer($0.inBlocks(of: run.lanes)) }
      ?? AlignedBuffer(count(geometry.output, run))
    let finish = unsafe map_finish(
      bias: bias?.start, adds_destination: destination != nil, rectifies: rectifies)
    unsafe direct_convolve(
      &sizes, source.start, packed.start, finish, output.start, scratch.start, run.threads)
    return output.elements
  }

  func inputGradient(_ gradient: Tensor, _ filters: Tensor, _ run: KernelRun) -> [Float] {
    var sizes = sizes(run)
    let source = AlignedBuffer(gradient.inBlocks(of: run.lanes))
    let packed = packed(filters, isTransposed: true, run)
    let scratch = AlignedBuffer<Float>(unsafe direct_input_scratch_count(&sizes, run.threads))
    let output = AlignedBuffer<Float>(count(geometry.input, run))
    unsafe direct_input_gradient(
      &sizes, source.start, packed.start, output.start, scratch.start, run.threads)
    return output.elements
  }

  func filterGradient(
    _ images: Tensor, _ gradient: Tensor, _ run: KernelRun
  ) -> (filters: [Float], bias: [Float]) {
    var sizes = sizes(run)
    let source = source(images, run)
    let gradient = AlignedBuffer(gradient.inBlocks(of: run.lanes))
    let scratch = AlignedBuffer<Float>(unsafe direct_filter_scratch_count(&sizes, run.threads))
    let filters = AlignedBuffer<Float>(geometry.weights.elementCount)
    let bias = AlignedBuffer<Float>(geometry.filters)
    unsafe direct_filter_gradient(
      &sizes, source.start, gradient.start, filters.start, bias.start, scratch.start, run.threads)
    return (filters.elements, bias.elements)
  }

  private func packed(
    _ filters: Tensor, isTransposed: Bool, _ run: KernelRun
  ) -> AlignedBuffer<Float> {
    var sizes = sizes(run)
    let packed = AlignedBuffer<Float>(unsafe direct_filter_count(&sizes, isTransposed))
    unsafe direct_pack_filters(
      &sizes, filters.elements, isTransposed, packed.start, run.threads)
    return packed
  }

  private func source(_ images: Tensor, _ run: KernelRun) -> AlignedBuffer<Float> {
    AlignedBuffer(images.inBlocks(of: isPlain ? 1 : run.lanes))
  }

  private func sizes(_ run: KernelRun) -> direct_geometry {
    direct_geometry(
      batch: geometry.input.batch, channels: geometry.input.channels, filters: geometry.filters,
      height: geometry.input.height, width: geometry.input.width, kernel: geometry.kernelSize,
      stride: geometry.stride, padding: geometry.padding, lanes: run.lanes,
      has_plain_source: isPlain)
  }

  private func count(_ maps: Shape, _ run: KernelRun) -> Int {
    maps.elementCount / maps.channels * ((maps.channels + run.lanes - 1) / run.lanes * run.lanes)
  }
}
