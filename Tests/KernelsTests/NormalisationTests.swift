import Kernels
import Tensors
import Testing

@Suite struct NormalisationTests {
  let shape: Shape = [3, 16, 5, 4]
  let epsilon: Float = 1e-5

  @Test func referenceWorksOutByHand() {
    let input = Tensor(shape: [2, 1, 1, 2], elements: [1, 3, 5, 7])
    let result = referenceBatchNormalise(input, scale: [2], shift: [1], epsilon: 0)
    #expect(result.mean == [4])
    #expect(result.variance == [5])
    #expect(abs(result.output.elements[0] - (1 - 6 / Float(5).squareRoot())) < 1e-6)
  }

  @Test(arguments: [false, true]) func kernelEqualsReference(rectifies: Bool) throws {
    let harness = try KernelHarness()
    let (input, slope, scale, shift) = randomInputs()
    let layout = try Layout(shape)
    let forward = try Kernel.batchNormalisation(
      layout, epsilon: epsilon, rectifies: rectifies, in: harness.context)
    let backward = try Kernel.batchNormalisationBackward(
      layout, epsilon: epsilon, rectifies: rectifies, forward: forward)
    let source = try harness.memory(input, as: nil)
    let (scaleMemory, shiftMemory) = (try harness.vector(scale), try harness.vector(shift))
    let mean = try harness.vector(scale)
    let variance = try harness.vector(scale)
    let output = try Memory(layout, in: harness.context)
    let workspace = rectifies ? try forward.memory(for: .workspace) : nil
    try forward.bound(to: [
      .source: source, .scale: scaleMemory, .shift: shiftMemory, .mean: mean,
      .variance: variance, .destination: output, .workspace: workspace,
    ]).run()
    let inputGradient = try Memory(layout, in: harness.context)
    let (scaleGradient, shiftGradient) = (try harness.vector(scale), try harness.vector(shift))
    try backward.bound(to: [
      .source: source, .mean: mean, .variance: variance, .scale: scaleMemory,
      .shift: shiftMemory, .destinationGradient: try harness.memory(slope, as: nil),
      .workspace: workspace, .sourceGradient: inputGradient, .scaleGradient: scaleGradient,
      .shiftGradient: shiftGradient,
    ]).run()

    let plain = referenceBatchNormalise(input, scale: scale, shift: shift, epsilon: epsilon)
    let expected = rectifies ? plain.output.elements.map { max(0, $0) } : plain.output.elements
    var passed = slope
    for index in expected.indices where rectifies && expected[index] == 0 {
      passed.elements[index] = 0
    }
    let gradients = referenceBatchNormaliseBackward(
      input, scale: scale, gradient: passed, epsilon: epsilon)
    let tolerance = Tolerance.float32Accumulation
    #expect(relativeError(output.read(), expected) < tolerance)
    #expect(relativeError(mean.read(), plain.mean) < tolerance)
    #expect(relativeError(variance.read(), plain.variance) < tolerance)
    #expect(relativeError(inputGradient.read(), gradients.input.elements) < tolerance)
    #expect(relativeError(scaleGradient.read(), gradients.scale) < tolerance)
    #expect(relativeError(shiftGradient.read(), gradients.shift) < tolerance)
  }

  @Test func referenceGradientsAreThoseOfTheReference() {
    var generator = SeededGenerator(seed: 4, purpose: "normalisation gradient test")
    let input = Tensor(normal: [2, 2, 2, 3], deviation: 1, using: &generator)
    let slope = Tensor(normal: [2, 2, 2, 3], deviation: 1, using: &generator)
    let scale: [Float] = [0.7, 1.4]
    let gradients = referenceBatchNormaliseBackward(
      input, scale: scale, gradient: slope, epsilon: epsilon)
    let numeric = numericalGradient(at: input) { moved in
      let output = referenceBatchNormalise(
        moved, scale: scale, shift: [0, 0], epsilon: epsilon
      ).output
      return zip(output.elements, slope.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    // Central differences of step 0.01 leave an error of the third derivative times 1e-4.
    #expect(relativeError(numeric, gradients.input.elements) < 2e-3)
  }

  private func randomInputs() -> (Tensor, Tensor, [Float], [Float]) {
    var generator = SeededGenerator(seed: 3, purpose: "normalisation test")
    return (
      Tensor(normal: shape, deviation: 2, using: &generator),
      Tensor(normal: shape, deviation: 1, using: &generator),
      (0..<shape.channels).map { 0.5 + Float($0) / 16 },
      (0..<shape.channels).map { Float($0) / 8 - 1 }
    )
  }
}
