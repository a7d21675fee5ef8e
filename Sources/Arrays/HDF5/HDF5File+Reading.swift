internal import CHDF5
package import Tensors

/// A dataset that is open for reading, and what is known of it.
package struct HDF5Dataset: ~Copyable {
  let handle: HDF5Handle
  let type: HDF5Handle
  let space: HDF5Handle

  /// The file and the dataset, for messages.
  package let label: String

  /// The lengths of the axes.
  package let lengths: [Int]

  /// The bytes the data take in the file.
  let storedBytes: Int
}

extension HDF5File {
  /// Returns whether the root holds something of a name.
  package borrowing func contains(_ name: String) throws(HDF5Error) -> Bool {
    let (fileID, label) = (id, label(name))
    let exists = try hdf5("open", label) {
      unsafe H5Lexists(fileID, name, hid_t(H5P_DEFAULT))
    }
    return exists > 0
  }

  /// Opens a dataset whose data lie in this very file, written as any HDF5 library can read them.
  ///
  /// Links to other files, data kept in other files, and filters that come as plug-ins are refused.
  ///
  /// - Parameters:
  ///   - name: the dataset's name, from the root.
  ///   - rank: the number of axes it must have.
  /// - Returns: the dataset, of which nothing is read yet.
  /// - Throws: `HDF5Error` when it is missing, of another rank, or stored in a refused way.
  package borrowing func dataset(_ name: String, rank: Int) throws(HDF5Error) -> HDF5Dataset {
    let (fileID, label) = (id, label(name))
    guard try contains(name) else {
      throw HDF5Error(operation: "read", path: label, reason: "there is no such dataset")
    }
    var link = H5L_info_t()
    _ = try hdf5("open", label) {
      unsafe H5Lget_info(fileID, name, &link, hid_t(H5P_DEFAULT))
    }
    guard link.type == H5L_TYPE_HARD else {
      throw HDF5Error(
        operation: "read", path: label, reason: "it is a link; copy the data into this file")
    }
    let datasetID = try hdf5("open", label) { unsafe H5Dopen2(fileID, name, hid_t(H5P_DEFAULT)) }
    let handle = HDF5Handle(owning: datasetID, release: H5Dclose)
    let type = HDF5Handle(
      owning: try hdf5("read", label) { H5Dget_type(datasetID) }, release: H5Tclose)
    let space = HDF5Handle(
      owning: try hdf5("read", label) { H5Dget_space(datasetID) }, release: H5Sclose)
    try checkStorage(of: datasetID, label: label)
    let lengths = try lengths(of: space.id, rank: rank, label: label)
    return HDF5Dataset(
      handle: handle, type: type, space: space, label: label, lengths: lengths,
      storedBytes: Int(clamping: H5Dget_storage_size(datasetID)))
  }

  private borrowing func lengths(
    of space: hid_t, rank: Int, label: String
  ) throws(HDF5Error) -> [Int] {
    let found = try hdf5("read", label) { H5Sget_simple_extent_ndims(space) }
    guard found == rank else {
      throw HDF5Error(
        operation: "read", path: label, reason: "expected \(rank) axes, found \(found)")
    }
    var extent = [hsize_t](repeating: 0, count: rank)
    _ = try hdf5("read", label) { unsafe H5Sget_simple_extent_dims(space, &extent, nil) }
    return extent.map { Int(clamping: $0) }
  }

  /// Throws when reading the dataset would open other files or load a plug-in.
  private borrowing func checkStorage(of dataset: hid_t, label: String) throws(HDF5Error) {
    let id = try hdf5("read", label) { H5Dget_create_plist(dataset) }
    let settings = HDF5Handle(owning: id, release: H5Pclose)
    let external = try hdf5("read", label) { H5Pget_external_count(id) }
    guard external == 0, H5Pget_layout(id) != H5D_VIRTUAL else {
      throw HDF5Error(
        operation: "read", path: label,
        reason: "its data lie in other files; copy them into this one")
    }
    var filters: [H5Z_filter_t] = []
    for index in 0..<UInt32(try hdf5("read", label) { H5Pget_nfilters(id) }) {
      var count = 0
      let filter = try hdf5("read", label) {
        unsafe H5Pget_filter2(id, index, nil, &count, nil, 0, nil, nil)
      }
      guard [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32].contains(filter) else {
        throw HDF5Error(
          operation: "read", path: label,
          reason:
            "\(Self.name(ofFilter: filter)) is not one of gzip, shuffle, fletcher32; write it "
            + "with those, as by compression='gzip'")
      }
      filters.append(filter)
    }
    try checkChunks(of: dataset, settings: id, filters: filters, label: label)
    try settings.close(path: label)
  }

