import Foundation
import Tensors

/// A matrix as the reference scripts write it.
struct GoldenMatrix: Decodable {
  let rows: Int
  let columns: Int
  let elements: [Float]

  var matrix: Matrix { Matrix(rows: rows, columns: columns, elements: elements) }
}

/// Reads one of the files made by Tests/Reference.
func golden<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let file = Bundle.module.bundleURL.appending(path: "Golden/\(name).json")
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}
