import Tensors
import Testing

@Suite struct HalfMatrixTests {
  @Test func valuesAreRoundedToTheNearestAndTiesToEven() {
    let matrix = Matrix(
      rows: 2, columns: 2, elements: [1 + 0x1p-11, 1 + 3 * 0x1p-11, 0x1p-24, -65504])
    let rounded = HalfMatrix(rounding: matrix)
    #expect(rounded.rows == 2 && rounded.columns == 2)
    #expect(rounded.elements == [1, 1 + 0x1p-9, 0x1p-24, -65504])
  }

  @Test func rowsAreSelectedInTheOrderAsked() {
    let matrix = HalfMatrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])
    #expect(
      matrix.selectingRows([2, 0, 2])
        == HalfMatrix(rows: 3, columns: 2, elements: [5, 6, 1, 2, 5, 6]))
  }
}