  private static func name(ofFilter filter: H5Z_filter_t) -> String {
    let names: [H5Z_filter_t: String] = [
      4: "szip", 32_000: "lzf", 32_001: "blosc", 32_004: "lz4", 32_008: "bitshuffle",
      32_013: "zfp", 32_015: "zstd", 32_026: "blosc2",
    ]
    return "its filter \(names[filter].map { "\($0) (\(filter))" } ?? "\(filter)")"
  }
}

extension HDF5Dataset {
  /// Reads a matrix of float16 or float32, or of any numbers, which are then narrowed.
  ///
  /// - Parameters:
  ///   - byteLimit: the most memory the values may take.
  ///   - narrows: whether other numbers than those are read too.
  /// - Returns: the values, row by row.
  /// - Throws: `HDF5Error` when they are of another type, too many, or damaged.
  package borrowing func matrix(
    byteLimit: Int, narrowing narrows: Bool = false
  ) throws(HDF5Error) -> Matrix {
    let count =
      try narrows ? realCount(byteLimit: byteLimit) : floatCount(byteLimit: byteLimit)
    var elements = [Float](repeating: 0, count: count)
    try read(into: &elements, from: 0)
    return Matrix(rows: lengths[0], columns: lengths[1], elements: elements)
  }

  /// Returns how many numbers of floating point there are.
  ///
  /// - Parameter byteLimit: the most memory they may take as float32.
  /// - Returns: the number, the product of the lengths.
  /// - Throws: `HDF5Error` when they are of another type than float16 and float32, or too many.
  package borrowing func floatCount(byteLimit: Int) throws(HDF5Error) -> Int {
    guard H5Tget_class(type.id) == H5T_FLOAT, [2, 4].contains(H5Tget_size(type.id)) else {
      throw failure("its values are neither float16 nor float32; convert them with astype")
    }
    return try elementCount(bytesEach: MemoryLayout<Float>.size, byteLimit: byteLimit)
  }

  /// Returns how many numbers there are, of floating point or whole, in whichever order of bytes.
  ///
  /// - Parameter byteLimit: the most memory they may take as float32.
  /// - Returns: the number, the product of the lengths.
  /// - Throws: `HDF5Error` when they are no numbers, or too many.
  package borrowing func realCount(byteLimit: Int) throws(HDF5Error) -> Int {
    guard [H5T_FLOAT, H5T_INTEGER].contains(H5Tget_class(type.id)) else {
      throw failure("its values are no real numbers; convert them with astype('f4')")
    }
    return try elementCount(bytesEach: MemoryLayout<Float>.size, byteLimit: byteLimit)
  }

  /// Whether the numbers are float16, in any order of bytes.
  package var isFloat16: Bool { H5Tget_class(type.id) == H5T_FLOAT && H5Tget_size(type.id) == 2 }

  /// Reads all numbers, widened to float32, into a part of an array.
  ///
  /// - Parameters:
  ///   - elements: the array; `floatCount` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `HDF5Error` when they are damaged.
  package borrowing func read(into elements: inout [Float], from first: Int) throws(HDF5Error) {
    try read(into: &elements, from: first, type: chdf5_native_float())
  }

  /// Reads all numbers as float16 into a part of an array: without loss when `isFloat16`.
  ///
  /// - Parameters:
  ///   - elements: the array; `floatCount` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `HDF5Error` when they are damaged.
  package borrowing func read(into elements: inout [Float16], from first: Int) throws(HDF5Error) {
    let type = try halfPrecisionType(path: label)
    try read(into: &elements, from: first, type: type.id)
  }

