import CFeatureMaps
import Kernels
import Tensors
import Testing

extension Conformance {
  @Suite struct Eigen {
    /// Matrices of full rank, of lower rank, and of none.
    static let cases = [
      (size: 1, rank: 1), (2, 2), (3, 3), (4, 1), (8, 8), (9, 9), (17, 17), (31, 7), (40, 40),
      (65, 64), (66, 1), (12, 0), (130, 130),
    ]

    @Test(arguments: cases)
    func decompositionsHaveTheBitsOfTheirTwin(matrix: (size: Int, rank: Int)) {
      let elements = scatter(matrix.size, rank: matrix.rank)
      expectBits(EigenTwin(elements, size: matrix.size), elements)
    }

    @Test func diagonalsHaveTheBitsOfTheirTwin() {
      var elements = [Double](repeating: 0, count: 100)
      for i in 0..<10 { elements[i * 11] = Double(i * 7 % 5) - 2 }
      elements[3] = 0.5
      elements[30] = 0.5
      expectBits(EigenTwin(elements, size: 10), elements)
    }

    /// More rotations than are gathered before they turn the vectors.
    @Test func manyRotationsHaveTheBitsOfTheirTwin() {
      let elements = scatter(300, rank: 300)
      let twin = EigenTwin(elements, size: 300)
      #expect(twin.rotationCount > 65_536)
      expectBits(twin, elements)
    }

    @Test func theTwinRebuildsTheMatrix() {
      let elements = scatter(17, rank: 17)
      let twin = EigenTwin(elements, size: 17)
      for (place, element) in elements.enumerated() {
        var sum = 0.0
        for (value, vector) in zip(twin.values, twin.vectors) {
          sum += value * vector[place / 17] * vector[place % 17]
        }
        #expect(abs(sum - element) < 1e-12)
      }
    }

    private func expectBits(_ twin: EigenTwin, _ elements: [Double]) {
      let size = twin.values.count
      for threads in 1...4 as ClosedRange<Int32> {
        let matrix = AlignedBuffer(elements)
        let (values, vectors) = (AlignedBuffer<Double>(size), AlignedBuffer<Double>(size * size))
        let scratch = AlignedBuffer<Double>(eigen_scratch_count(size))
        let isFound = unsafe eigen_symmetric(
          size, matrix.start, values.start, vectors.start, scratch.start, threads)
        #expect(isFound)
        expectSameBits(values.elements, twin.values, "the eigenvalues", "\(threads) threads")
        expectSameBits(
          vectors.elements, twin.vectors.flatMap(\.self), "the vectors", "\(threads) threads")
      }
    }

    /// Returns the sum of v·vᵀ over random vectors.
    private func scatter(_ size: Int, rank: Int) -> [Double] {
      var generator = SeededGenerator(seed: UInt64(size), purpose: "eigen conformance")
      let draws = (0..<max(rank, 1) * size).map { _ in Double(generator.normal()) }
      return SquareMatrix(scatterOf: rank, size: size) { draws[$0 * size + $1] }.elements
    }
  }
}
