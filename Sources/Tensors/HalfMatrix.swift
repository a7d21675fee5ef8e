/// A dense matrix of 16-bit floats, row by row: half the memory of a `Matrix`, for large databases.
public struct HalfMatrix: Sendable, Equatable {
  /// The number of rows, at least 0.
  public let rows: Int

  /// The number of columns, at least 0.
  public let columns: Int

  /// The elements, row by row; `rows * columns` of them.
  public var elements: [Float16]

  /// Creates a matrix that owns the given elements.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - elements: the values, row by row; exactly `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Float16]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "expected \(rows)×\(columns) elements, found \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix from values that are each rounded to the nearest float16, ties to even.
  ///
  /// - Parameter matrix: the values; those from 65520 on become infinite.
  public init(rounding matrix: Matrix) {
    var elements: [Float16] = []
    elements.reserveCapacity(matrix.elements.count)
    let values = matrix.elements.span
    for index in values.indices { elements.append(Float16(values[index])) }
    self.init(rows: matrix.rows, columns: matrix.columns, elements: elements)
  }

  /// Returns the rows at the given indices, in that order; an index may repeat.
  public func selectingRows(_ indices: some Sequence<Int>) -> HalfMatrix {
    var selected: [Float16] = []
    var count = 0
    for index in indices {
      selected.append(contentsOf: elements[index * columns..<(index + 1) * columns])
      count += 1
    }
    return HalfMatrix(rows: count, columns: columns, elements: selected)
  }
}
