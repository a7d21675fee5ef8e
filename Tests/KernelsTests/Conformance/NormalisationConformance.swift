import CFeatureMaps
import Tensors
import Testing

extension Conformance {
  @Suite struct Normalisation {
    /// Maps of one pixel, one channel, channels that fill up no block, and pixels that are no whole number
    /// of four.
    static let shapes: [Shape] =
      [
        [1, 1, 1, 2], [19, 5, 1, 1], [1, 3, 7, 9], [5, 32, 7, 5], [3, 20, 5, 3], [2, 33, 6, 1],
        [4, 17, 31, 29], [1, 8, 64, 67],
      ]
      + (0..<8).map { (seed: UInt64) -> Shape in
        var generator = SeededGenerator(seed: seed, purpose: "normalisation shapes")
        return [
          2 + generator.integer(below: 5), 1 + generator.integer(below: 40),
          1 + generator.integer(below: 12), 1 + generator.integer(below: 12),
        ]
      }

    @Test(arguments: shapes, [false, true])
    func bothPassesHaveTheBitsOfTheirTwin(shape: Shape, rectifies: Bool) {
      for usesRunningStatistics in [false, true] {
        expectBits(
          NormalisationTwin(
            shape: shape, epsilon: 1e-5, rectifies: rectifies,
            usesRunningStatistics: usesRunningStatistics))
      }
    }

    @Test func withoutAnEpsilonTheRestOfTheLastBlockStaysZero() {
      expectBits(
        NormalisationTwin(
          shape: [2, 5, 3, 3], epsilon: 0, rectifies: false, usesRunningStatistics: true))
    }

    private func expectBits(_ twin: NormalisationTwin) {
      let inputs = inputs(twin.shape)
      let expected = twin(inputs)
      KernelRun.forEach { run in
        let found = Kernel(twin, inputs, run)
        let lanes = run.lanes
        expectSameBits(
          found.output.elements, expected.output.inBlocks(of: lanes), "the output", run)
        expectSameBits(found.mean.elements, expected.mean, "the mean", run)
        expectSameBits(found.variance.elements, expected.variance, "the variance", run)
        expectSameBits(
          found.source.elements, expected.source.inBlocks(of: lanes), "the source gradient", run)
        expectSameBits(found.scale.elements, expected.scale, "the scale gradient", run)
        expectSameBits(found.shift.elements, expected.shift, "the shift gradient", run)
      }
    }

    private func inputs(_ shape: Shape) -> NormalisationTwin.Inputs {
      var generator = SeededGenerator(seed: 11, purpose: "normalisation conformance")
      return NormalisationTwin.Inputs(
        source: Tensor(normal: shape, deviation: 3, using: &generator),
        gradient: Tensor(normal: shape, deviation: 1, using: &generator),
        scale: (0..<shape.channels).map { 0.5 + Float($0) / 13 },
        shift: (0..<shape.channels).map { Float($0) / 7 - 1 },
        mean: (0..<shape.channels).map { _ in generator.normal() },
        variance: (0..<shape.channels).map { _ in 0.1 + generator.uniform() })
    }
  }
}

/// What the kernel computes, forward and back.
private struct Kernel {
  let output: AlignedBuffer<Float>
  let mean: AlignedBuffer<Float>
  let variance: AlignedBuffer<Float>
  let source: AlignedBuffer<Float>
  let scale: AlignedBuffer<Float>
  let shift: AlignedBuffer<Float>

  init(_ twin: NormalisationTwin, _ inputs: NormalisationTwin.Inputs, _ run: KernelRun) {
    let shape = twin.shape
    var sizes = normalisation_geometry(
      batch: shape.batch, channels: shape.channels, area: shape.height * shape.width,
      lanes: run.lanes, epsilon: twin.epsilon, rectifies: twin.rectifies,
      uses_running_statistics: twin.usesRunningStatistics)
    let maps = AlignedBuffer(inputs.source.inBlocks(of: run.lanes))
    let gradient = AlignedBuffer(inputs.gradient.inBlocks(of: run.lanes))
    let count = maps.elements.count
    (output, source) = (AlignedBuffer(count), AlignedBuffer(count))
    (scale, shift) = (AlignedBuffer(shape.channels), AlignedBuffer(shape.channels))
    if twin.usesRunningStatistics {
      (mean, variance) = (AlignedBuffer(inputs.mean), AlignedBuffer(inputs.variance))
    } else {
      (mean, variance) = (AlignedBuffer(shape.channels), AlignedBuffer(shape.channels))
    }
    unsafe normalisation_forward(
      &sizes, maps.start, inputs.scale, inputs.shift, mean.start, variance.start, output.start,
      run.threads)
    unsafe normalisation_backward(
      &sizes, maps.start, mean.start, variance.start, inputs.scale, inputs.shift, gradient.start,
      source.start, scale.start, shift.start, run.threads)
  }
}
