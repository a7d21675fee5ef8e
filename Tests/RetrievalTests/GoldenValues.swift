import Foundation
import Tensors

/// Returns what Tests/Reference/make_retrieval_golden.py wrote into a file.
func golden<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let file = Bundle.module.bundleURL.appending(path: "Golden/\(name).json")
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

/// Returns the values of a name that golden_tensors.py calls `draws`, to the bit.
func draws(_ name: String, _ shape: Shape, offset: Float = 0) -> Tensor {
  var generator = SplitMix64(name: name)
  let elements = (0..<shape.elementCount).map { _ -> Float in
    let top = Int64(generator.next() >> 40)
    return offset + Float(2 * top + 1 - 0x100_0000) * 0x1p-24
  }
  return Tensor(shape: shape, elements: elements)
}

/// Returns the unit-length rows that make_retrieval_golden.py calls `descriptors`.
func goldenDescriptors(_ name: String, _ rows: Int, _ columns: Int, offset: Float = 0) -> Matrix {
  var matrix = Matrix(draws(name, [rows, columns], offset: offset))
  for row in 0..<rows {
    let values = matrix.row(row).map { Double($0) }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
    for column in 0..<columns { matrix[row, column] = Float(values[column] / length) }
  }
  return matrix
}

/// Returns the largest difference as a part of the largest expected value.
func relativeDifference(_ found: [Float], _ expected: [Float]) -> Float {
  largestDifference(found, expected) / expected.reduce(.leastNormalMagnitude) { max($0, abs($1)) }
}
