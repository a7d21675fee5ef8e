public import Tensors

// Every sum below runs the same way: eight partial sums, element i going to sum i mod 8, then
// (0+4)+(2+6) + (1+5)+(3+7). So a product depends on its two rows and on nothing else: neither on
// where the rows stand, nor on how many others there are, nor on the number of threads.

/// Returns the dot products of one row with some rows of a table, each summed in one order.
///
/// Four rows are read at a time, so that the waits for memory overlap where they stand far apart.
///
/// - Parameters:
///   - left: one row of at least 1 element.
///   - table: (row, length of `left`), row by row.
///   - rows: which rows of the table; one may repeat.
/// - Returns: the sum of products for each of `rows`, with the bits of `referenceFixedOrderDot`.
/// - Complexity: O(length × rows).
public func fixedOrderDots(
  _ left: Span<Float>, _ table: Span<Float>, rows: [Int]
) -> [Float] {
  let length = left.count
  precondition(
    length > 0 && table.count.isMultiple(of: length),
    "expected rows of \(length) elements, found \(table.count) elements")
  let places = 0..<table.count / length
  precondition(rows.allSatisfy(places.contains), "expected rows among \(places), found \(rows)")
  return unsafe left.withUnsafeBufferPointer { left in
    unsafe table.withUnsafeBufferPointer { table in
      guard let left = left.baseAddress, let table = table.baseAddress else { return [] }
      var products: [Float] = []
      products.reserveCapacity(rows.count)
      let wholeTiles = rows.count / 4 * 4
      for first in stride(from: 0, to: wholeTiles, by: 4) {
        let sums = unsafe fourDots(
          left, table + rows[first] * length, table + rows[first + 1] * length,
          table + rows[first + 2] * length, table + rows[first + 3] * length, length)
        for lane in 0..<4 { products.append(sums[lane]) }
      }
      for row in rows[wholeTiles...] {
        products.append(unsafe dot(left, table + row * length, length))
      }
      return products
    }
  }
}

/// Returns the dot products of every left row with every right row, each summed in one order.
///
/// Element (i, j) has the bits of `referenceFixedOrderDot` of the two rows, so a row's results do not
/// change with the batch it comes in. About a tenth of the speed of `multiply`.
///
/// - Parameters:
///   - left: (rows, inner), row by row.
///   - right: (columns, inner), row by row: the right factor of the product, transposed.
///   - shape: the sizes.
/// - Returns: the product, (rows, columns).
/// - Complexity: O(rows × inner × columns), one thread.
public func fixedOrderMultiply(
  _ left: Span<Float>, transposedRight right: Span<Float>, shape: ProductShape
) -> Matrix {
  precondition(
    left.count == shape.rows * shape.inner && right.count == shape.columns * shape.inner,
    "expected factors of \(shape), found \(left.count) and \(right.count) elements")
  var product = Matrix(rows: shape.rows, columns: shape.columns)
  unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      unsafe product.elements.withUnsafeMutableBufferPointer { product in
        guard let left = left.baseAddress, let right = right.baseAddress,
          let product = product.baseAddress
        else { return }
        unsafe multiplyTiles(left, right, product, shape)
      }
    }
  }
  return product
}

/// Returns the dot product of two rows in the order of this file, by plain loops.
///
/// - Parameters:
///   - left: one row.
///   - right: another row of the same length.
/// - Returns: the sum of products, 0 for empty rows.
public func referenceFixedOrderDot(_ left: [Float], _ right: [Float]) -> Float {
  var sums = [Float](repeating: 0, count: 8)
  for index in left.indices {
    sums[index % 8] += left[index] * right[index]
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

/// Walks the product in blocks of 16 left rows, which stay in the second-level cache, by 4 right
/// rows, which stay in the first.
@unsafe
private func multiplyTiles(
  _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
  _ product: UnsafeMutablePointer<Float>, _ shape: ProductShape
) {
  let length = shape.inner
  for block in stride(from: 0, to: shape.rows, by: 16) {
    let rows = block..<min(block + 16, shape.rows)
    let wholeTiles = shape.columns / 4 * 4
    for column in stride(from: 0, to: wholeTiles, by: 4) {
      for row in rows {
        let first = unsafe right + column * length
        let sums = unsafe fourDots(
          left + row * length, first, first + length, first + 2 * length, first + 3 * length, length
        )
        let target = unsafe product + row * shape.columns + column
        for lane in 0..<4 { unsafe target[lane] = sums[lane] }
      }
    }
    for column in wholeTiles..<shape.columns {
      for row in rows {
        unsafe product[row * shape.columns + column] = dot(
          left + row * length, right + column * length, length)
      }
    }
  }
}

@unsafe
private func dot(
  _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ length: Int
) -> Float {
  var sums = SIMD8<Float>()
  var index = 0
  while index + 8 <= length {
    unsafe sums += eight(left, index) * eight(right, index)
    index += 8
  }
  return unsafe finish(sums, left, right, index, length)
}

/// Returns the dot products of one left row with four right rows.
@unsafe
private func fourDots(
  _ left: UnsafePointer<Float>, _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
  _ third: UnsafePointer<Float>, _ fourth: UnsafePointer<Float>, _ length: Int
) -> SIMD4<Float> {
  var (a, b) = (SIMD8<Float>(), SIMD8<Float>())
  var (c, d) = (SIMD8<Float>(), SIMD8<Float>())
  var index = 0
  while index + 8 <= length {
    let factor = unsafe eight(left, index)
    unsafe a += factor * eight(first, index)
    unsafe b += factor * eight(second, index)
    unsafe c += factor * eight(third, index)
    unsafe d += factor * eight(fourth, index)
    index += 8
  }
  return unsafe SIMD4(
    finish(a, left, first, index, length), finish(b, left, second, index, length),
    finish(c, left, third, index, length), finish(d, left, fourth, index, length))
}

@unsafe @inline(__always)
private func eight(_ row: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  unsafe UnsafeRawPointer(row + index).loadUnaligned(as: SIMD8<Float>.self)
}

/// Adds the last, fewer than eight products, then the eight sums.
@unsafe @inline(__always)
private func finish(
  _ partial: SIMD8<Float>, _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
  _ start: Int, _ length: Int
) -> Float {
  var sums = partial
  for index in start..<length {
    unsafe sums[index - start] += left[index] * right[index]
  }
  let four = sums.lowHalf + sums.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}
