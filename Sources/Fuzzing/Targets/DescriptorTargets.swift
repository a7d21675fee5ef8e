import Arrays
import DescriptorStore
import Files
import Tensors

extension FuzzTarget {
  /// Arrays of NumPy: versions 1 to 3, numbers of all widths.
  static let numPy = FuzzTarget(
    "npy", .binary, corpus: { try descriptorFiles(in: $0, endingIn: [".npy"]) },
    read: readDescriptors)

  /// MATLAB files of level 5; half of them with their elements compressed anew.
  static let matlab = FuzzTarget(
    "mat", .binary,
    corpus: {
      try descriptorFiles(in: $0, endingIn: [".mat"]) { bytes, generator in
        generator.chance(0.5) ? compressingElements(of: bytes) : bytes
      }.filter { $0.bytes.starts(with: Array("MATLAB 5.0".utf8)) }
    },
    read: readDescriptors)

  /// HDF5 files of descriptors and rankings; no run takes this target by itself.
  ///
  /// The HDF5 library is not made for files of strangers: of 4,000 damaged files version 1.10.8 crashed
  /// on 3, did not end within 5 s on 5, and took more than 1.2 GB on 3. Those that were traced stood in
  /// the library: a crash in `H5F__accum_read`, endless loops in `H5HG_read` and `H5T__conv_vlen`.
  /// MATLAB 7.3 writes such files too.
  static let hdf5 = FuzzTarget(
    "hdf5", .binary, corpus: { try descriptorFiles(in: $0, endingIn: [".h5"]) },
    read: { input in
      let path = try input.file()
      do {
        try read(try DescriptorImport(measuring: path))
      } catch is InputFileError {
        _ = try RankingFile(importing: path)
      }
    })

  /// Reads descriptors: the only matrix, or those named `X` and `Q`.
  @Sendable private static func readDescriptors(_ input: FuzzInput) throws {
    let path = try input.file()
    do {
      try read(try DescriptorImport(measuring: path))
    } catch let error as InputFileError {
      guard error.problem.contains("#") || error.advice.contains("#") else { throw error }
      for name in ["X", "Q"] { try read(try DescriptorImport(measuring: "\(path)#\(name)")) }
    }
  }

  private static func read(_ file: DescriptorImport) throws {
    var elements = [Float](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
  }

  private static func descriptorFiles(
    in package: String, endingIn endings: [String],
    finish: @escaping FuzzSeed.Finish = { bytes, _ in bytes }
  ) throws -> [FuzzSeed] {
    try Corpus.files(
      in: "\(package)/Tests/DescriptorStoreTests/Golden", endingIn: endings, finish: finish)
  }

  /// Returns a MATLAB file in which every whole matrix is a zlib stream.
  private static func compressingElements(of file: [UInt8]) -> [UInt8] {
    let (headerSize, matrix, compressed) = (128, 14, UInt64(15))
    var result = Array(file.prefix(headerSize))
    var position = headerSize
    while let kind = Checksums.number(in: file, at: position, 4), kind == matrix,
      let size = Checksums.number(in: file, at: position + 4, 4),
      position + 8 + size <= file.count
    {
      let stream = Checksums.zlibStream(storing: Array(file[position..<position + 8 + size]))
      result += Checksums.littleEndian(compressed, 4)
      result += Checksums.littleEndian(UInt64(stream.count), 4) + stream
      position += 8 + size
    }
    return result + file.dropFirst(position)
  }

  /// Returns an array of NumPy of float32.
  static func numPyBytes(shape: String, values: [UInt32]) -> [UInt8] {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0]
      + Checksums.littleEndian(UInt64(header.utf8.count), 2) + header.utf8
      + values.flatMap { Checksums.littleEndian(UInt64($0), 4) }
  }
}
