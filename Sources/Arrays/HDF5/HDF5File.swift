internal import CHDF5
internal import Files

/// Sole owner of one open HDF5 file.
///
/// Lives inside `withHDF5`, and outlives every handle made from it.
package struct HDF5File: ~Copyable {
  private let handle: HDF5Handle

  /// What messages call the file.
  package let path: String

  /// The identifier for calls that take a location.
  var id: hid_t { handle.id }

  private init(handle: consuming HDF5Handle, path: String) {
    self.handle = handle
    self.path = path
  }

  /// Opens a file that the user names, once it is sure that it is a regular one.
  package static func importing(_ path: String) throws(HDF5Error) -> HDF5File {
    do throws(FileError) {
      _ = try FileDescriptor(opening: path).regularFileSize()
    } catch {
      throw HDF5Error(operation: error.operation, path: path, reason: error.explanation)
    }
    return try open(path)
  }

  /// Opens a file on the disk for reading.
  static func open(_ path: String) throws(HDF5Error) -> HDF5File {
    let id = try hdf5("open", path) {
      unsafe H5Fopen(path, chdf5_read_only(), hid_t(H5P_DEFAULT))
    }
    return HDF5File(handle: HDF5Handle(owning: id, release: H5Fclose), path: path)
  }

  /// Opens the bytes of a file for reading.
  ///
  /// - Parameters:
  ///   - image: the bytes of the whole file; the library keeps its own copy.
  ///   - path: what messages call the file; nothing on the disk is touched.
  /// - Returns: the open file.
  /// - Throws: `HDF5Error` when the bytes are not HDF5.
  package static func open(image: [UInt8], path: String) throws(HDF5Error) -> HDF5File {
    let access = try memoryAccess(path: path)
    let accessID = access.id
    _ = try hdf5("open", path) {
      unsafe image.withUnsafeBytes {
        unsafe H5Pset_file_image(
          accessID, UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)
      }
    }
    let id = try hdf5("open", path) { unsafe H5Fopen(memoryName, chdf5_read_only(), accessID) }
    return HDF5File(handle: HDF5Handle(owning: id, release: H5Fclose), path: path)
  }

  /// Creates an empty file in memory.
  ///
  /// - Parameter path: what messages call the file; nothing on the disk is touched.
  /// - Returns: the open file.
  /// - Throws: `HDF5Error` with what the library says.
  package static func create(path: String) throws(HDF5Error) -> HDF5File {
    let access = try memoryAccess(path: path)
    let accessID = access.id
    let id = try hdf5("create", path) {
      unsafe H5Fcreate(memoryName, chdf5_truncate(), hid_t(H5P_DEFAULT), accessID)
    }
    return HDF5File(handle: HDF5Handle(owning: id, release: H5Fclose), path: path)
  }

  /// Closes the file and returns the bytes it would have on the disk.
  package consuming func closeToImage() throws(HDF5Error) -> [UInt8] {
    let (id, path) = (handle.id, path)
    _ = try hdf5("flush", path) { H5Fflush(id, H5F_SCOPE_GLOBAL) }
    let size = try hdf5("measure", path) { H5Fget_file_image(id, nil, 0) }
    var image = [UInt8](repeating: 0, count: size)
    _ = try hdf5("copy", path) {
      unsafe image.withUnsafeMutableBytes {
        unsafe H5Fget_file_image(id, $0.baseAddress, $0.count)
      }
    }
    try handle.close(path: path)
    return image
  }

  /// The library knows files in memory by name only; `withHDF5` keeps two from being open at once.
  private static let memoryName = "descriptors-in-memory.h5"

  /// Returns the settings of a file that lives in memory and is never written to the disk.
  private static func memoryAccess(path: String) throws(HDF5Error) -> HDF5Handle {
    let id = try hdf5("prepare", path) { H5Pcreate(chdf5_file_access()) }
    let access = HDF5Handle(owning: id, release: H5Pclose)
    _ = try hdf5("prepare", path) { H5Pset_fapl_core(id, 1 << 20, false) }
    return access
  }
}
