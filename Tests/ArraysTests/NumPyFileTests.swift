import Arrays
import Tensors
import TestSupport
import Testing

@Suite struct NumPyFileTests {
  private let values = Matrix(rows: 2, columns: 3, elements: [0.5, -1, 2, 0.25, 8, -16])

  @Test(arguments: FloatStorage.allCases)
  func whatIsWrittenReadsBack(storage: FloatStorage) throws {
    let scratch = try Scratch()
    try scratch.write(NumPyFile.encoded(values, as: storage), to: "x.npy")
    let path = "\(scratch.path)/x.npy"
    let header = try #require(try NumPyHeader(ofFile: path, byteLimit: 1 << 10))
    #expect(header.rows == 2)
    #expect(header.columns == 3)
    var elements = [Float](repeating: 9, count: 8)
    try header.readValues(ofFile: path, into: &elements, from: 1)
    #expect(elements == [9] + values.elements + [9])
  }
}
