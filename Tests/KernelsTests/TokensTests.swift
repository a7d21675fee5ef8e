import CFeatureMaps
import Glibc
import Kernels
import Tensors
import Testing

@Suite struct TokensTests {
  @Test func exponentialsAndErrorFunctionsAreWithinTwoUnitsInTheLastPlace() {
    // Every 4,099th float up to the largest argument of each.
    let sizes = stride(from: UInt32(0x2000_0000), to: 0x42AE_0000, by: 4_099).map {
      Float(bitPattern: $0)
    }
    var exponentials = sizes.map { -$0 }
    unsafe tokens_exponential(exponentials.count, 8, &exponentials)
    let worstExponential = zip(exponentials, sizes).map { found, size in
      Self.units(found, exp(-Double(size)))
    }.max()
    #expect((worstExponential ?? .infinity) < 2)
    var errors = sizes
    unsafe tokens_error_function(errors.count, 8, &errors)
    let worstError = zip(errors, sizes).map { found, size in
      Self.units(found, erf(Double(size)))
    }.max()
    #expect((worstError ?? .infinity) < 2)
  }

  /// Returns the error in units of the last place that the exact value has as a float.
  private static func units(_ found: Float, _ exact: Double) -> Double {
    abs(Double(found) - exact) / Double(Float(exact).ulp)
  }

  @Test func referencesWorkOutByHand() {
    let rows = Matrix(rows: 1, columns: 2, elements: [1, 3])
    #expect(
      referenceLayerNormalise(rows, scale: [2, 1], shift: [0, 5], epsilon: 0).elements == [-2, 6])
    #expect(referenceGELU(Matrix(rows: 1, columns: 1, elements: [0])).elements == [0])
    // Two tokens, one head of one channel: q = 0 weighs both values alike.
    let tokens = Matrix(rows: 2, columns: 3, elements: [0, 1, 4, 0, 2, 6])
    #expect(referenceAttention(tokens, heads: 1).elements == [5, 5])
  }

  @Test(arguments: [(1, 3, 8), (2, 31, 20), (3, 100, 48)])
  func layersEqualTheirReference(batch: Int, tokens: Int, channels: Int) throws {
    let harness = try KernelHarness()
    var generator = SeededGenerator(seed: 5, purpose: "token layers")
    func draws(_ count: Int) -> [Float] { (0..<count).map { _ in generator.normal() } }
    let rows = batch * tokens
    let source = Matrix(rows: rows, columns: channels, elements: draws(rows * channels))
    let (scale, shift) = (draws(channels), draws(channels))
    let input = try harness.vector(source.elements)
    let shape: Shape = [batch, tokens, channels]

    let normal = try harness.vector(Array(repeating: 0, count: rows * channels))
    try TokenSteps.normalisation(
      shape, epsilon: 1e-6, source: input, scale: harness.vector(scale),
      shift: harness.vector(shift), destination: normal
    ).run()
    let expectedNormal = referenceLayerNormalise(
      source, scale: scale, shift: shift, epsilon: 1e-6)
    #expect(
      relativeError(normal.read(), expectedNormal.elements) < Tolerance.float32Accumulation)

    let layer = TokenLinear(inputs: channels, outputs: 3 * channels)
    let weights = Matrix(
      rows: 3 * channels, columns: channels, elements: draws(3 * channels * channels))
    let biases = draws(3 * channels)
    let packed = try layer.packed(
      weights: weights.elements, biases: biases, in: harness.context)
    let wide = try harness.vector(Array(repeating: 0, count: 3 * rows * channels))
    var finish = TokenLinear.Finish()
    finish.isGELU = true
    try layer.step(
      rows: rows, source: input, packed: packed, finish: finish, destination: wide
    ).run()
    let expectedWide = referenceGELU(referenceLinear(source, weight: weights, bias: biases))
    #expect(relativeError(wide.read(), expectedWide.elements) < Tolerance.float32Accumulation)

    let attended = try harness.vector(Array(repeating: 0, count: rows * channels))
    try TokenSteps.attention(
      shape, heads: 4, source: wide, destination: attended, in: harness.context
    ).run()
    let values = wide.read()
    let expected = (0..<batch).flatMap { image in
      let first = image * tokens * 3 * channels
      return referenceAttention(
        Matrix(
          rows: tokens, columns: 3 * channels,
          elements: Array(values[first..<first + tokens * 3 * channels])), heads: 4
      ).elements
    }
    // The scores are up to hundreds, and their rounding is a relative error of the shares.
    #expect(relativeError(attended.read(), expected) < 1e-4)
  }
}

@Suite struct GridResamplingTests {
  private func resampled(
    _ grid: [Float], side: Int, rows: Int, columns: Int, _ method: GridResampling.Method
  ) -> [Float] {
    GridResampling(side: side, rows: rows, columns: columns, channels: 1, method: method)(grid[...])
  }

  @Test(arguments: GridResampling.Method.allCases)
  func aConstantStaysOne(method: GridResampling.Method) {
    let found = resampled(Array(repeating: 3, count: 49), side: 7, rows: 5, columns: 19, method)
    #expect(found.count == 95)
    #expect(found.allSatisfy { abs($0 - 3) < 1e-6 })
  }

  @Test(arguments: [GridResampling.Method.size, .antialiased, .alignedCorners])
  func theSameSizeChangesNothing(method: GridResampling.Method) {
    let grid = (0..<36).map { Float($0 * $0 % 11) }
    #expect(resampled(grid, side: 6, rows: 6, columns: 6, method) == grid)
  }

  @Test func theFactorOfDINOMovesWhatKeepsItsSize() {
    let grid = (0..<36).map { Float($0 % 6) }
    let found = resampled(grid, side: 6, rows: 6, columns: 6, .offsetFactor)
    // Result 3 lies at 3.5 · 6/6.1 − ½ of a ramp, which cubics of this parameter follow to a few hundredths.
    #expect(abs(found[3] - Float(3.5 * 6 / 6.1 - 0.5)) < 0.03)
    #expect(abs(found[3] - 3) > 0.03)
  }

  @Test func cornersStayCorners() {
    let grid = (0..<25).map(Float.init)
    let found = resampled(grid, side: 5, rows: 9, columns: 13, .alignedCorners)
    #expect(found[0] == 0 && found[12] == 4 && found[116] == 24)
  }

  @Test func fewerResultsAreMeansOfManyWhereAntialiased() {
    let stripes = (0..<144).map { Float($0 % 2) }
    let plain = resampled(stripes, side: 12, rows: 3, columns: 3, .antialiased)
    #expect(plain.allSatisfy { abs($0 - 0.5) < 0.05 })
  }
}
