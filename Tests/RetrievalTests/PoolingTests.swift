import Retrieval
import Tensors
import Testing

@Suite struct PoolingTests {
  /// Two images of two channels of 1×2 pixels.
  let features = Tensor(shape: [2, 2, 1, 2], elements: [1, 3, 0, 0, 2, 2, 4, 0])

  @Test func spocIsTheMeanOfEachChannel() {
    #expect(Pooling.spoc(features).elements == [2, 0, 2, 2])
  }

  @Test func macIsTheLargestOfEachChannel() {
    #expect(Pooling.mac(features) == Matrix(rows: 2, columns: 2, elements: [3, 0, 2, 4]))
  }

  @Test func gemIsTheGeneralisedMean() {
    // ((1 + 27)/2)^⅓, the clamp, 2, and (64/2)^⅓.
    let expected: [Float] = [2.410_142_3, 1e-6, 2, 3.174_802_1]
    #expect(largestDifference(Pooling.gem(features, exponents: [3]).elements, expected) < 1e-6)
  }

  @Test func gemOfExponentTwoIsTheQuadraticMean() {
    let expected: [Float] = [2.236_068, 1e-6, 2, 2.828_427]
    #expect(largestDifference(Pooling.gem(features, exponents: [2]).elements, expected) < 1e-6)
  }

  @Test func classTokensStandAloneOrBeforeTheGeneralisedMean() {
    let tokens = Matrix(rows: 2, columns: 2, elements: [-1, 5, 7, -3])
    #expect(Pooling.classToken(features, classTokens: tokens) == tokens)
    let joined = Pooling.classTokenAndGeM(features, classTokens: tokens, exponents: [2])
    #expect(joined.rows == 2 && joined.columns == 4)
    let expected: [Float] = [-1, 5, 2.236_068, 1e-6, 7, -3, 2, 2.828_427]
    #expect(largestDifference(joined.elements, expected) < 1e-6)
  }

  @Test func gemGrowsFromTheMeanToTheMaximum() {
    let soft = Pooling.gem(features, exponents: [1]).elements
    let hard = Pooling.gem(features, exponents: [40]).elements
    #expect(largestDifference(soft, Pooling.spoc(features).elements) < 2e-6)
    #expect(largestDifference(hard, Pooling.mac(features).elements) < 0.1)
  }
}

/// Descriptors of some scales that make_retrieval_golden.py made one.
private struct ScalesGolden: Decodable {
  let scales: Int
  let mean: [Float]
  let cube: [Float]
  let learnt: [Float]
}

@Suite struct ScaleAggregationTests {
  @Test(arguments: 0..<3)
  func aggregatesEqualNumPy(index: Int) throws {
    let expected = try golden("scales", as: [ScalesGolden].self)[index]
    let drawn = (0..<expected.scales).map { scale -> Matrix in
      var descriptors = goldenDescriptors("scale \(scale)", 3, 7)
      descriptors.elements = descriptors.elements.map(abs)
      return descriptors
    }
    #expect(relativeDifference(ScaleAggregation.mean(drawn).elements, expected.mean) < 1e-5)
    let cube = ScaleAggregation.power(drawn, exponent: 3)
    #expect(relativeDifference(cube.elements, expected.cube) < 1e-5)
    let learnt = ScaleAggregation.power(drawn, exponent: 2.9137)
    #expect(relativeDifference(learnt.elements, expected.learnt) < 1e-5)
  }

  let scales = [
    Matrix(rows: 1, columns: 2, elements: [0.6, 0.8]),
    Matrix(rows: 1, columns: 2, elements: [1, 0]),
  ]

  @Test func meanIsMadeUnitLengthAgain() {
    // (0.8, 0.4) over its length √0.8.
    let expected: [Float] = [0.894_427_2, 0.447_213_6]
    #expect(largestDifference(ScaleAggregation.mean(scales).elements, expected) < 2e-6)
  }

  @Test func powerOneIsTheMean() {
    let power = ScaleAggregation.power(scales, exponent: 1)
    #expect(largestDifference(power.elements, ScaleAggregation.mean(scales).elements) < 1e-6)
  }

  @Test func powerTwoIsTheQuadraticMean() {
    // (√0.68, √0.32), of length 1.
    let expected: [Float] = [0.824_621_1, 0.565_685_4]
    let power = ScaleAggregation.power(scales, exponent: 2)
    #expect(largestDifference(power.elements, expected) < 2e-6)
  }

  @Test func oneScaleIsItself() {
    let alone = ScaleAggregation.mean([scales[0]])
    #expect(largestDifference(alone.elements, [0.6, 0.8]) < 2e-6)
  }
}
