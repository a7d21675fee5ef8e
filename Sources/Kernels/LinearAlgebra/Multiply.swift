internal import COpenBLAS
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
/// The last bits of an element may depend on the shape of the whole product, since OpenBLAS chooses
/// its order of summation by shape; `fixedOrderMultiply` is the slower product without that trait.
///
/// - Parameters:
///   - left: (rows, inner), or (inner, rows) when it is to be transposed.
///   - right: (inner, columns), or (columns, inner) when it is to be transposed.
///   - transposingLeft: whether the product reads `left` column by column.
///   - transposingRight: whether the product reads `right` column by column.
/// - Returns: the product, (rows, columns).
/// - Complexity: O(rows × inner × columns), one `sgemm`.
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
/// - Complexity: O(rows × inner × columns), one `sgemm`, no allocation.
public func multiply(
  _ left: Span<Float>, _ right: Span<Float>, into product: inout MutableSpan<Float>,
  shape: ProductShape, transposingLeft: Bool = false, transposingRight: Bool = false,
  accumulating: Bool = false
) {
  requireCounts(left.count, right.count, product.count, shape)
  guard shape.rows > 0 && shape.columns > 0 else { return }
  guard shape.inner > 0 else {
    if !accumulating { product.update(repeating: 0) }
    return
  }
  unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      unsafe product.withUnsafeMutableBufferPointer { product in
        unsafe cblas_sgemm(
          CblasRowMajor, transposingLeft ? CblasTrans : CblasNoTrans,
          transposingRight ? CblasTrans : CblasNoTrans,
          Int32(shape.rows), Int32(shape.columns), Int32(shape.inner), 1,
          left.baseAddress, Int32(transposingLeft ? shape.rows : shape.inner),
          right.baseAddress, Int32(transposingRight ? shape.inner : shape.columns),
          accumulating ? 1 : 0, product.baseAddress, Int32(shape.columns))
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
