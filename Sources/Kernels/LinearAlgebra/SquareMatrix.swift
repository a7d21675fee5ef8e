internal import CFeatureMaps

/// A square matrix in double precision, for factorisations that lose digits.
public struct SquareMatrix: Sendable, Equatable {
  /// The number of rows and of columns, at least 1.
  public let size: Int

  /// The elements, row by row.
  public private(set) var elements: [Double]

  /// Creates a matrix that owns the given elements.
  ///
  /// - Parameters:
  ///   - size: the number of rows and of columns, at least 1.
  ///   - elements: row by row, `size * size` of them.
  public init(size: Int, elements: [Double]) {
    precondition(
      size >= 1 && elements.count == size * size,
      "expected \(size)×\(size) elements, found \(elements.count)")
    self.size = size
    self.elements = elements
  }

  /// Creates the sum of v·vᵀ over some vectors.
  ///
  /// - Parameters:
  ///   - count: how many vectors there are.
  ///   - size: the length of a vector, at least 1.
  ///   - element: returns one component of one of them.
  /// - Complexity: O(count × size²), a product for each 256 vectors.
  public init(
    scatterOf count: Int, size: Int, element: (_ vector: Int, _ component: Int) -> Double
  ) {
    self.init(size: size, elements: Array(repeating: 0, count: size * size))
    for start in stride(from: 0, to: count, by: 256) {
      let indices = start..<min(start + 256, count)
      var block: [Double] = []
      block.reserveCapacity(indices.count * size)
      for vector in indices {
        for component in 0..<size { block.append(element(vector, component)) }
      }
      let shape = product_shape(
        rows: size, inner: indices.count, columns: size, transposes_left: true,
        transposes_right: false, accumulates: true)
      multiplyDoubles(block, block, into: &elements, shape)
    }
  }

  /// Multiplies every element by one factor.
  public mutating func scale(by factor: Double) {
    for index in elements.indices { elements[index] *= factor }
  }

  /// Returns the product of two matrices of one size.
  ///
  /// - Parameters:
  ///   - right: the right factor.
  ///   - transposingRight: whether it is read column by column.
  /// - Returns: the product, this matrix on the left.
  /// - Complexity: O(size³).
  public func times(_ right: SquareMatrix, transposingRight: Bool = false) -> SquareMatrix {
    precondition(size == right.size, "expected \(size) rows on the right, found \(right.size)")
    var product = [Double](repeating: 0, count: size * size)
    let shape = product_shape(
      rows: size, inner: size, columns: size, transposes_left: false,
      transposes_right: transposingRight, accumulates: false)
    multiplyDoubles(elements, right.elements, into: &product, shape)
    return SquareMatrix(size: size, elements: product)
  }
}

/// Multiplies matrices in double precision, every element in one order.
private func multiplyDoubles(
  _ left: [Double], _ right: [Double], into product: inout [Double], _ shape: product_shape
) {
  let threads = Int32(clamping: ComputeThreads.count)
  let count = unsafe withUnsafePointer(to: shape) { unsafe product_scratch_count($0, threads) }
  unsafe withWorkingMemory(of: count) { memory in
    unsafe withUnsafePointer(to: shape) {
      unsafe product_doubles($0, left, right, &product, memory, threads)
    }
  }
}
