import Kernels
import Tensors
import Testing

@Suite struct StandardizeTests {
  @Test func columnsComeOutWithMeanZeroAndDeviationOne() {
    let input = Matrix(rows: 2, columns: 2, elements: [1, 10, 3, 30])
    let result = standardize(input, epsilon: 0)
    #expect(result.output.elements == [-1, -1, 1, 1])
    #expect(result.reciprocals == [1, 0.1])
  }

  @Test func equalsBatchNormalisationWithoutScaleAndShift() {
    var generator = SeededGenerator(seed: 1, purpose: "standardise test")
    let input = Tensor(normal: [7, 5, 1, 1], deviation: 3, using: &generator)
    let gradientValue = Tensor(normal: [7, 5, 1, 1], deviation: 1, using: &generator)
    let ones = [Float](repeating: 1, count: 5)
    let matrix = Matrix(rows: 7, columns: 5, elements: input.elements)
    let found = standardize(matrix)
    let gradient = standardizeBackward(
      output: found.output, reciprocals: found.reciprocals,
      outputGradient: Matrix(rows: 7, columns: 5, elements: gradientValue.elements))
    let expected = referenceBatchNormalise(
      input, scale: ones, shift: [0, 0, 0, 0, 0], epsilon: 1e-5)
    let expectedGradient = referenceBatchNormaliseBackward(
      input, scale: ones, gradient: gradientValue, epsilon: 1e-5)
    let tolerance = Tolerance.float32Accumulation
    #expect(relativeError(found.output.elements, expected.output.elements) < tolerance)
    #expect(relativeError(gradient.elements, expectedGradient.input.elements) < tolerance)
  }
}
