import Arrays
public import Files

extension DescriptorImport {
  /// The file, and behind a "#" the part of it that holds the descriptors where it has parts.
  public var label: String {
    switch layout {
    case .table(let name): "\(file)#\(name)"
    case .matlab(let values): "\(file)#\(values.variable.name)"
    case .groups, .numPy: path
    }
  }

  /// Reads the descriptors, widened or narrowed to float32, into a part of an array.
  ///
  /// - Parameters:
  ///   - elements: the array; `rows * dimension` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `InputFileError` when the file is damaged, or has changed since it was measured.
  /// - Complexity: O(bytes of the file), with a few megabytes of memory beside the array.
  public func read(into elements: inout [Float], from first: Int) throws(InputFileError) {
    try read(into: &elements, from: first) { (dataset, elements, first) throws(HDF5Error) in
      try dataset.read(into: &elements, from: first)
    }
  }

  /// Reads the descriptors as float16 into a part of an array: without loss when that is the `storage`.
  ///
  /// - Parameters:
  ///   - elements: the array; `rows * dimension` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `InputFileError` when the file is damaged, or has changed since it was measured.
  /// - Complexity: O(bytes of the file), with a few megabytes of memory beside the array.
  public func read(into elements: inout [Float16], from first: Int) throws(InputFileError) {
    try read(into: &elements, from: first) { (dataset, elements, first) throws(HDF5Error) in
      try dataset.read(into: &elements, from: first)
    }
  }

  private func read<Number: BinaryFloatingPoint & BitwiseCopyable>(
    into elements: inout [Number], from first: Int,
    readDataset: (borrowing HDF5Dataset, inout [Number], Int) throws(HDF5Error) -> Void
  ) throws(InputFileError) {
    precondition(
      first >= 0 && first + rows * dimension <= elements.count,
      "expected room for \(rows) × \(dimension) numbers, found \(elements.count - first)")
    switch layout {
    case .numPy(let header): try header.readValues(ofFile: file, into: &elements, from: first)
    case .matlab(let values): try values.read(ofFile: file, into: &elements, from: first)
    case .table, .groups:
      try readHDF5(into: &elements, from: first, readDataset: readDataset)
    }
  }

  private func readHDF5<Number: BinaryFloatingPoint & BitwiseCopyable>(
    into elements: inout [Number], from first: Int,
    readDataset: (borrowing HDF5Dataset, inout [Number], Int) throws(HDF5Error) -> Void
  ) throws(InputFileError) {
    do throws(HDF5Error) {
      try withHDF5 { () throws(HDF5Error) in
        let file = try HDF5File.importing(file)
        switch layout {
        case .table(let name):
          let table = try file.dataset(name, rank: 2)
          try check(table, [rows, dimension])
          try readDataset(table, &elements, first)
        case .groups(let groups):
          for (row, group) in groups.enumerated() {
            let dataset = try file.dataset("\(group)/\(Self.groupDataset)", rank: 1)
            try check(dataset, [dimension])
            try readDataset(dataset, &elements, first + row * dimension)
          }
        case .numPy, .matlab: break
        }
      }
    } catch {
      throw InputFileError(error)
    }
  }

  /// Throws when a dataset is not what was measured.
  private func check(
    _ dataset: borrowing HDF5Dataset, _ lengths: [Int]
  ) throws(HDF5Error) {
    guard dataset.lengths == lengths else {
      throw HDF5Error(
        operation: "read", path: dataset.label,
        reason: "it has \(dataset.lengths) numbers and \(lengths) are expected, as in the first")
    }
    _ = try dataset.realCount(byteLimit: rows * dimension * MemoryLayout<Float>.size)
  }
}
