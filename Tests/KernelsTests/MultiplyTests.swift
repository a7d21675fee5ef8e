import Kernels
import Tensors
import Testing

@Suite struct MultiplyTests {
  let left = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
  let right = Matrix(rows: 3, columns: 2, elements: [1, 0, 0, 1, 2, -1])

  @Test func productOfSmallMatricesIsExact() {
    #expect(multiply(left, right).elements == [7, -1, 16, -1])
  }

  @Test func transposedFactorsAreReadByColumns() {
    let leftByColumns = Matrix(rows: 3, columns: 2, elements: [1, 4, 2, 5, 3, 6])
    let rightByColumns = Matrix(rows: 2, columns: 3, elements: [1, 0, 2, 0, 1, -1])
    let product = multiply(
      leftByColumns, rightByColumns, transposingLeft: true, transposingRight: true)
    #expect(product.elements == [7, -1, 16, -1])
  }

  @Test func accumulatingAddsToWhatIsThere() {
    var product: [Float] = [10, 20, 30, 40]
    var target = product.mutableSpan
    multiply(
      left.elements.span, right.elements.span, into: &target,
      shape: ProductShape(rows: 2, inner: 3, columns: 2), accumulating: true)
    #expect(product == [17, 19, 46, 39])
  }

  @Test func noTermsGiveZeros() {
    let product = multiply(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 1))
    #expect(product.elements == [0, 0])
  }

  @Test func noRowsGiveAnEmptyProduct() {
    #expect(multiply(Matrix(rows: 0, columns: 3), right) == Matrix(rows: 0, columns: 2))
  }

  @Test(arguments: [(1, 1, 1), (7, 5, 3), (64, 33, 17), (130, 257, 40)])
  func fastProductEqualsTheReference(rows: Int, inner: Int, columns: Int) {
    let left = randomMatrix(rows, inner, seed: 1)
    let right = randomMatrix(columns, inner, seed: 2)
    let fast = multiply(left, right, transposingRight: true)
    let reference = referenceMultiply(left, right, transposingRight: true)
    // Sums of up to 257 products of unit variance in float32.
    #expect(largestDifference(fast.elements, reference.elements) < 5e-5)
  }

  @Test(
    arguments: [
      (3, 1, 1), (1, 7, 1), (1, 1, 9), (5, 4, 1), (1, 6, 5), (4, 3, 0), (0, 3, 4), (2, 0, 3),
    ],
    [(false, false), (true, false), (false, true), (true, true)])
  func everyTranspositionEqualsTheReference(
    lengths: (rows: Int, inner: Int, columns: Int), turned: (left: Bool, right: Bool)
  ) {
    let (rows, inner, columns) = lengths
    let left = turned.left ? randomMatrix(inner, rows, seed: 1) : randomMatrix(rows, inner, seed: 1)
    let right =
      turned.right ? randomMatrix(columns, inner, seed: 2) : randomMatrix(inner, columns, seed: 2)
    let fast = multiply(
      left, right, transposingLeft: turned.left, transposingRight: turned.right)
    let reference = referenceMultiply(
      left, right, transposingLeft: turned.left, transposingRight: turned.right)
    #expect(fast.rows == rows && fast.columns == columns)
    #expect(largestDifference(fast.elements, reference.elements) < 1e-5)
  }

  @Test func addingNoTermsLeavesWhatIsThere() {
    var product: [Float] = [10, 20]
    var target = product.mutableSpan
    multiply(
      [Float]().span, [Float]().span, into: &target,
      shape: ProductShape(rows: 2, inner: 0, columns: 1), accumulating: true)
    #expect(product == [10, 20])
  }
}

@Suite struct FixedOrderTests {
  @Test(arguments: [1, 7, 8, 9, 64, 515])
  func dotsEqualTheReferenceBitForBit(length: Int) {
    let table = randomMatrix(9, length, seed: UInt64(length))
    let left = Array(table.row(4))
    for rows in [
      [], [8], [0, 7, 2], [5, 1, 8, 0], [6, 2, 2, 4, 1], [1, 0, 3, 2, 5, 4, 7, 6, 8],
    ] {
      #expect(
        fixedOrderDots(left.span, table.elements.span, rows: rows)
          == rows.map { referenceFixedOrderDot(left, Array(table.row($0))) })
    }
  }

  @Test(
    arguments: [
      (1, 3, 2), (5, 8, 4), (17, 33, 7), (40, 129, 9), (1, 1, 1), (16, 7, 1), (33, 16, 5),
      (0, 5, 3), (3, 5, 0), (2, 0, 5),
    ])
  func everyElementOfTheProductIsTheDotOfItsRows(rows: Int, inner: Int, columns: Int) {
    let left = randomMatrix(rows, inner, seed: 3)
    let right = randomMatrix(columns, inner, seed: 4)
    let dots = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        referenceFixedOrderDot(Array(left.row(row)), Array(right.row(column)))
      }
    }
    let product = fixedOrderMultiply(
      left.elements.span, transposedRight: right.elements.span,
      shape: ProductShape(rows: rows, inner: inner, columns: columns))
    #expect(product == Matrix(rows: rows, columns: columns, elements: dots))
  }

  @Test func productAgreesWithTheOrdinaryOne() {
    let left = randomMatrix(20, 300, seed: 5)
    let right = randomMatrix(11, 300, seed: 6)
    let reference = referenceMultiply(left, right, transposingRight: true)
    let product = fixedOrderMultiply(
      left.elements.span, transposedRight: right.elements.span,
      shape: ProductShape(rows: 20, inner: 300, columns: 11))
    #expect(largestDifference(product.elements, reference.elements) < 5e-5)
  }
}
