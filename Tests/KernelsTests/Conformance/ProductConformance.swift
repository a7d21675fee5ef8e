import CFeatureMaps
import Tensors
import Testing

extension Conformance {
  @Suite struct Products {
    /// No terms, single rows and columns, and more rows than a strip has.
    static let lengths =
      [
        (1, 1, 1), (1, 7, 9), (5, 1, 33), (3, 0, 4), (0, 3, 4), (2, 3, 0), (6, 16, 16),
        (29, 17, 31), (14, 33, 64), (171, 40, 17), (13, 300, 100), (15, 9_000, 5), (31, 4_700, 3),
      ]
      + (0..<10).map { (seed: UInt64) -> (Int, Int, Int) in
        var generator = SeededGenerator(seed: seed, purpose: "product lengths")
        return (
          1 + generator.integer(below: 60), 1 + generator.integer(below: 90),
          1 + generator.integer(below: 80)
        )
      }

    @Test(arguments: lengths)
    func everyProductHasTheBitsOfItsTwin(lengths: (rows: Int, inner: Int, columns: Int)) {
      var generator = SeededGenerator(seed: 3, purpose: "product conformance")
      let (rows, inner, columns) = lengths
      let floats = (
        (0..<rows * inner).map { _ in generator.normal() },
        (0..<inner * columns).map { _ in generator.normal() },
        (0..<rows * columns).map { _ in generator.normal() }
      )
      let doubles = (
        floats.0.map { Double($0) / 3 }, floats.1.map { Double($0) / 3 },
        floats.2.map { Double($0) / 3 }
      )
      for kind in 0..<8 {
        let shape = product_shape(
          rows: rows, inner: inner, columns: columns, transposes_left: kind & 1 > 0,
          transposes_right: kind & 2 > 0, accumulates: kind & 4 > 0)
        unsafe expectBits(shape, floats) { shape, left, right, product, scratch, threads in
          unsafe product_floats(shape, left, right, product, scratch, threads)
        }
        unsafe expectBits(shape, doubles) { shape, left, right, product, scratch, threads in
          unsafe product_doubles(shape, left, right, product, scratch, threads)
        }
      }
    }

    private func expectBits<Element: BinaryFloatingPoint>(
      _ shape: product_shape, _ matrices: (left: [Element], right: [Element], product: [Element]),
      _ multiply: (
        UnsafePointer<product_shape>, UnsafePointer<Element>, UnsafePointer<Element>,
        UnsafeMutablePointer<Element>, UnsafeMutablePointer<Element>, Int32
      ) -> Void
    ) {
      var shape = shape
      let expected = twin(shape, matrices.left, matrices.right, onto: matrices.product)
      KernelRun.forEach { run in
        let (left, right) = (AlignedBuffer(matrices.left), AlignedBuffer(matrices.right))
        let product =
          shape.accumulates
          ? AlignedBuffer(matrices.product) : AlignedBuffer(matrices.product.count)
        let scratch = AlignedBuffer<Element>(unsafe product_scratch_count(&shape, run.threads))
        unsafe multiply(
          &shape, left.start, right.start, product.start, scratch.start, run.threads)
        expectSameBits(product.elements, expected, "the product of \(Element.self)", run)
      }
    }

    /// The products of product.h by plain loops, in the order that it states.
    private func twin<Element: BinaryFloatingPoint>(
      _ shape: product_shape, _ left: [Element], _ right: [Element], onto product: [Element]
    ) -> [Element] {
      product.indices.map { place in
        let (row, column) = place.quotientAndRemainder(dividingBy: shape.columns)
        var sum: Element = 0
        for term in 0..<shape.inner {
          sum.addProduct(
            left[shape.transposes_left ? term * shape.rows + row : row * shape.inner + term],
            right[
              shape.transposes_right ? column * shape.inner + term : term * shape.columns + column])
        }
        return shape.accumulates ? product[place] + sum : sum
      }
    }
  }
}
