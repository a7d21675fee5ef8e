import Kernels
import Tensors
import Testing

@Suite struct ElementwiseTests {
  /// Two images of three channels, which fill up no block of eight.
  private let shape: Shape = [2, 3, 1, 2]

  private let first: [Float] = [1, -2, 3, -4, 5, -6, 7, -8, 9, -10, .nan, 12]
  private let second: [Float] = [1, 1, -5, 1, 1, 7, -7, 8, 0, 20, 1, -12]

  @Test func sumsAreRectifiedAndNaNStays() throws {
    let sums = try result { first, second, sum in
      Elementwise.addition(first, second, to: sum, rectifies: true)
    }
    #expect(sums.description == "[2.0, 0.0, 0.0, 0.0, 6.0, 1.0, 0.0, 0.0, 9.0, 10.0, nan, 0.0]")
  }

  @Test func plainSumsKeepTheirSign() throws {
    let sums = try result { first, second, sum in
      Elementwise.addition(first, second, to: sum, rectifies: false)
    }
    #expect(sums[..<4] == [2, -1, -2, -3])
  }

  @Test func theRectifierKeepsWhatIsPositive() throws {
    let rectified = try result { _, second, result in Elementwise.rectifier(second, to: result) }
    #expect(rectified == [1, 1, 0, 1, 1, 7, 0, 8, 0, 20, 1, 0])
  }

  @Test func aGradientPassesWhereTheResultWasPositive() throws {
    let gradient = try result { first, second, gradient in
      Elementwise.rectifierGradient(result: second, resultGradient: first, to: gradient)
    }
    #expect(
      gradient.description == "[1.0, -2.0, 0.0, -4.0, 5.0, -6.0, 0.0, -8.0, 0.0, -10.0, nan, 0.0]")
  }

  /// Runs a step on maps in blocks of eight channels.
  private func result(
    _ step: (_ first: Memory, _ second: Memory, _ result: Memory) -> any ComputeStep
  ) throws -> [Float] {
    let harness = try KernelHarness()
    let layout = try Layout(shape, .channelBlocks(lanes: 8))
    let result = try Memory(layout, in: harness.context)
    try step(
      harness.memory(Tensor(shape: shape, elements: first), as: layout),
      harness.memory(Tensor(shape: shape, elements: second), as: layout), result
    ).run()
    return try harness.tensor(result, shape).elements
  }
}
