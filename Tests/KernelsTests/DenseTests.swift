import Kernels
import Tensors
import Testing

@Suite struct LinearTests {
  let input = Matrix(rows: 2, columns: 2, elements: [1, 2, -1, 0])
  let weight = Matrix(rows: 3, columns: 2, elements: [1, 0, 0, 1, 2, -1])

  @Test func outputIsInputTimesTransposedWeightPlusBias() {
    let output = linear(input, weight: weight, bias: [10, 20, 30])
    #expect(output.elements == [11, 22, 30, 9, 20, 28])
  }

  @Test func emptyBiasAddsNothing() {
    #expect(linear(input, weight: weight, bias: []).elements == [1, 2, 0, -1, 0, -2])
  }

  @Test func outputEqualsTheReference() {
    let input = randomMatrix(33, 50, seed: 1)
    let weight = randomMatrix(21, 50, seed: 2)
    let bias = randomMatrix(1, 21, seed: 3).elements
    let fast = linear(input, weight: weight, bias: bias)
    let reference = referenceLinear(input, weight: weight, bias: bias)
    #expect(largestDifference(fast.elements, reference.elements) < 2e-5)
  }

  @Test func gradientsEqualFiniteDifferences() {
    let input = randomMatrix(4, 5, seed: 1)
    let weight = randomMatrix(3, 5, seed: 2)
    let bias = randomMatrix(1, 3, seed: 3)
    let outputGradient = randomMatrix(4, 3, seed: 4)
    let gradients = linearBackward(input: input, weight: weight, outputGradient: outputGradient)

    func loss(_ input: Matrix, _ weight: Matrix, _ bias: Matrix) -> Float {
      let output = referenceLinear(input, weight: weight, bias: bias.elements)
      return dot(output.elements, outputGradient.elements)
    }
    // The layer is linear, so a step of 1 has no truncation error, only rounding.
    let forInput = numericalGradient(at: input, step: 1) { loss($0, weight, bias) }
    let forWeight = numericalGradient(at: weight, step: 1) { loss(input, $0, bias) }
    let forBias = numericalGradient(at: bias, step: 1) { loss(input, weight, $0) }
    #expect(largestDifference(gradients.input.elements, forInput) < 1e-5)
    #expect(largestDifference(gradients.weight.elements, forWeight) < 1e-5)
    #expect(largestDifference(gradients.bias, forBias) < 1e-5)
  }
}

@Suite struct ReLUTests {
  @Test func negativeElementsBecomeZero() {
    let input = Matrix(rows: 1, columns: 4, elements: [-1, 0, 2, -0.5])
    #expect(relu(input).elements == [0, 0, 2, 0])
  }

  @Test func gradientPassesOnlyWhereTheOutputIsPositive() {
    let output = Matrix(rows: 1, columns: 4, elements: [0, 0, 2, 3])
    let gradient = Matrix(rows: 1, columns: 4, elements: [5, 6, 7, -8])
    #expect(reluBackward(output: output, outputGradient: gradient).elements == [0, 0, 7, -8])
  }

  @Test func gradientEqualsFiniteDifferences() {
    let input = randomMatrix(3, 4, seed: 9)
    let outputGradient = randomMatrix(3, 4, seed: 10)
    let gradient = reluBackward(output: relu(input), outputGradient: outputGradient)
    let numerical = numericalGradient(at: input, step: 1e-3) {
      dot(relu($0).elements, outputGradient.elements)
    }
    #expect(largestDifference(gradient.elements, numerical) < 1e-3)
  }
}

@Suite struct L2NormalizeTests {
  @Test func rowsAreDividedByTheirLengthPlusEpsilon() {
    let input = Matrix(rows: 2, columns: 2, elements: [3, 4, 0, 2])
    // With an epsilon of 1 the divisors are 6 and 3.
    let output = l2Normalize(input, epsilon: 1)
    #expect(largestDifference(output.elements, [0.5, 4 / 6, 0, 2 / 3]) < 1e-7)
  }

  @Test func rowsBecomeUnitLength() {
    let output = l2Normalize(Matrix(rows: 1, columns: 2, elements: [3, 4]))
    #expect(largestDifference(output.elements, [0.6, 0.8]) < 1e-6)
  }

  @Test func zeroRowStaysZero() {
    #expect(l2Normalize(Matrix(rows: 1, columns: 3)).elements == [0, 0, 0])
  }

  @Test func rowDoesNotDependOnItsNeighbours() {
    let rows = randomMatrix(9, 33, seed: 2)
    #expect(l2Normalize(rows.selectingRows([4])) == l2Normalize(rows).selectingRows([4]))
  }

  @Test(arguments: [Float(1e-6), 0.5])
  func gradientEqualsFiniteDifferences(epsilon: Float) {
    let input = randomMatrix(3, 5, seed: 7)
    let outputGradient = randomMatrix(3, 5, seed: 8)
    let gradient = l2NormalizeBackward(
      input: input, outputGradient: outputGradient, epsilon: epsilon)
    let numerical = numericalGradient(at: input, step: 1e-2) {
      dot(l2Normalize($0, epsilon: epsilon).elements, outputGradient.elements)
    }
    // Truncation is of the order of the step squared.
    #expect(largestDifference(gradient.elements, numerical) < 1e-3)
  }

  @Test func gradientOfAZeroRowIsThatOfTheEpsilonAlone() {
    let gradient = l2NormalizeBackward(
      input: Matrix(rows: 1, columns: 2),
      outputGradient: Matrix(rows: 1, columns: 2, elements: [1, -2]), epsilon: 0.5)
    #expect(gradient.elements == [2, -4])
  }
}

private func dot(_ first: [Float], _ second: [Float]) -> Float {
  Float(zip(first, second).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
}
