import Kernels
public import Tensors

/// What is searched, (image, dimension): kept in 32 or in 16 bits a number.
///
/// Whatever is computed from rows of 16 bits is computed from the float32 that they equal, so that only
/// the memory differs from a search of the widened rows, never a result.
public enum DescriptorValues: Sendable, Equatable {
  /// 32 bits a number.
  case float32(Matrix)

  /// 16 bits a number.
  case float16(HalfMatrix)

  /// The number of descriptors.
  public var rows: Int {
    switch self {
    case .float32(let matrix): matrix.rows
    case .float16(let matrix): matrix.rows
    }
  }

  /// The length of one descriptor.
  public var columns: Int {
    switch self {
    case .float32(let matrix): matrix.columns
    case .float16(let matrix): matrix.columns
    }
  }

  /// Whether rows lie in memory as they are computed with.
  var isFloat32: Bool {
    if case .float32 = self { true } else { false }
  }

  /// Returns the rows at the given indices, in that order; an index may repeat.
  public func selectingRows(_ indices: some Sequence<Int>) -> DescriptorValues {
    switch self {
    case .float32(let matrix): .float32(matrix.selectingRows(indices))
    case .float16(let matrix): .float16(matrix.selectingRows(indices))
    }
  }

  /// Puts the rows in another order, without a second copy of them.
  ///
  /// - Parameter order: where each row of the new order stands now; every row once.
  public mutating func reorderRows(_ order: [Int]) {
    precondition(order.count == rows, "expected \(rows) rows, found \(order.count)")
    let columns = columns
    switch self {
    case .float32(var matrix):
      // So that the matrix is the only owner of its elements, which would be copied otherwise.
      self = .float32(Matrix(rows: 0, columns: 0))
      permuteRows(of: &matrix.elements, columns, order)
      self = .float32(matrix)
    case .float16(var matrix):
      self = .float16(HalfMatrix(rows: 0, columns: 0, elements: []))
      permuteRows(of: &matrix.elements, columns, order)
      self = .float16(matrix)
    }
  }

  /// Returns all rows as float32.
  public func widened() -> Matrix {
    switch self {
    case .float32(let matrix): return matrix
    case .float16(let matrix):
      var elements = [Float](repeating: 0, count: matrix.elements.count)
      widen(matrix.elements.span, into: &elements)
      return Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
    }
  }

  /// Returns the scores of some images in fixed order.
  ///
  /// - Parameters:
  ///   - query: one descriptor of at least 1 element.
  ///   - images: which rows.
  /// - Returns: the scores of `images`, by `fixedOrderDots`.
  func fixedOrderScores(_ query: Span<Float>, images: [Int]) -> [Float] {
    switch self {
    case .float32(let matrix):
      return fixedOrderDots(query, matrix.elements.span, rows: images)
    case .float16(let matrix):
      // A few at a time: where many images score alike, all of them may be asked for.
      return stride(from: 0, to: images.count, by: 256).flatMap { first in
        let some = images[first..<min(first + 256, images.count)]
        let rows = DescriptorValues.float16(matrix.selectingRows(some)).widened()
        return fixedOrderDots(query, rows.elements.span, rows: Array(0..<rows.rows))
      }
    }
  }

  /// Returns what a function makes of some rows that follow each other.
  ///
  /// - Parameters:
  ///   - rows: which ones.
  ///   - scratch: memory that the function may find them in, kept from one call to the next.
  ///   - body: given the rows as float32, row by row.
  /// - Returns: what the function returns.
  public func withRows<Result>(
    _ rows: Range<Int>, scratch: inout [Float], _ body: (Span<Float>) -> Result
  ) -> Result {
    let places = rows.lowerBound * columns..<rows.upperBound * columns
    switch self {
    case .float32(let matrix): return body(matrix.elements.span.extracting(places))
    case .float16(let matrix):
      if scratch.count < places.count { scratch = Array(repeating: 0, count: places.count) }
      widen(matrix.elements.span.extracting(places), into: &scratch)
      return body(scratch.span.extracting(..<places.count))
    }
  }
}

/// Puts rows in another order, following each cycle of it with one row set aside.
private func permuteRows<Element: BitwiseCopyable>(
  of elements: inout [Element], _ columns: Int, _ order: [Int]
) {
  var elements = elements.mutableSpan
  var isPlaced = [Bool](repeating: false, count: order.count)
  for start in order.indices where !isPlaced[start] {
    let first = (0..<columns).map { elements[start * columns + $0] }
    var row = start
    while order[row] != start {
      let source = order[row]
      precondition(!isPlaced[source], "expected each row once, found row \(source) again")
      for column in 0..<columns {
        elements[row * columns + column] = elements[source * columns + column]
      }
      isPlaced[row] = true
      row = source
    }
    for column in 0..<columns { elements[row * columns + column] = first[column] }
    isPlaced[row] = true
  }
}
