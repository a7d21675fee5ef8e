/// A file of descriptors that the user names, measured but not yet in memory.
///
/// It is of one of three kinds, told by its content and not by its ending:
/// - HDF5 as `DescriptorFile` writes it: `/descriptors` (float16 or float32, images × dimensions) and
///   mostly `/names`;
/// - HDF5 as hloc writes it (Sarlin and others 2019): one group an image, whose path is the image's
///   name, with a dataset `global_descriptor` (float16 or float32, dimensions);
/// - NumPy's `.npy`: images × dimensions, row by row, without names.
///
/// Measuring first lets several files be read into one table without a second copy.
public struct DescriptorImport: Sendable {
  /// The file.
  public let path: String

  /// The number of descriptors.
  public let rows: Int

  /// The length of one descriptor.
  public let dimension: Int

  /// The image of each row; nil where the file names none.
  public let names: [String]?

  /// Where the descriptors come from, as far as the file says.
  public let provenance: [String: String]

  /// What the numbers can be read as without loss, as far as the file tells at once; float64 is
  /// narrowed to float32.
  public let storage: DescriptorStorage

  private let layout: Layout

  private enum Layout {
    /// One dataset.
    case table
    /// One dataset an image, in groups of these paths.
    case groups([String])
    case numPy(NumPyHeader)
  }

  /// The dataset of each image in the files of hloc.
  private static let groupDataset = "global_descriptor"

  /// Measures a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - byteLimit: the most memory that descriptors, and names, may take.
  /// - Throws: `DescriptorImportError` when the file is missing or of no kind that is read, or a part
  ///   of it is missing, of another type, or does not fit the others.
  public init(
    measuring path: String, byteLimit: Int = DescriptorFile.defaultByteLimit
  ) throws(DescriptorImportError) {
    if let header = try NumPyHeader(ofFile: path, byteLimit: byteLimit) {
      self.init(
        path: path, rows: header.rows, dimension: header.columns, names: nil, provenance: [:],
        storage: header.element == .float16 ? .float16 : .float32, layout: .numPy(header))
      return
    }
    do throws(HDF5Error) {
      self = try withHDF5 { () throws(HDF5Error) in
        let file = try HDF5File.importing(path)
        return try DescriptorImport(measuring: file, byteLimit: byteLimit)
      }
    } catch {
      try Self.refuseMATLAB(path)
      throw DescriptorImportError(error)
    }
  }

  /// Refuses files of MATLAB before 7.3, such as revisitop's, which hold several matrices without names.
  private static func refuseMATLAB(_ path: String) throws(DescriptorImportError) {
    let signature = Array("MATLAB 5.0".utf8)
    let start: [UInt8]
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      start = try file.readAll(count: min(try file.regularFileSize(), signature.count))
    } catch {
      throw DescriptorImportError(error)
    }
    guard start != signature else {
      throw DescriptorImportError(
        path: path, problem: "it is a .mat file of MATLAB, which is not read",
        advice: "Convert it with NumPy, one row an image; revisitop's has a column an image: "
          + "np.save(\"database.npy\", np.ascontiguousarray(scipy.io.loadmat(file)[\"X\"].T)), "
          + "and \"Q\" likewise for the queries.")
    }
  }

  private init(
    path: String, rows: Int, dimension: Int, names: [String]?, provenance: [String: String],
    storage: DescriptorStorage, layout: Layout
  ) {
    self.path = path
    self.rows = rows
    self.dimension = dimension
    self.names = names
    self.provenance = provenance
    self.storage = storage
    self.layout = layout
  }

  private init(
    measuring file: borrowing HDF5File, byteLimit: Int
  ) throws(HDF5Error) {
    if try !file.contains("descriptors") {
      let groups = try file.groups(holding: Self.groupDataset)
      if let first = groups.first {
        self = try Self.measure(groups, first, of: file, byteLimit: byteLimit)
        return
      }
    }
    let table = try file.dataset("descriptors", rank: 2)
    _ = try table.floatCount(byteLimit: byteLimit)
    let names =
      try file.contains("names")
      ? file.dataset("names", rank: 1).texts(byteLimit: byteLimit) : nil
    if let names, names.count != table.lengths[0] {
      throw HDF5Error(
        operation: "read", path: file.label("names"),
        reason: "expected one name for each of \(table.lengths[0]) descriptors, found "
          + "\(names.count)")
    }
    self.init(
      path: file.path, rows: table.lengths[0], dimension: table.lengths[1], names: names,
      provenance: try file.attributes(), storage: table.isFloat16 ? .float16 : .float32,
      layout: .table)
  }

  private static func measure(
    _ groups: [String], _ first: String, of file: borrowing HDF5File, byteLimit: Int
  ) throws(HDF5Error) -> DescriptorImport {
    let dimension = try file.dataset("\(first)/\(groupDataset)", rank: 1).lengths[0]
    let (count, overflows) = groups.count.multipliedReportingOverflow(by: max(1, dimension))
    guard !overflows, count <= byteLimit / MemoryLayout<Float>.size else {
      throw HDF5Error(
        operation: "read", path: file.path,
        reason:
          "its \(groups.count) descriptors of \(dimension) dimensions take more than the limit "
          + "of \(byteLimit) bytes")
    }
    return DescriptorImport(
      path: file.path, rows: groups.count, dimension: dimension, names: groups,
      provenance: [:], storage: .float32, layout: .groups(groups))
  }
}