  private borrowing func read<Element: BitwiseCopyable>(
    into elements: inout [Element], from first: Int, type: hid_t
  ) throws(HDF5Error) {
    let count = lengths.reduce(1, *)
    precondition(
      first >= 0 && first + count <= elements.count,
      "expected room for \(count) numbers, found \(elements.count - first)")
    let datasetID = handle.id
    _ = try hdf5("read", label) {
      unsafe elements.withUnsafeMutableBufferPointer {
        unsafe H5Dread(
          datasetID, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT),
          $0.baseAddress.map { unsafe $0 + first })
      }
    }
  }

  /// Reads a table of whole numbers.
  ///
  /// - Parameter byteLimit: the most memory the values may take.
  /// - Returns: the values, row by row.
  /// - Throws: `HDF5Error` when they are of another type, too many, or damaged.
  package borrowing func integers(byteLimit: Int) throws(HDF5Error) -> [Int64] {
    let (typeID, datasetID) = (type.id, handle.id)
    guard H5Tget_class(typeID) == H5T_INTEGER else {
      throw failure("its values are no whole numbers; convert them with astype('i8')")
    }
    let count = try elementCount(bytesEach: MemoryLayout<Int64>.size, byteLimit: byteLimit)
    var elements = [Int64](repeating: 0, count: count)
    _ = try hdf5("read", label) {
      unsafe elements.withUnsafeMutableBytes {
        unsafe H5Dread(
          datasetID, chdf5_native_int64(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT),
          $0.baseAddress)
      }
    }
    return elements
  }

  /// Reads a list of UTF-8 texts of fixed or variable length.
  ///
  /// - Parameter byteLimit: the most memory the texts may take.
  /// - Returns: the texts in order.
  /// - Throws: `HDF5Error` when they are of another type, too many, damaged, or not UTF-8.
  package borrowing func texts(byteLimit: Int) throws(HDF5Error) -> [String] {
    let (typeID, spaceID, datasetID) = (type.id, space.id, handle.id)
    guard H5Tget_class(typeID) == H5T_STRING else { throw failure("its values are not texts") }
    let kind = try HDF5Text(type: typeID, label: label)
    let count = try elementCount(bytesEach: kind.bytesEach, byteLimit: byteLimit)
    let memory = try HDF5TextMemory(byteLimit: byteLimit, label: label)
    let transfer = memory.transfer.id
    defer { withExtendedLifetime(memory) {} }
    do throws(HDF5Error) {
      return try unsafe kind.read(
        count: count, space: spaceID, transfer: transfer, label: label
      ) { type, target in
        unsafe H5Dread(datasetID, type, hid_t(H5S_ALL), hid_t(H5S_ALL), transfer, target)
      }
    } catch {
      throw memory.isExhausted ? failure("its texts take more than \(byteLimit) bytes") : error
    }
  }

  /// Returns the number of elements, once it is sure that they are in the file and fit in memory.
  private borrowing func elementCount(
    bytesEach: Int, byteLimit: Int
  ) throws(HDF5Error) -> Int {
    var (bytes, overflows) = (bytesEach, false)
    for length in lengths where !overflows {
      (bytes, overflows) = bytes.multipliedReportingOverflow(by: length)
    }
    guard !overflows, bytes <= byteLimit else {
      throw failure("its \(lengths) elements take more than the limit of \(byteLimit) bytes")
    }
    // Deflate, the densest filter let in, packs 1032 bytes in one at most.
    guard bytes / 1032 <= storedBytes, storedBytes > 0 || bytes == 0 else {
      throw failure("it claims \(bytes) bytes, but only \(storedBytes) are stored")
    }
    return bytes / bytesEach
  }

  private borrowing func failure(_ reason: String) -> HDF5Error {
    HDF5Error(operation: "read", path: label, reason: reason)
  }
}

/// Returns the type of IEEE 754 half precision, little-endian, as h5py makes it.
func halfPrecisionType(path: String) throws(HDF5Error) -> HDF5Handle {
  let id = try hdf5("create", path) { H5Tcopy(chdf5_float32()) }
  let type = HDF5Handle(owning: id, release: H5Tclose)
  _ = try hdf5("create", path) { H5Tset_fields(id, 15, 10, 5, 0, 10) }
  _ = try hdf5("create", path) { H5Tset_size(id, 2) }
  _ = try hdf5("create", path) { H5Tset_ebias(id, 15) }
  return type
}
