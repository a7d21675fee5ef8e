public import Arrays
public import Files

/// A file of descriptors that the user names, measured but not yet in memory.
///
/// It is of one of four kinds, told by its content and not by its ending:
/// - HDF5 as `DescriptorFile` writes it: `/descriptors` (images × dimensions) and mostly `/names`; with
///   a "#" and a name behind the path, another dataset of the root. Any real numbers are read, and those
///   other than float16 and float32 are narrowed to float32;
/// - HDF5 as hloc writes it (Sarlin and others 2019): one group an image, whose path is the image's
///   name, with a dataset `global_descriptor` (dimensions);
/// - NumPy's `.npy`: images × dimensions, row by row, without names;
/// - MATLAB's `.mat` of level 5: a matrix of single or double, dimensions × images, without names. A
///   file of several, such as revisitop's with `X` and `Q`, needs the name of one: `features.mat#X`.
///   Files of MATLAB 7.3 are HDF5, which shows their matrices as images × dimensions.
///
/// Measuring first lets several files be read into one table without a second copy.
public struct DescriptorImport: Sendable {
  /// The file, and behind a "#" the matrix in it where the user names one.
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
  public let storage: FloatStorage

  let layout: Layout

  /// The path without the matrix.
  let file: String

  enum Layout {
    /// One dataset of this name.
    case table(String)
    /// One dataset an image, in groups of these paths.
    case groups([String])
    case numPy(NumPyHeader)
    case matlab(MATLABValues)
  }

  /// The dataset of each image in the files of hloc.
  static let groupDataset = "global_descriptor"

  /// The dataset of all descriptors, unless the user names another.
  private static let tableDataset = "descriptors"

  /// Measures a file.
  ///
  /// - Parameters:
  ///   - path: the file, and behind a "#" the matrix in it; see `DescriptorPath`.
  ///   - byteLimit: the most memory that descriptors, and names, may take.
  /// - Throws: `InputFileError` when the file is missing or of no kind that is read, or a part
  ///   of it is missing, of another type, or does not fit the others.
  public init(
    measuring path: String, byteLimit: Int = DescriptorFile.defaultByteLimit
  ) throws(InputFileError) {
    let place = DescriptorPath(path)
    if let header = try NumPyHeader(ofFile: place.file, byteLimit: byteLimit) {
      if let matrix = place.matrix {
        throw InputFileError(
          path: path, problem: "it is an array of NumPy, which has no parts with names",
          advice: "Leave out '#\(matrix)'.")
      }
      self.init(
        path: path, file: path, rows: header.rows, dimension: header.columns,
        storage: header.element == .float16 ? .float16 : .float32, layout: .numPy(header))
      return
    }
    if let file = try MATLABFile(ofFile: place.file) {
      let values = try MATLABValues(
        of: file.matrix(named: place.matrix), inFile: place.file, byteLimit: byteLimit)
      self.init(
        path: path, file: place.file, rows: values.rows, dimension: values.dimension,
        layout: .matlab(values))
      return
    }
    do throws(HDF5Error) {
      self = try withHDF5 { () throws(HDF5Error) in
        let file = try HDF5File.importing(place.file)
        return try DescriptorImport(measuring: file, as: path, place.matrix, byteLimit: byteLimit)
      }
    } catch {
      throw InputFileError(error)
    }
  }

  private init(
    path: String, file: String, rows: Int, dimension: Int, names: [String]? = nil,
    provenance: [String: String] = [:], storage: FloatStorage = .float32, layout: Layout
  ) {
    self.path = path
    self.rows = rows
    self.dimension = dimension
    self.names = names
    self.provenance = provenance
    self.storage = storage
    self.layout = layout
    self.file = file
  }

  private init(
    measuring file: borrowing HDF5File, as path: String, _ matrix: String?, byteLimit: Int
  ) throws(HDF5Error) {
    let name = matrix ?? Self.tableDataset
    if try !file.contains(name) {
      let groups = matrix == nil ? try file.groups(holding: Self.groupDataset) : []
      guard let first = groups.first else { throw try Self.missing(name, in: file) }
      self = try Self.measure(groups, first, of: file, byteLimit: byteLimit)
      return
    }
    let table = try file.dataset(name, rank: 2)
    _ = try table.realCount(byteLimit: byteLimit)
    let isOwn = name == Self.tableDataset
    let hasNames = isOwn ? try file.contains("names") : false
    let names = hasNames ? try file.dataset("names", rank: 1).texts(byteLimit: byteLimit) : nil
    if let names, names.count != table.lengths[0] {
      throw HDF5Error(
        operation: "read", path: file.label("names"),
        reason: "expected one name for each of \(table.lengths[0]) descriptors, found "
          + "\(names.count)")
    }
    self.init(
      path: path, file: file.path, rows: table.lengths[0], dimension: table.lengths[1],
      names: names,
      provenance: isOwn ? try file.attributes() : [:],
      storage: table.isFloat16 ? .float16 : .float32, layout: .table(name))
  }

  private static func missing(
    _ name: String, in file: borrowing HDF5File
  ) throws(HDF5Error) -> HDF5Error {
    let datasets = try file.rootDatasets()
    let shown = datasets.prefix(10).joined(separator: ", ") + (datasets.count > 10 ? " …" : "")
    return HDF5Error(
      operation: "read", path: file.label(name),
      reason: "there is no such dataset, "
        + (datasets.isEmpty ? "nor any other in the root" : "but in the root there are \(shown)"))
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
      path: file.path, file: file.path, rows: groups.count, dimension: dimension, names: groups,
      layout: .groups(groups))
  }
}

extension InputFileError {
  /// Creates the error of an HDF5 file that holds no descriptors which can be read.
  init(_ error: HDF5Error) {
    self.init(
      path: error.path, problem: "could not \(error.operation): \(error.reason)",
      advice:
        "An HDF5 file of descriptors, with /descriptors and /names or a dataset that is named "
        + "behind a '#', a .npy file, or a .mat file of MATLAB 5 or later is expected.")
  }
}
