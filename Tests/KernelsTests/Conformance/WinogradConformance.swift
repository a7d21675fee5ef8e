import CFeatureMaps
import Kernels
import Tensors
import Testing

extension Conformance {
  @Suite struct Winograd {
    struct Case: Sendable, CustomTestStringConvertible {
      let geometry: ConvolutionGeometry
      let tile: Int
      var twin: WinogradTwin { WinogradTwin(geometry: geometry, tile: tile) }
      var testDescription: String { "\(geometry.input) to \(geometry.filters), tile \(tile)" }

      init(_ input: Shape, _ filters: Int, tile: Int) {
        geometry = ConvolutionGeometry(
          input: input, filters: filters, kernelSize: 3, stride: 1, padding: 1)
        self.tile = tile
      }
    }

    /// Maps of one pixel, maps smaller than a tile, maps that are no whole number of tiles, and more
    /// channels than a thread sums gradients of at a time.
    static let cases = [2, 4].flatMap { tile in
      [
        Case([1, 32, 1, 1], 32, tile: tile), Case([2, 32, 9, 11], 64, tile: tile),
        Case([1, 64, 3, 14], 32, tile: tile), Case([7, 32, 4, 4], 32, tile: tile),
        Case([1, 96, 5, 1], 32, tile: tile), Case([1, 32, 6, 7], 288, tile: tile),
        Case([3, 32, 17, 2], 96, tile: tile),
      ]
    }

    /// Several groups of tiles whose products are summed at a time.
    static let long = [
      Case([1, 32, 121, 123], 32, tile: 4), Case([1, 32, 93, 95], 32, tile: 2),
    ]

    static let random = (0..<12).map { (seed: UInt64) -> Case in
      var generator = SeededGenerator(seed: seed, purpose: "winograd shapes")
      return Case(
        [
          1 + generator.integer(below: 3), 32 * (1 + generator.integer(below: 2)),
          1 + generator.integer(below: 15), 1 + generator.integer(below: 15),
        ], 32 * (1 + generator.integer(below: 2)), tile: generator.pick([2, 4]))
    }

    @Test func longSumsHaveSeveralGroups() {
      #expect(Self.long.map(\.twin.groups.count) == [2, 2])
    }

    @Test(arguments: cases + random) func everyPassHasTheBitsOfItsTwin(test: Case) {
      let (images, filters, gradient) = ConvolutionTests.randomInputs(test.geometry)
      let bias = (0..<test.geometry.filters).map { Float($0 % 7) / 3 - 1 }
      let expected = test.twin.convolve(images, filters: filters)
      let finished = test.twin.convolve(
        images, filters: filters, bias: bias, onto: gradient, rectifies: true)
      let expectedInput = test.twin.inputGradient(gradient, filters: filters)
      let expectedFilters = test.twin.filterGradient(images, gradient)
      KernelRun.forEach { run in
        let kernel = Kernel(test, run)
        expectSameBits(
          kernel.convolve(images, filters), expected.inBlocks(of: run.lanes), "the convolution",
          run)
        expectSameBits(
          kernel.convolve(images, filters, bias: bias, onto: gradient, rectifies: true),
          finished.inBlocks(of: run.lanes), "the finished convolution", run)
        expectSameBits(
          kernel.inputGradient(gradient, filters), expectedInput.inBlocks(of: run.lanes),
          "the input gradient", run)
        expectSameBits(
          kernel.filterGradient(images, gradient), expectedFilters, "the filter gradient", run)
      }
    }

    @Test(arguments: long) func longSumsHaveTheBitsOfTheirTwin(test: Case) {
      let (images, _, gradient) = ConvolutionTests.randomInputs(test.geometry)
      let expected = test.twin.filterGradient(images, gradient)
      KernelRun.forEach { run in
        expectSameBits(
          Kernel(test, run).filterGradient(images, gradient), expected, "the filter gradient", run)
      }
    }

