internal import CHDF5

/// How texts of one HDF5 type look in memory.
struct HDF5Text: ~Copyable {
  /// The type to read with: the text's own, which keeps its size, padding and encoding.
  let memory: HDF5Handle

  /// Whether an element is a pointer to a text that the library allocates.
  let isVariable: Bool

  /// The bytes of one element in memory, at least 1.
  let bytesEach: Int

  /// Creates a view of an HDF5 text type.
  ///
  /// - Parameters:
  ///   - type: the type in the file, of class string.
  ///   - label: the file and what is read of it, for messages.
  /// - Throws: `HDF5Error` with what the library says.
  init(type: hid_t, label: String) throws(HDF5Error) {
    let isVariable = try hdf5("read", label) { H5Tis_variable_str(type) } > 0
    let size = isVariable ? MemoryLayout<UInt>.size : H5Tget_size(type)
    guard size > 0 else {
      throw HDF5Error(operation: "read", path: label, reason: "its texts have no size")
    }
    let memory = HDF5Handle(
      owning: try hdf5("read", label) { H5Tcopy(type) }, release: H5Tclose)
    self.memory = memory
    self.isVariable = isVariable
    bytesEach = size
  }

  /// Reads texts.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - space: their dataspace, for giving back what the library allocates.
  ///   - transfer: the property list that they are read with.
  ///   - label: the file and what is read of it, for messages.
  ///   - read: the call that fills a buffer, given the memory type and the buffer.
  /// - Returns: the texts in order.
  /// - Throws: `HDF5Error` when the call fails or a text is not UTF-8.
  borrowing func read(
    count: Int, space: hid_t, transfer: hid_t = hid_t(H5P_DEFAULT), label: String,
    with read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [String] {
    let texts =
      isVariable
      ? try unsafe readVariable(
        count: count, space: space, transfer: transfer, label: label, with: read)
      : try unsafe readFixed(count: count, label: label, with: read)
    var valid: [String] = []
    valid.reserveCapacity(count)
    for text in texts {
      guard let text = String(validating: text, as: UTF8.self) else {
        throw HDF5Error(
          operation: "read", path: label, reason: "text \(valid.count) is not valid UTF-8")
      }
      valid.append(text)
    }
    return valid
  }

  private borrowing func readVariable(
    count: Int, space: hid_t, transfer: hid_t, label: String,
    with read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [[UInt8]] {
    let type = memory.id
    var starts = unsafe [UnsafeMutablePointer<UInt8>?](repeating: nil, count: count)
    _ = try hdf5("read", label) {
      unsafe starts.withUnsafeMutableBytes { unsafe read(type, $0.baseAddress) }
    }
    let texts = unsafe starts.map { start -> [UInt8] in
      guard let start = unsafe start else { return [] }
      var length = 0
      while unsafe start[length] != 0 { length += 1 }
      return unsafe [UInt8](UnsafeBufferPointer(start: start, count: length))
    }
    _ = try hdf5("release", label) {
      unsafe starts.withUnsafeMutableBytes {
        unsafe H5Dvlen_reclaim(type, space, transfer, $0.baseAddress)
      }
    }
    return texts
  }

  private borrowing func readFixed(
    count: Int, label: String, with read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [[UInt8]] {
    let (type, size) = (memory.id, bytesEach)
    var bytes = [UInt8](repeating: 0, count: count * size)
    _ = try hdf5("read", label) {
      unsafe bytes.withUnsafeMutableBytes { unsafe read(type, $0.baseAddress) }
    }
    let isSpacePadded = H5Tget_strpad(type) == H5T_STR_SPACEPAD
    return (0..<count).map { index in
      var text = bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }
      while isSpacePadded, text.last == UInt8(ascii: " ") { text.removeLast() }
      return Array(text)
    }
  }
}

extension HDF5File {
  /// Reads the text attributes of the root; attributes of other types are left out.
  package borrowing func attributes() throws(HDF5Error) -> [String: String] {
    let (fileID, path) = (id, path)
    var status = H5O_info_t()
    _ = try hdf5("read", path) { unsafe H5Oget_info2(fileID, &status, UInt32(H5O_INFO_NUM_ATTRS)) }
    var attributes: [String: String] = [:]
    for index in 0..<status.num_attrs {
      let attributeID = try hdf5("read", path) {
        unsafe H5Aopen_by_idx(
          fileID, ".", H5_INDEX_NAME, H5_ITER_INC, index, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
      }
      let attribute = HDF5Handle(owning: attributeID, release: H5Aclose)
      let name = try self.name(ofAttribute: attributeID)
      attributes[name] = try text(ofAttribute: attributeID, label: label("attribute \(name)"))
      try attribute.close(path: path)
    }
    return attributes
  }

  private borrowing func name(ofAttribute attribute: hid_t) throws(HDF5Error) -> String {
    let path = path
    let length = try hdf5("read", path) { H5Aget_name(attribute, 0, nil) }
    var bytes = [CChar](repeating: 0, count: length + 1)
    _ = try hdf5("read", path) { unsafe H5Aget_name(attribute, bytes.count, &bytes) }
    return String(decoding: bytes.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Returns the one text of an attribute, or nil when it holds anything else.
  private borrowing func text(
    ofAttribute attribute: hid_t, label: String
  ) throws(HDF5Error) -> String? {
    let typeID = try hdf5("read", label) { H5Aget_type(attribute) }
    let type = HDF5Handle(owning: typeID, release: H5Tclose)
    let spaceID = try hdf5("read", label) { H5Aget_space(attribute) }
    let space = HDF5Handle(owning: spaceID, release: H5Sclose)
    guard H5Tget_class(type.id) == H5T_STRING, H5Sget_simple_extent_npoints(space.id) == 1 else {
      return nil
    }
    let kind = try HDF5Text(type: typeID, label: label)
    return try unsafe kind.read(count: 1, space: spaceID, label: label) { memory, target in
      unsafe H5Aread(attribute, memory, target)
    }.first
  }
}
