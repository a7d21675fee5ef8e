/// A dense matrix of 32-bit floats, row by row.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, at least 0.
  public let rows: Int

  /// The number of columns, at least 0.
  public let columns: Int

  /// The elements, row by row; `rows * columns` of them.
  public var elements: [Float]

  /// Creates a matrix that owns the given elements.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - elements: the values, row by row; exactly `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "expected \(rows)×\(columns) elements, found \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: 0, count: rows * columns))
  }

  /// Creates one matrix from several, one below the other; from one alone without copying it.
  ///
  /// - Parameter parts: matrices with the same number of columns, at least one.
  public init(joining parts: [Matrix]) {
    precondition(
      Set(parts.map(\.columns)).count == 1,
      "expected parts of one width, found \(parts.map(\.columns))")
    self = parts[0]
    guard parts.count > 1 else { return }
    var elements: [Float] = []
    elements.reserveCapacity(parts.reduce(0) { $0 + $1.elements.count })
    for part in parts { elements += part.elements }
    self.init(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: parts[0].columns, elements: elements)
  }

  /// One element.
  public subscript(row: Int, column: Int) -> Float {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The elements of one row.
  public func row(_ index: Int) -> ArraySlice<Float> {
    elements[index * columns..<(index + 1) * columns]
  }

  /// Returns the rows at the given indices, in that order; an index may repeat.
  public func selectingRows(_ indices: some Sequence<Int>) -> Matrix {
    var selected: [Float] = []
    var count = 0
    for index in indices {
      selected.append(contentsOf: row(index))
      count += 1
    }
    return Matrix(rows: count, columns: columns, elements: selected)
  }
}

/// Descriptors of named images: one unit-length row an image.
public struct DescriptorMatrix: Sendable, Equatable {
  /// The image each row describes, in row order; names may repeat.
  public let names: [String]

  /// The descriptors, (image, dimension).
  public let values: Matrix

  /// Creates a table of descriptors.
  ///
  /// - Parameters:
  ///   - names: one name a row.
  ///   - values: the descriptors, (image, dimension).
  public init(names: [String], values: Matrix) {
    precondition(
      names.count == values.rows, "expected \(values.rows) names, found \(names.count)")
    self.names = names
    self.values = values
  }

  /// Creates one table from several, one below the other.
  ///
  /// - Parameter parts: tables of one dimension, at least one.
  public init(joining parts: [DescriptorMatrix]) {
    self.init(names: parts.flatMap(\.names), values: Matrix(joining: parts.map(\.values)))
  }

  /// The length of one descriptor.
  public var dimension: Int { values.columns }
}
