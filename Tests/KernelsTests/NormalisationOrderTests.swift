import CFeatureMaps
import Kernels
import Tensors
import Testing

/// The sums of batch normalisation under both widths of blocks and several numbers of threads.
@Suite(.enabled(if: ConvolutionAlgorithm.hasWinograd, "the processor has no AVX2 with FMA"))
struct NormalisationOrderTests {
  private static let shape: Shape = [5, 32, 7, 5]

  /// All that one normalisation computes, forward and back, channel by channel.
  private struct Outcome: Equatable {
    var output: [Float]
    var statistics: [Float]
    var sourceGradient: [Float]
    var parameterGradients: [Float]
  }

  @Test(arguments: [1, 2, 3, 7]) func theNumberOfThreadsChangesNoBit(threads: Int32) {
    #expect(outcome(lanes: 8, threads: threads) == outcome(lanes: 8, threads: 4))
  }

  @Test func theWidthOfBlocksChangesNoBit() {
    #expect(outcome(lanes: 8, threads: 2) == outcome(lanes: 16, threads: 2))
  }

  private func outcome(lanes: Int, threads: Int32) -> Outcome {
    var generator = SeededGenerator(seed: 11, purpose: "normalisation order test")
    let shape = Self.shape
    let source = blocked(Tensor(normal: shape, deviation: 3, using: &generator), lanes: lanes)
    let gradientValue = blocked(
      Tensor(normal: shape, deviation: 1, using: &generator), lanes: lanes)
    let scale = (0..<shape.channels).map { 0.5 + Float($0) / 16 }
    let shift = (0..<shape.channels).map { Float($0) / 8 - 1 }
    var (mean, variance) = (scale, scale)
    var output = source
    var (sourceGradient, scaleGradient, shiftGradient) = (source, scale, shift)
    var geometry = normalisation_geometry(
      batch: shape.batch, channels: shape.channels, area: shape.height * shape.width, lanes: lanes,
      epsilon: 1e-5, rectifies: true, uses_running_statistics: false)
    unsafe source.withAligned { source in
      unsafe gradientValue.withAligned { gradientValue in
        unsafe output.withAlignedResult { output in
          unsafe normalisation_forward(
            &geometry, source, scale, shift, &mean, &variance, output, threads)
        }
        unsafe sourceGradient.withAlignedResult { gradient in
          unsafe normalisation_backward(
            &geometry, source, mean, variance, scale, shift, gradientValue, gradient,
            &scaleGradient,
            &shiftGradient, threads)
        }
      }
    }
    return Outcome(
      output: plain(output, lanes: lanes), statistics: mean + variance,
      sourceGradient: plain(sourceGradient, lanes: lanes),
      parameterGradients: scaleGradient + shiftGradient)
  }

  /// Returns maps in blocks of channels.
  private func blocked(_ tensor: Tensor, lanes: Int) -> [Float] {
    var result = tensor.elements
    for (plain, block) in places(lanes: lanes) { result[block] = tensor.elements[plain] }
    return result
  }

  private func plain(_ elements: [Float], lanes: Int) -> [Float] {
    var result = elements
    for (plain, block) in places(lanes: lanes) { result[plain] = elements[block] }
    return result
  }

  /// Where each element lies in (batch, channel, pixel), and in blocks.
  private func places(lanes: Int) -> [(plain: Int, block: Int)] {
    let (channels, area) = (Self.shape.channels, Self.shape.height * Self.shape.width)
    return (0..<Self.shape.elementCount).map { index in
      let (image, channel, pixel) = (index / area / channels, index / area % channels, index % area)
      let block = (image * channels + channel / lanes * lanes) * area
      return (index, block + pixel * lanes + channel % lanes)
    }
  }
}

extension [Float] {
  /// Calls a closure with a copy of the elements that begins at a cache line.
  fileprivate func withAligned(_ body: (UnsafePointer<Float>) -> Void) {
    let copy = unsafe UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
      .initializeMemory(as: Float.self, from: self, count: count)
    unsafe body(copy)
    unsafe copy.deallocate()
  }

  /// Calls a closure with memory that begins at a cache line, and takes over what it wrote.
  fileprivate mutating func withAlignedResult(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    let memory = unsafe UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
      .initializeMemory(as: Float.self, repeating: 0, count: count)
    unsafe body(memory)
    self = unsafe Array(UnsafeBufferPointer(start: memory, count: count))
    unsafe memory.deallocate()
  }
}
