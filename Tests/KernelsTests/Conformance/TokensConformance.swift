import CFeatureMaps
import Glibc
import Tensors
import Testing

extension Conformance {
  @Suite struct Tokens {
    /// Arguments of all sizes: every 9,973rd float, and what lies at the borders of the formulas.
    static let arguments: [Float] =
      stride(from: UInt32(0), to: 0xFF80_0000, by: 9_973).map { Float(bitPattern: $0) }.filter {
        !$0.isNaN
      } + [0, -0, 1, -1, 4, -4, -87, Float(-87).nextDown, .infinity, -.infinity, .nan]

    @Test func exponentialsHaveTheBitsOfTheirTwin() {
      let arguments = Self.arguments.filter { !($0 > 88) }
      let expected = arguments.map(TokensTwin.exponential)
      KernelForm.forEach { form in
        let values = AlignedBuffer(arguments)
        unsafe tokens_exponential(arguments.count, form.lanes, values.start)
        expectSameBits(values.elements, expected, "the exponentials", form.run)
      }
    }

    @Test func errorFunctionsHaveTheBitsOfTheirTwin() {
      let expected = Self.arguments.map(TokensTwin.errorFunction)
      KernelForm.forEach { form in
        let values = AlignedBuffer(Self.arguments)
        unsafe tokens_error_function(Self.arguments.count, form.lanes, values.start)
        expectSameBits(values.elements, expected, "the error functions", form.run)
      }
    }

    /// Single numbers, rows that fill up no vector, and more rows than a piece has.
    static let rows: [(rows: Int, channels: Int)] = [
      (1, 1), (3, 5), (2, 16), (70, 33), (5, 48), (257, 24), (4, 387),
    ]

    @Test(arguments: rows)
    func normalisationsHaveTheBitsOfTheirTwin(sizes: (rows: Int, channels: Int)) {
      let source = Self.draws(sizes.rows, sizes.channels, "rows")
      let (scale, shift) = (
        Self.draws(1, sizes.channels, "scale"), Self.draws(1, sizes.channels, "shift")
      )
      let expected = TokensTwin.normalised(
        source, epsilon: 1e-6, scale: scale.elements, shift: shift.elements)
      KernelRun.forEach { run in
        let (input, output) = (
          AlignedBuffer(source.elements), AlignedBuffer<Float>(source.elements.count)
        )
        unsafe tokens_normalise(
          sizes.rows, sizes.channels, 1e-6, run.lanes, input.start, scale.elements, shift.elements,
          output.start, run.threads)
        expectSameBits(output.elements, expected.elements, "the normalised rows", run)
      }
    }

    /// Single rows, terms and outputs, outputs that fill up no panel, and more rows than a strip.
    static let layers: [(rows: Int, inputs: Int, outputs: Int)] = [
      (1, 1, 1), (1, 7, 9), (5, 1, 33), (0, 3, 4), (29, 17, 31), (14, 33, 64), (6, 16, 16),
      (170, 40, 17), (13, 300, 100), (31, 2_400, 5),
    ]

    @Test(arguments: layers)
    func linearLayersHaveTheBitsOfTheirTwin(sizes: (rows: Int, inputs: Int, outputs: Int)) {
      let source = Self.draws(sizes.rows, sizes.inputs, "source")
      let weights = Self.draws(sizes.outputs, sizes.inputs, "weights")
      let biases = Self.draws(1, sizes.outputs, "biases").elements
      let before = Self.draws(sizes.rows, sizes.outputs, "destination")
      for kind in 0..<4 {
        let finish = tokens_finish(is_gelu: kind & 1 > 0, adds_destination: kind & 2 > 0)
        let expected = TokensTwin.linear(
          source, weights: weights, biases: biases, isGELU: finish.is_gelu,
          onto: finish.adds_destination ? before : nil)
        KernelRun.forEach { run in
          var shape = tokens_linear_shape(
            rows: sizes.rows, inputs: sizes.inputs, outputs: sizes.outputs, lanes: run.lanes)
          let packed = AlignedBuffer<Float>(unsafe tokens_packed_count(&shape))
          unsafe tokens_pack(&shape, weights.elements, biases, packed.start)
          let output =
            finish.adds_destination
            ? AlignedBuffer(before.elements) : AlignedBuffer(before.elements.count)
          let input = AlignedBuffer(source.elements)
          unsafe tokens_linear(
            &shape, input.start, packed.start, finish, output.start, run.threads)
          expectSameBits(output.elements, expected.elements, "the layer's results", run)
        }
      }
    }

