import Files

/// Reads the header of a `.npy` file: a dictionary of texts, truth values and tuples of numbers.
struct PythonLiteral {
  /// What the header says.
  struct Header: Equatable {
    var type: String
    var isColumnMajor: Bool
    var shape: [Int]
  }

  /// The most axes that are read; NumPy itself has no more than 64.
  private static let mostAxes = 64

  private var rest: ArraySlice<UInt8>
  private let path: String

  /// Begins at the first byte of the dictionary.
  init(_ bytes: ArraySlice<UInt8>, path: String) {
    rest = bytes
    self.path = path
  }

  /// Returns the three entries; each has to be there once, and no other.
  mutating func header() throws(InputFileError) -> Header {
    var (type, isColumnMajor, shape): (String?, Bool?, [Int]?)
    try expect("{")
    while !take("}") {
      let key = try text()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try text()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try truth()
      case "shape" where shape == nil: shape = try numbers()
      default:
        throw failure("the key '\(key)' repeats or is not one of descr, fortran_order, shape")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard rest.isEmpty else { throw failure("something follows the dictionary") }
    guard let type, let isColumnMajor, let shape else {
      throw failure("descr, fortran_order or shape is missing")
    }
    return Header(type: type, isColumnMajor: isColumnMajor, shape: shape)
  }

  private mutating func skipSpace() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }

  private mutating func expect(_ token: String) throws(InputFileError) {
    guard take(token) else { throw failure("'\(token)' is expected") }
  }

  private mutating func text() throws(InputFileError) -> String {
    skipSpace()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw failure("a text in quotes is expected, so values of several fields are not read") }
    let bytes = rest[(rest.startIndex + 1)..<end]
    rest = rest[(end + 1)...]
    guard bytes.allSatisfy({ (0x20..<0x7F).contains($0) }), bytes.count <= 64 else {
      throw failure("a text is longer than 64 characters, or not of plain ASCII")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func truth() throws(InputFileError) -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  private mutating func numbers() throws(InputFileError) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)),
        numbers.count < Self.mostAxes
      else { throw failure("the shape is not a tuple of a few whole numbers from 0") }
      rest = rest.dropFirst(digits.count)
      numbers.append(number)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return numbers
  }

  private func failure(_ problem: String) -> InputFileError {
    InputFileError(
      path: path, problem: "its header is damaged: \(problem)",
      advice: "Save the array again with np.save.")
  }
}
