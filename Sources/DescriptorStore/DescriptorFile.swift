public import Arrays
public import Tensors

/// Descriptors, their images' names and their provenance, as an HDF5 file.
///
/// The file holds `/descriptors` (float32 or float16, images × dimensions), `/names` (UTF-8), and one text
/// attribute of the root for each entry of the provenance. Equal content makes equal bytes.
public struct DescriptorFile: Sendable, Equatable {
  /// The descriptors, one row an image.
  public let descriptors: DescriptorMatrix

  /// Where the descriptors come from, such as `"architecture": "resnet18"`.
  public let provenance: [String: String]

  /// Creates the content of a file.
  ///
  /// - Parameters:
  ///   - descriptors: one row an image; the names hold no zero characters.
  ///   - provenance: where they come from; no zero characters either.
  public init(descriptors: DescriptorMatrix, provenance: [String: String] = [:]) {
    self.descriptors = descriptors
    self.provenance = provenance
  }

  /// Returns the bytes of the file.
  ///
  /// - Parameters:
  ///   - path: what messages call the file; nothing is written there.
  ///   - storage: how the numbers are kept.
  /// - Returns: the whole content, fit for `ArtifactCache.publish` or `AtomicFile.write`.
  /// - Throws: `HDF5Error` when a text holds a zero character or the library runs out of memory.
  /// - Complexity: O(bytes), with three copies of the values in memory.
  public func encoded(
    for path: String, as storage: FloatStorage = .float32
  ) throws(HDF5Error) -> [UInt8] {
    try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.create(path: path)
      try file.write(descriptors.values, to: "descriptors", as: storage)
      try file.write(descriptors.names, to: "names")
      for (name, text) in provenance.sorted(by: { $0.key < $1.key }) {
        try file.write(attribute: text, to: name)
      }
      return try file.closeToImage()
    }
  }

  /// Reads the bytes of a file whose digest was verified.
  ///
  /// - Parameters:
  ///   - bytes: the whole file, from a trusted writer: `VerifiedArtifact.bytes`.
  ///   - path: what messages call the file; nothing is read there.
  ///   - byteLimit: the most memory that descriptors, and names, may take.
  /// - Throws: `HDF5Error` when a part is missing, of another type, or does not fit the others.
  public init(
    decoding bytes: [UInt8], path: String, byteLimit: Int = defaultByteLimit
  ) throws(HDF5Error) {
    self = try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.open(image: bytes, path: path)
      return try DescriptorFile(reading: file, byteLimit: byteLimit)
    }
  }

  /// Reads a file that the user names: an explicit import.
  ///
  /// - Parameters:
  ///   - path: the file, perhaps written by h5py; float16 is widened.
  ///   - byteLimit: the most memory that descriptors, and names, may take.
  /// - Throws: `HDF5Error` when the file is missing or not HDF5, or a part is missing, of another
  ///   type, or does not fit the others.
  public init(importing path: String, byteLimit: Int = defaultByteLimit) throws(HDF5Error) {
    self = try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.importing(path)
      return try DescriptorFile(reading: file, byteLimit: byteLimit)
    }
  }

  /// The memory a file may take unless the caller says otherwise: 16 GiB, enough for two million
  /// descriptors of 2048 dimensions.
  public static let defaultByteLimit = 16 << 30

  private init(reading file: borrowing HDF5File, byteLimit: Int) throws(HDF5Error) {
    let values = try file.dataset("descriptors", rank: 2).matrix(byteLimit: byteLimit)
    let names = try file.dataset("names", rank: 1).texts(byteLimit: byteLimit)
    guard names.count == values.rows else {
      throw HDF5Error(
        operation: "read", path: file.label("names"),
        reason: "expected one name for each of \(values.rows) descriptors, found \(names.count)")
    }
    descriptors = DescriptorMatrix(names: names, values: values)
    provenance = try file.attributes()
  }
}
