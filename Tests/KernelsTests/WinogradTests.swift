import CFeatureMaps
import Kernels
import Tensors
import Testing

/// Winograd's filtering on both widths of channel blocks, whatever this processor prefers.
@Suite(.enabled(if: ConvolutionAlgorithm.hasWinograd, "the processor has no AVX2 with FMA"))
struct WinogradTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: Shape
    let filters: Int
    let tile: Int
    let lanes: Int
    var testDescription: String { "\(shape) to \(filters), tile \(tile), \(lanes) lanes" }
  }

  static let cases = [8, 16].flatMap { lanes in
    [2, 4].flatMap { tile in
      [
        Case(shape: [2, 32, 9, 11], filters: 64, tile: tile, lanes: lanes),
        Case(shape: [1, 64, 3, 14], filters: 32, tile: tile, lanes: lanes),
        Case(shape: [7, 32, 4, 4], filters: 32, tile: tile, lanes: lanes),
      ]
    }
  }

  @Test(arguments: cases) func everyPassEqualsReference(test: Case) {
    let geometry = ConvolutionGeometry(
      input: test.shape, filters: test.filters, kernelSize: 3, stride: 1, padding: 1)
    let (images, filters, gradientValue) = ConvolutionTests.randomInputs(geometry)
    let sizes = winograd_geometry(
      batch: test.shape.batch, channels: test.shape.channels, filters: test.filters,
      height: test.shape.height, width: test.shape.width, tile: test.tile, lanes: test.lanes)
    var turned = sizes
    (turned.channels, turned.filters) = (sizes.filters, sizes.channels)

    let bias = [Float](repeating: 0, count: test.filters)
    let output = convolve(sizes, images, filters, isTransposed: false, geometry.output)
    let expected = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
    #expect(relativeError(output.elements, expected.elements) < Tolerance.winograd)

    let gradients = referenceConvolveBackward(
      images, filters: filters, gradient: gradientValue, geometry: geometry)
    let imageGradient = convolve(turned, gradientValue, filters, isTransposed: true, test.shape)
    #expect(relativeError(imageGradient.elements, gradients.images.elements) < Tolerance.winograd)
    let filterGradient = filterGradient(sizes, images, gradientValue, filters.elements.count)
    #expect(relativeError(filterGradient, gradients.filters.elements) < Tolerance.winograd)
  }

  @Test func moreTilesThanFitAtATimeAreSummedToo() {
    // 3,136 tiles of 36 places and 64 channels are three and a half groups of a filter gradient.
    let geometry = ConvolutionGeometry(
      input: [1, 32, 224, 224], filters: 32, kernelSize: 3, stride: 1, padding: 1)
    let (images, _, gradientValue) = ConvolutionTests.randomInputs(geometry)
    let sizes = winograd_geometry(
      batch: 1, channels: 32, filters: 32, height: 224, width: 224, tile: 4, lanes: 8)
    let found = filterGradient(sizes, images, gradientValue, 32 * 32 * 9)
    // The gradient of filter 5, channel 7, one pixel up and to the right.
    var expected = 0.0
    for y in 1..<224 {
      for x in 0..<223 {
        expected +=
          Double(gradientValue.elements[(5 * 224 + y) * 224 + x])
          * Double(images.elements[(7 * 224 + y - 1) * 224 + x + 1])
      }
    }
    // Sums of 50,000 products of unit variance have deviation 220.
    #expect(abs(Double(found[(5 * 32 + 7) * 9 + 2]) - expected) < 220 * 2e-5)
  }

  private func convolve(
    _ sizes: winograd_geometry, _ source: Tensor, _ filters: Tensor, isTransposed: Bool,
    _ output: Shape
  ) -> Tensor {
    let transformed = AlignedFloats(
      unsafe withUnsafePointer(to: sizes) { unsafe winograd_filter_count($0) })
    let scratch = AlignedFloats(
      unsafe withUnsafePointer(to: sizes) { unsafe winograd_forward_scratch_count($0, 2) })
    let blocked = AlignedFloats(blocking: source, lanes: sizes.lanes)
    let result = AlignedFloats(output.elementCount)
    unsafe withUnsafePointer(to: sizes) { sizes in
      unsafe winograd_transform_filters(
        sizes, filters.elements, isTransposed, transformed.start, 2)
      unsafe winograd_convolve(
        sizes, blocked.start, transformed.start, map_finish(), result.start, scratch.start, 2)
    }
    return result.unblocked(output, lanes: sizes.lanes)
  }

  private func filterGradient(
    _ sizes: winograd_geometry, _ source: Tensor, _ gradientValue: Tensor, _ count: Int
  ) -> [Float] {
    let scratch = AlignedFloats(
      unsafe withUnsafePointer(to: sizes) { unsafe winograd_gradient_scratch_count($0, 2) })
    let (maps, gradientValues) = (
      AlignedFloats(blocking: source, lanes: sizes.lanes),
      AlignedFloats(blocking: gradientValue, lanes: sizes.lanes)
    )
    let result = AlignedFloats(count)
    unsafe withUnsafePointer(to: sizes) { sizes in
      unsafe winograd_filter_gradient(
        sizes, maps.start, gradientValues.start, result.start, scratch.start, 2)
    }
    return unsafe Array(UnsafeBufferPointer(start: result.start, count: count))
  }
}

/// Floats at an address the kernels accept.
@safe private final class AlignedFloats {
  let start: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
    unsafe start.initialize(repeating: 0, count: count)
  }

  /// Copies maps, (batch, channel, height, width), into blocks of channels.
  convenience init(blocking maps: Tensor, lanes: Int) {
    self.init(maps.elements.count)
    for (index, value) in maps.elements.enumerated() {
      unsafe start[Self.place(index, maps.shape, lanes)] = value
    }
  }

  deinit { unsafe start.deallocate() }

  func unblocked(_ shape: Shape, lanes: Int) -> Tensor {
    Tensor(
      shape: shape,
      elements: (0..<shape.elementCount).map { unsafe start[Self.place($0, shape, lanes)] })
  }

  private static func place(_ index: Int, _ shape: Shape, _ lanes: Int) -> Int {
    let area = shape.height * shape.width
    let (pixel, channel, image) = (
      index % area, index / area % shape.channels, index / area / shape.channels
    )
    let block = image * (shape.channels / lanes) + channel / lanes
    return (block * area + pixel) * lanes + channel % lanes
  }
}
