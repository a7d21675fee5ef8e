internal import CFeatureMaps
public import Tensors

/// The three lengths of a matrix product: (rows × inner) · (inner × columns).
public struct ProductShape: Sendable, Equatable {
  /// The number of rows of the product, at least 0.
  public let rows: Int

  /// The number of terms each element of the product sums, at least 0.
  public let inner: Int

  /// The number of columns of the product, at least 0.
  public let columns: Int

  /// Creates the shape (rows × inner) · (inner × columns).
  public init(rows: Int, inner: Int, columns: Int) {
    precondition(
      rows >= 0 && inner >= 0 && columns >= 0,
      "expected lengths of at least 0, found \(rows), \(inner) and \(columns)")
    self.rows = rows
    self.inner = inner
    self.columns = columns
  }
}

/// Returns the product of two matrices.
///
/// Every element sums its terms one after another, each by one fused multiply-add: it depends on its row
/// and its column alone, and is the same bits on every processor with FMA, at any number of threads.
///
/// - Parameters:
///   - left: (rows, inner), or (inner, rows) when it is to be transposed.
///   - right: (inner, columns), or (columns, inner) when it is to be transposed.
///   - transposingLeft: whether the product reads `left` column by column.
///   - transposingRight: whether the product reads `right` column by column.
/// - Returns: the product, (rows, columns).
/// - Complexity: O(rows × inner × columns).
public func multiply(
  _ left: Matrix, _ right: Matrix, transposingLeft: Bool = false, transposingRight: Bool = false
) -> Matrix {
  let shape = productShape(left, right, transposingLeft, transposingRight)
  var product = Matrix(rows: shape.rows, columns: shape.columns)
  var elements = product.elements.mutableSpan
  multiply(
    left.elements.span, right.elements.span, into: &elements, shape: shape,
    transposingLeft: transposingLeft, transposingRight: transposingRight)
  return product
}

/// Writes the product of two matrices into given memory.
///
/// - Parameters:
///   - left: (rows, inner) row by row, or (inner, rows) when it is to be transposed.
///   - right: (inner, columns) row by row, or (columns, inner) when it is to be transposed.
///   - product: (rows, columns) row by row; overwritten, or added to.
///   - shape: the lengths of the product after any transposition.
///   - transposingLeft: whether the product reads `left` column by column.
///   - transposingRight: whether the product reads `right` column by column.
///   - accumulating: whether the product is added to what `product` holds.
/// - Complexity: O(rows × inner × columns).
public func multiply(
  _ left: Span<Float>, _ right: Span<Float>, into product: inout MutableSpan<Float>,
  shape: ProductShape, transposingLeft: Bool = false, transposingRight: Bool = false,
  accumulating: Bool = false
) {
  requireCounts(left.count, right.count, product.count, shape)
  guard shape.rows > 0 && shape.columns > 0 else { return }
  let threads = Int32(clamping: ComputeThreads.count)
  var sizes = product_shape(
    rows: shape.rows, inner: shape.inner, columns: shape.columns, transposes_left: transposingLeft,
    transposes_right: transposingRight, accumulates: accumulating)
  let floats = unsafe product_scratch_count(&sizes, threads)
  unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      unsafe product.withUnsafeMutableBufferPointer { product in
        unsafe withWorkingMemory(of: floats) { memory in
          unsafe product_floats(
            &sizes, left.baseAddress, right.baseAddress, product.baseAddress, memory, threads)
        }
      }
    }
  }
}

/// Returns the product of two matrices by plain loops, for comparison with `multiply`.
///
/// - Parameters:
///   - left: (rows, inner), or (inner, rows) when it is to be transposed.
///   - right: (inner, columns), or (columns, inner) when it is to be transposed.
///   - transposingLeft: whether the product reads `left` column by column.
///   - transposingRight: whether the product reads `right` column by column.
/// - Returns: the product, (rows, columns), each element summed in double precision.
public func referenceMultiply(
  _ left: Matrix, _ right: Matrix, transposingLeft: Bool = false, transposingRight: Bool = false
) -> Matrix {
  let shape = productShape(left, right, transposingLeft, transposingRight)
  var product = Matrix(rows: shape.rows, columns: shape.columns)
  for row in 0..<shape.rows {
    for column in 0..<shape.columns {
      var sum = 0.0
      for term in 0..<shape.inner {
        let first = transposingLeft ? left[term, row] : left[row, term]
        let second = transposingRight ? right[column, term] : right[term, column]
        sum += Double(first) * Double(second)
      }
      product[row, column] = Float(sum)
    }
  }
  return product
}

private func productShape(
  _ left: Matrix, _ right: Matrix, _ transposingLeft: Bool, _ transposingRight: Bool
) -> ProductShape {
  let inner = transposingLeft ? left.rows : left.columns
  let rightInner = transposingRight ? right.columns : right.rows
  precondition(
    inner == rightInner, "expected equal inner lengths, found \(inner) and \(rightInner)")
  return ProductShape(
    rows: transposingLeft ? left.columns : left.rows, inner: inner,
    columns: transposingRight ? right.rows : right.columns)
}

private func requireCounts(_ left: Int, _ right: Int, _ product: Int, _ shape: ProductShape) {
  precondition(
    left == shape.rows * shape.inner,
    "expected \(shape.rows)×\(shape.inner) elements on the left, found \(left)")
  precondition(
    right == shape.inner * shape.columns,
    "expected \(shape.inner)×\(shape.columns) elements on the right, found \(right)")
  precondition(
    product == shape.rows * shape.columns,
    "expected \(shape.rows)×\(shape.columns) elements in the product, found \(product)")
}