    @Test(arguments: cases.filter { $0.geometry.output.elementCount < 2_000 })
    func theTwinIsTheDefinition(test: Case) {
      let (images, filters, gradient) = ConvolutionTests.randomInputs(test.geometry)
      let bias = [Float](repeating: 0, count: test.geometry.filters)
      let expected = referenceConvolve(
        images, filters: filters, bias: bias, geometry: test.geometry)
      let gradients = referenceConvolveBackward(
        images, filters: filters, gradient: gradient, geometry: test.geometry)
      let output = test.twin.convolve(images, filters: filters).elements
      #expect(relativeError(output, expected.elements) < Tolerance.winograd)
      let input = test.twin.inputGradient(gradient, filters: filters).elements
      #expect(relativeError(input, gradients.images.elements) < Tolerance.winograd)
      let found = test.twin.filterGradient(images, gradient)
      #expect(relativeError(found, gradients.filters.elements) < Tolerance.winograd)
    }
  }
}

/// The kernel for one geometry, tile and run.
private struct Kernel {
  private let sizes: winograd_geometry
  private let threads: Int32

  init(_ test: Conformance.Winograd.Case, _ run: KernelRun) {
    let input = test.geometry.input
    sizes = winograd_geometry(
      batch: input.batch, channels: input.channels, filters: test.geometry.filters,
      height: input.height, width: input.width, tile: test.tile, lanes: run.lanes)
    threads = run.threads
  }

  func convolve(
    _ images: Tensor, _ filters: Tensor, bias: [Float]? = nil, onto destination: Tensor? = nil,
    rectifies: Bool = false
  ) -> [Float] {
    convolve(
      sizes, images, filters, isTransposed: false, bias: bias, onto: destination,
      rectifies: rectifies)
  }

  func inputGradient(_ gradient: Tensor, _ filters: Tensor) -> [Float] {
    var turned = sizes
    (turned.channels, turned.filters) = (sizes.filters, sizes.channels)
    return convolve(
      turned, gradient, filters, isTransposed: true, bias: nil, onto: nil, rectifies: false)
  }

  func filterGradient(_ images: Tensor, _ gradient: Tensor) -> [Float] {
    var sizes = sizes
    let scratch = AlignedBuffer<Float>(unsafe winograd_gradient_scratch_count(&sizes, threads))
    let source = AlignedBuffer(images.inBlocks(of: sizes.lanes))
    let gradient = AlignedBuffer(gradient.inBlocks(of: sizes.lanes))
    let result = AlignedBuffer<Float>(sizes.channels * sizes.filters * 9)
    unsafe winograd_filter_gradient(
      &sizes, source.start, gradient.start, result.start, scratch.start, threads)
    return result.elements
  }

  private func convolve(
    _ sizes: winograd_geometry, _ maps: Tensor, _ filters: Tensor, isTransposed: Bool,
    bias: [Float]?, onto destination: Tensor?, rectifies: Bool
  ) -> [Float] {
    var sizes = sizes
    let transformed = AlignedBuffer<Float>(unsafe winograd_filter_count(&sizes))
    let scratch = AlignedBuffer<Float>(unsafe winograd_forward_scratch_count(&sizes, threads))
    let source = AlignedBuffer(maps.inBlocks(of: sizes.lanes))
    let bias = bias.map { AlignedBuffer($0) }
    let output =
      destination.map { AlignedBuffer($0.inBlocks(of: sizes.lanes)) }
      ?? AlignedBuffer(sizes.batch * sizes.filters * sizes.height * sizes.width)
    let finish = unsafe map_finish(
      bias: bias?.start, adds_destination: destination != nil, rectifies: rectifies)
    unsafe winograd_transform_filters(
      &sizes, filters.elements, isTransposed, transformed.start, threads)
    unsafe winograd_convolve(
      &sizes, source.start, transformed.start, finish, output.start, scratch.start, threads)
    return output.elements
  }
}
