import Kernels
import Tensors
import Testing

@Suite struct AdaptiveAveragePoolingTests {
  @Test func windowsOverlapWhereTheLengthIsNoMultiple() {
    // Three places become two: the first and the middle one, the middle and the last one.
    let row = Tensor(shape: [1, 1, 1, 3], elements: [1, 3, 11])
    #expect(AdaptiveAveragePooling(height: 1, width: 2)(row).elements == [2, 7])
  }

  @Test func globalPoolingIsTheMeanOfEachChannel() {
    let features = Tensor(shape: [1, 2, 2, 2], elements: [1, 2, 3, 6, -1, 0, 0, 1])
    #expect(AdaptiveAveragePooling.global(features).elements == [3, 0])
  }

  @Test func smallMapsAreRepeated() {
    let one = Tensor(shape: [1, 1, 1, 1], elements: [5])
    #expect(AdaptiveAveragePooling(height: 2, width: 2)(one).elements == [5, 5, 5, 5])
  }

  /// The VGG of an image of 224 pixels, one of 500 by 330, the ResNet of each, and a small map.
  @Test(arguments: [[7, 7], [15, 10], [16, 11], [2, 3]])
  func poolingEqualsReference(size: [Int]) {
    var generator = SeededGenerator(seed: 4, purpose: "adaptive pooling test")
    let input = Tensor(normal: [2, 3, size[0], size[1]], deviation: 1, using: &generator)
    for side in [1, 7] {
      let found = AdaptiveAveragePooling(height: side, width: side)(input)
      let expected = referenceAdaptiveAveragePool(input, height: side, width: side)
      #expect(relativeError(found.elements, expected.elements) < Tolerance.float32Accumulation)
    }
  }

  @Test(arguments: [[4, 5], [2, 7]]) func gradientsAreTheDerivatives(size: [Int]) {
    var generator = SeededGenerator(seed: 5, purpose: "adaptive pooling test")
    let features = Tensor(normal: [2, 2, size[0], size[1]], deviation: 1, using: &generator)
    let gradientValue = Tensor(normal: [2, 2, 3, 3], deviation: 1, using: &generator)
    let pooling = AdaptiveAveragePooling(height: 3, width: 3)
    let numeric = numericalGradient(at: features) { moved in
      zip(pooling(moved).elements, gradientValue.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let found = pooling.backward(gradientValue, shape: features.shape)
    // Central differences of step 0.01 in 24-bit arithmetic.
    #expect(relativeError(numeric, found.elements) < 1e-3)
  }
}