extension DescriptorImport {
  /// Reads the descriptors, widened or narrowed to float32, into a part of an array.
  ///
  /// - Parameters:
  ///   - elements: the array; `rows * dimension` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `DescriptorImportError` when the file is damaged, or has changed since it was measured.
  /// - Complexity: O(bytes of the file), with a few megabytes of memory beside the array.
  public func read(into elements: inout [Float], from first: Int) throws(DescriptorImportError) {
    try read(into: &elements, from: first) { (dataset, elements, first) throws(HDF5Error) in
      try dataset.read(into: &elements, from: first)
    }
  }

  /// Reads the descriptors as float16 into a part of an array: without loss when that is the `storage`.
  ///
  /// - Parameters:
  ///   - elements: the array; `rows * dimension` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `DescriptorImportError` when the file is damaged, or has changed since it was measured.
  /// - Complexity: O(bytes of the file), with a few megabytes of memory beside the array.
  public func read(into elements: inout [Float16], from first: Int) throws(DescriptorImportError) {
    try read(into: &elements, from: first) { (dataset, elements, first) throws(HDF5Error) in
      try dataset.read(into: &elements, from: first)
    }
  }

  private func read<Number: BinaryFloatingPoint>(
    into elements: inout [Number], from first: Int,
    readDataset: (borrowing HDF5Dataset, inout [Number], Int) throws(HDF5Error) -> Void
  ) throws(DescriptorImportError) {
    precondition(
      first >= 0 && first + rows * dimension <= elements.count,
      "expected room for \(rows) × \(dimension) numbers, found \(elements.count - first)")
    if case .numPy(let header) = layout {
      return try header.readValues(ofFile: path, into: &elements, from: first)
    }
    do throws(HDF5Error) {
      try withHDF5 { () throws(HDF5Error) in
        let file = try HDF5File.importing(path)
        switch layout {
        case .table:
          let table = try file.dataset("descriptors", rank: 2)
          try check(table, [rows, dimension])
          try readDataset(table, &elements, first)
        case .groups(let groups):
          for (row, group) in groups.enumerated() {
            let dataset = try file.dataset("\(group)/\(Self.groupDataset)", rank: 1)
            try check(dataset, [dimension])
            try readDataset(dataset, &elements, first + row * dimension)
          }
        case .numPy: break
        }
      }
    } catch {
      throw DescriptorImportError(error)
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
    _ = try dataset.floatCount(byteLimit: rows * dimension * MemoryLayout<Float>.size)
  }
}