    /// Single tokens, heads and channels, tokens that fill up no vector, and more than a block of queries.
    static let attentions: [(batch: Int, tokens: Int, heads: Int, depth: Int)] = [
      (1, 1, 1, 1), (2, 5, 3, 4), (1, 17, 2, 8), (2, 25, 1, 24), (1, 49, 2, 16), (1, 197, 1, 64),
    ]

    @Test(arguments: attentions)
    func attentionsHaveTheBitsOfTheirTwin(
      sizes: (batch: Int, tokens: Int, heads: Int, depth: Int)
    ) {
      let width = sizes.heads * sizes.depth
      let source = Self.draws(sizes.batch * sizes.tokens, 3 * width, "queries")
      let length = sizes.tokens * 3 * width
      let expected = (0..<sizes.batch).flatMap { image in
        TokensTwin.attention(
          Matrix(
            rows: sizes.tokens, columns: 3 * width,
            elements: Array(source.elements[image * length..<(image + 1) * length])),
          heads: sizes.heads
        ).elements
      }
      KernelRun.forEach { run in
        var shape = tokens_attention_shape(
          batch: sizes.batch, tokens: sizes.tokens, heads: sizes.heads, depth: sizes.depth,
          lanes: run.lanes)
        let scratch = AlignedBuffer<Float>(
          unsafe tokens_attention_scratch_count(&shape, run.threads))
        let (input, output) = (
          AlignedBuffer(source.elements), AlignedBuffer<Float>(expected.count)
        )
        unsafe tokens_attend(&shape, input.start, output.start, scratch.start, run.threads)
        expectSameBits(output.elements, expected, "the attention", run)
      }
    }

    @Test func patchesAreRowsOfTheirPixels() {
      // Two images of two channels, 5×7 pixels: four patches of 2×2 or six, and pixels left over.
      let images = AlignedBuffer((0..<140).map(Float.init))
      var sizes = tokens_patches(batch: 2, channels: 2, height: 5, width: 7, patch: 2)
      let expected = (0..<2).flatMap { image in
        (0..<6).flatMap { patch in
          (0..<8).map { place in
            let (y, x) = (2 * (patch / 3) + place / 2 % 2, 2 * (patch % 3) + place % 2)
            return Float(70 * image + 35 * (place / 4) + 7 * y + x)
          }
        }
      }
      for threads in 1...4 as ClosedRange<Int32> {
        let rows = AlignedBuffer<Float>(96)
        unsafe tokens_gather(&sizes, images.start, rows.start, threads)
        expectSameBits(rows.elements, expected, "the rows", "\(threads) threads")
      }
    }

    @Test func tokensBeginWithTheSameRowsAndEndAsMaps() {
      let (first, own, added) = (
        Self.draws(2, 19, "first"), Self.draws(140, 19, "own"), Self.draws(72, 19, "added")
      )
      var expected: [Float] = []
      for image in 0..<2 {
        for token in 0..<72 {
          for channel in 0..<19 {
            let place = 70 * image + token - 2
            let value: Float = token < 2 ? first[token, channel] : own[place, channel]
            expected.append(value + added[token, channel])
          }
        }
      }
      var mapped: [Float] = []
      for image in 0..<2 {
        for channel in 0..<19 {
          for token in 2..<72 { mapped.append(expected[(72 * image + token) * 19 + channel]) }
        }
      }
      for threads in 1...4 as ClosedRange<Int32> {
        let tokens = AlignedBuffer<Float>(expected.count)
        unsafe tokens_begin(
          2, 2, 70, 19, first.elements, own.elements, added.elements, tokens.start, threads)
        expectSameBits(tokens.elements, expected, "the tokens", "\(threads) threads")
        let maps = AlignedBuffer<Float>(mapped.count)
        unsafe tokens_maps(2, 2, 70, 19, tokens.start, maps.start, threads)
        expectSameBits(maps.elements, mapped, "the maps", "\(threads) threads")
      }
    }

    private static func draws(_ rows: Int, _ columns: Int, _ purpose: String) -> Matrix {
      var generator = SeededGenerator(seed: 7, purpose: "token conformance: \(purpose)")
      return Matrix(
        rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in generator.normal() }
      )
    }
  }
}

extension KernelForm {
  /// The form on one thread.
  fileprivate var run: KernelRun { KernelRun(form: self, threads: 1) }
}
