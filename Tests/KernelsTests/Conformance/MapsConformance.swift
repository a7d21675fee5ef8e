import CFeatureMaps
import Kernels
import Tensors
import Testing

extension Conformance {
  @Suite struct Pooling {
    static let cases =
      PoolingTests.cases
      + (0..<16).map { (seed: UInt64) -> (input: Shape, window: PoolingGeometry) in
        var generator = SeededGenerator(seed: seed, purpose: "pooling shapes")
        let window = 1 + generator.integer(below: 5)
        let padding = generator.integer(below: window)
        let least = max(1, window - 2 * padding)
        return (
          input: [
            1 + generator.integer(below: 3), 1 + generator.integer(below: 36),
            least + generator.integer(below: 12), least + generator.integer(below: 12),
          ],
          window: PoolingGeometry(
            windowSize: window, stride: 1 + generator.integer(below: 3), padding: padding)
        )
      }

    @Test(arguments: cases)
    func bothPassesHaveTheBitsOfTheReference(maps: (input: Shape, window: PoolingGeometry)) {
      var generator = SeededGenerator(seed: 9, purpose: "pooling conformance")
      // Halves, so that many are equal; one is not a number, and wins; one is below all others.
      var input = Tensor(uniform: maps.input, in: -2..<2, using: &generator)
      for index in input.elements.indices {
        input.elements[index] = (2 * input.elements[index]).rounded() / 2
      }
      input.elements[input.elements.count / 2] = .nan
      input.elements[input.elements.count / 3] = -.infinity
      let output = maps.window.output(of: maps.input)
      let gradient = Tensor(normal: output, deviation: 1, using: &generator)
      let expected = referenceMaxPool(input, maps.window)
      var expectedGradient = Tensor(repeating: 0, shape: maps.input)
      for (place, value) in gradient.elements.enumerated() {
        expectedGradient.elements[expected.winners[place]] += value
      }
      KernelRun.forEach { run in
        let found = pool(input, gradient, maps.window, run)
        let lanes = run.lanes
        expectSameBits(found.output, expected.output.inBlocks(of: lanes), "the maxima", run)
        expectSameBits(
          found.gradient, expectedGradient.inBlocks(of: lanes), "the source gradient", run)
      }
    }

    private func pool(
      _ input: Tensor, _ gradient: Tensor, _ window: PoolingGeometry, _ run: KernelRun
    ) -> (output: [Float], gradient: [Float]) {
      let output = gradient.shape
      var sizes = pooling_geometry(
        planes: input.shape.batch * ((input.shape.channels + run.lanes - 1) / run.lanes),
        height: input.shape.height, width: input.shape.width, result_height: output.height,
        result_width: output.width, window: window.windowSize, stride: window.stride,
        padding: window.padding, lanes: run.lanes)
      let source = AlignedBuffer(input.inBlocks(of: run.lanes))
      let resultGradient = AlignedBuffer(gradient.inBlocks(of: run.lanes))
      let maxima = AlignedBuffer<Float>(resultGradient.elements.count)
      let sourceGradient = AlignedBuffer<Float>(source.elements.count)
      unsafe pooling_maximum(&sizes, source.start, maxima.start, run.threads)
      unsafe pooling_maximum_gradient(
        &sizes, source.start, resultGradient.start, sourceGradient.start, run.threads)
      return (maxima.elements, sourceGradient.elements)
    }
  }

  @Suite struct Layouts {
    static let shapes: [Shape] = [
      [1, 1, 1, 1], [2, 3, 5, 7], [1, 8, 3, 1], [3, 16, 2, 2], [2, 17, 1, 9], [1, 40, 13, 11],
      [19, 5, 1, 1],
    ]

    @Test(arguments: shapes) func copiesMoveEveryElement(shape: Shape) {
      var generator = SeededGenerator(seed: 5, purpose: "layout conformance")
      let maps = Tensor(normal: shape, deviation: 1, using: &generator)
      for (from, to) in [1, 8, 16].flatMap({ from in [1, 8, 16].map { (from, $0) } }) {
        let expected = maps.inBlocks(of: to)
        for threads in 1...4 as ClosedRange<Int32> {
          let source = AlignedBuffer(maps.inBlocks(of: from))
          let destination = AlignedBuffer<Float>(expected.count)
          unsafe maps_copy(
            shape.batch, shape.channels, shape.height * shape.width, from, source.start, to,
            destination.start, threads)
          expectSameBits(
            destination.elements, expected, "from \(from) to \(to) lanes", "\(threads) threads")
        }
      }
    }
  }

  @Suite struct Elements {
    /// Nothing, less than a piece, one piece of 16,384 elements, and more.
    @Test(arguments: [0, 1, 3, 17, 16_384, 16_385, 70_001])
    func eachOperationIsThatOfItsElements(count: Int) {
      var generator = SeededGenerator(seed: UInt64(count), purpose: "elementwise conformance")
      let special: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude]
      func draws(_ period: Int) -> [Float] {
        (0..<count).map { place in
          place % period == 3 ? special[place / period % 6] : generator.normal()
        }
      }
      let (first, second) = (draws(7), draws(5))
      let sums = zip(first, second).map { $0 + $1 }
      for threads in 1...4 as ClosedRange<Int32> {
        let (one, other) = (AlignedBuffer(first), AlignedBuffer(second))
        func expect(
          _ expected: [Float], _ operation: String, _ body: (UnsafeMutablePointer<Float>) -> Void
        ) {
          let result = AlignedBuffer<Float>(count)
          unsafe body(result.start)
          expectSameBits(result.elements, expected, operation, "\(threads) threads")
        }
        unsafe expect(sums, "the sum") {
          unsafe elementwise_add(one.start, other.start, $0, count, false, threads)
        }
        unsafe expect(sums.map { $0 < 0 ? 0 : $0 }, "the rectified sum") {
          unsafe elementwise_add(one.start, other.start, $0, count, true, threads)
        }
        unsafe expect(first.map { $0 < 0 ? 0 : $0 }, "the rectifier") {
          unsafe elementwise_rectify(one.start, $0, count, threads)
        }
        let passed: [Float] = zip(first, second).map { $0 > 0 ? $1 : 0 }
        unsafe expect(passed, "its gradient") {
          unsafe elementwise_rectify_gradient(one.start, other.start, $0, count, threads)
        }
      }
    }
  }
}
