internal import CHDF5
package import Tensors

extension HDF5File {
  /// Writes a matrix, in chunks of about 1 MiB that each carry a checksum.
  ///
  /// - Parameters:
  ///   - matrix: the values, row by row.
  ///   - name: the dataset's name, from the root.
  ///   - storage: how the numbers are kept.
  /// - Throws: `HDF5Error` with what the library says.
  package borrowing func write(
    _ matrix: Matrix, to name: String, as storage: FloatStorage = .float32
  ) throws(HDF5Error) {
    switch storage {
    case .float32:
      try write(
        matrix.elements, rows: matrix.rows, columns: matrix.columns, type: chdf5_float32(),
        to: name)
    case .float16:
      // Rounded here, since the library rounds ties up and not to even.
      let type = try halfPrecisionType(path: label(name))
      try write(
        HalfMatrix(rounding: matrix).elements, rows: matrix.rows, columns: matrix.columns,
        type: type.id,
        to: name)
    }
  }

  /// Writes numbers that lie in memory as they shall lie in the file.
  private borrowing func write<Element: BitwiseCopyable>(
    _ values: [Element], rows: Int, columns: Int, type: hid_t, to name: String
  ) throws(HDF5Error) {
    let rowBytes = max(1, columns) * MemoryLayout<Element>.size
    let dataset = try create(
      name, type: type, lengths: [rows, columns],
      chunk: [max(1, min(rows, (1 << 20) / rowBytes)), max(1, columns)])
    let id = dataset.id
    _ = try hdf5("write", label(name)) {
      unsafe values.withUnsafeBytes {
        unsafe H5Dwrite(
          id, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0.baseAddress)
      }
    }
    try dataset.close(path: label(name))
  }

  /// Writes a table of int32, in chunks of about 1 MiB that each carry a checksum.
  ///
  /// - Parameters:
  ///   - values: the values, row by row; `rows * columns` of them.
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - name: the dataset's name, from the root.
  /// - Throws: `HDF5Error` with what the library says.
  package borrowing func write(
    _ values: [Int32], rows: Int, columns: Int, to name: String
  ) throws(HDF5Error) {
    try write(values, rows: rows, columns: columns, type: chdf5_int32(), to: name)
  }

  /// Writes texts as UTF-8, each padded with zero bytes to the longest.
  ///
  /// Padded texts lie inside the checksummed chunks; those of variable length would not.
  ///
  /// - Parameters:
  ///   - texts: the texts, without zero characters.
  ///   - name: the dataset's name, from the root.
  /// - Throws: `HDF5Error` when a text holds a zero character, or with what the library says.
  package borrowing func write(_ texts: [String], to name: String) throws(HDF5Error) {
    let width = max(1, texts.lazy.map { $0.utf8.count }.max() ?? 1)
    let type = try stringType(size: width, path: label(name))
    let dataset = try create(
      name, type: type.id, lengths: [texts.count],
      chunk: [max(1, min(texts.count, (1 << 20) / width))])
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * texts.count)
    for text in texts {
      guard !text.utf8.contains(0) else {
        throw HDF5Error(
          operation: "write", path: label(name),
          reason: "the text \(text.debugDescription) holds a zero character; rename the image")
      }
      bytes += text.utf8
      bytes += repeatElement(0, count: width - text.utf8.count)
    }
    let (id, typeID) = (dataset.id, type.id)
    _ = try hdf5("write", label(name)) {
      unsafe bytes.withUnsafeBytes {
        unsafe H5Dwrite(
          id, typeID, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0.baseAddress)
      }
    }
    try dataset.close(path: label(name))
  }

  /// Writes a text attribute of the root, as UTF-8 of variable length.
  ///
  /// - Parameters:
  ///   - text: the value, without zero characters.
  ///   - name: the attribute's name, without zero characters.
  /// - Throws: `HDF5Error` when one holds a zero character, or with what the library says.
  package borrowing func write(attribute text: String, to name: String) throws(HDF5Error) {
    let path = label("attribute \(name)")
    guard !name.utf8.contains(0), !text.utf8.contains(0) else {
      throw HDF5Error(
        operation: "write", path: path, reason: "the name or the value holds a zero character")
    }
    let fileID = id
    let type = try stringType(size: chdf5_variable(), path: path)
    let space = HDF5Handle(
      owning: try hdf5("create", path) { H5Screate(H5S_SCALAR) }, release: H5Sclose)
    let (typeID, spaceID) = (type.id, space.id)
    let created = try hdf5("create", path) {
      unsafe H5Acreate2(
        fileID, name, typeID, spaceID, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
    let attribute = HDF5Handle(owning: created, release: H5Aclose)
    _ = try hdf5("write", path) {
      unsafe text.withCString { start in
        unsafe withUnsafePointer(to: start) { unsafe H5Awrite(created, typeID, $0) }
      }
    }
    try attribute.close(path: path)
  }

  /// Returns the name of a part of this file for messages.
  package borrowing func label(_ part: String) -> String { "\(path)#\(part)" }

  /// Creates a chunked dataset with a checksum a chunk and without the time of its creation.
  private borrowing func create(
    _ name: String, type: hid_t, lengths: [Int], chunk: [Int]
  ) throws(HDF5Error) -> HDF5Handle {
    let (fileID, path) = (id, label(name))
    let extent = lengths.map(hsize_t.init)
    let chunkExtent = chunk.map(hsize_t.init)
    let space = HDF5Handle(
      owning: try hdf5("create", path) {
        unsafe H5Screate_simple(Int32(extent.count), extent, nil)
      }, release: H5Sclose)
    let settings = HDF5Handle(
      owning: try hdf5("create", path) { H5Pcreate(chdf5_dataset_create()) }, release: H5Pclose)
    let (spaceID, settingsID) = (space.id, settings.id)
    _ = try hdf5("create", path) {
      unsafe H5Pset_chunk(settingsID, Int32(chunkExtent.count), chunkExtent)
    }
    _ = try hdf5("create", path) { H5Pset_fletcher32(settingsID) }
    _ = try hdf5("create", path) { H5Pset_obj_track_times(settingsID, false) }
    let dataset = try hdf5("create", path) {
      unsafe H5Dcreate2(
        fileID, name, type, spaceID, hid_t(H5P_DEFAULT), settingsID, hid_t(H5P_DEFAULT))
    }
    return HDF5Handle(owning: dataset, release: H5Dclose)
  }

  /// Returns the type of UTF-8 texts of one size, padded with zero bytes, or of variable size.
  private borrowing func stringType(size: Int, path: String) throws(HDF5Error) -> HDF5Handle {
    let id = try hdf5("create", path) { H5Tcopy(chdf5_c_string()) }
    let type = HDF5Handle(owning: id, release: H5Tclose)
    _ = try hdf5("create", path) { H5Tset_size(id, size) }
    _ = try hdf5("create", path) { H5Tset_cset(id, H5T_CSET_UTF8) }
    if size != chdf5_variable() {
      _ = try hdf5("create", path) { H5Tset_strpad(id, H5T_STR_NULLPAD) }
    }
    return type
  }
}
