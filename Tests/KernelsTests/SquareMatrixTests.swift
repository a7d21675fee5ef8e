import Kernels
import Tensors
import Testing

@Suite struct SquareMatrixTests {
  /// 4·4, 4·2 + 0, 2·2 + 3·3: the product of L = (4 0; 2 3) with its transpose.
  let definite = SquareMatrix(size: 2, elements: [16, 8, 8, 13])

  @Test func productReadsTheRightFactorEitherWay() {
    let right = SquareMatrix(size: 2, elements: [1, 2, 3, 4])
    #expect(definite.times(right).elements == [40, 64, 47, 68])
    #expect(definite.times(right, transposingRight: true).elements == [32, 80, 34, 76])
  }

  @Test(arguments: [0, 1, 255, 256, 600])
  func scatterIsTheSumOfOuterProducts(count: Int) {
    func component(_ vector: Int, _ index: Int) -> Double {
      Double((vector * 5 + index * 3) % 7)
    }
    let scatter = SquareMatrix(scatterOf: count, size: 3, element: component)
    var expected = [Double](repeating: 0, count: 9)
    for vector in 0..<count {
      for place in 0..<9 {
        expected[place] += component(vector, place / 3) * component(vector, place % 3)
      }
    }
    // Whole numbers below 2^53.
    #expect(scatter.elements == expected)
  }
}
