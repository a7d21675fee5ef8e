import Arrays

/// Files of HDF5 in memory.
enum HDF5Bytes {
  /// Returns the bytes of a new file, to which something is written.
  static func file(
    _ write: (borrowing HDF5File) throws(HDF5Error) -> Void
  ) throws(HDF5Error) -> [UInt8] {
    try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.create(path: "x.h5")
      try write(file)
      return try file.closeToImage()
    }
  }

  /// Reads the bytes of a file.
  static func read<Value: Sendable>(
    _ bytes: [UInt8], _ read: (borrowing HDF5File) throws(HDF5Error) -> Value
  ) throws(HDF5Error) -> Value {
    try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.open(image: bytes, path: "x.h5")
      return try read(file)
    }
  }

  /// Returns why bytes are not read; nil when they are.
  static func refusal(
    of bytes: [UInt8], _ read: (borrowing HDF5File) throws(HDF5Error) -> Void
  ) -> HDF5Error? {
    do throws(HDF5Error) {
      try self.read(bytes) { (file) throws(HDF5Error) in try read(file) }
      return nil
    } catch {
      return error
    }
  }
}

/// Numbers at the edges of what 32 and 16 bits hold.
enum ExtremeNumbers {
  /// Of 32 bits, without numbers that are none.
  static let floats: [Float] = [
    0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, .infinity, -.infinity, 0.1, 1 / 3, 65_504, 65_520, 16_777_215, .pi,
  ]

  /// The same rounded to 16 bits.
  static let halves = floats.map { Float(Float16($0)) }

  /// The bits of numbers, which tell zeros apart.
  static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
}
