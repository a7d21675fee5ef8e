internal import CHDF5
internal import Glibc

/// The memory of texts of variable length, which the library asks for while it reads them.
///
/// Many texts of a file may be one and the same there, so their size is known only as they come; beyond
/// the limit reading fails. What was given out is released with this object, whether reading succeeds or
/// not.
@safe
final class HDF5TextMemory {
  /// The property list to read with.
  let transfer: HDF5Handle

  /// Whether more was asked for than is allowed.
  private(set) var isExhausted = false

  private var remaining: Int
  private var texts = unsafe [UnsafeMutableRawPointer]()

  /// Prepares for reading.
  ///
  /// - Parameters:
  ///   - byteLimit: the most bytes of all texts together.
  ///   - label: the file and what is read of it, for messages.
  /// - Throws: `HDF5Error` with what the library says.
  init(byteLimit: Int, label: String) throws(HDF5Error) {
    remaining = byteLimit
    let list = try hdf5("prepare", label) { H5Pcreate(chdf5_dataset_transfer()) }
    transfer = HDF5Handle(owning: list, release: H5Pclose)
    let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
    _ = try hdf5("prepare", label) {
      unsafe H5Pset_vlen_mem_manager(
        list,
        { size, owner in
          guard let owner = unsafe owner else { return nil }
          return unsafe Unmanaged<HDF5TextMemory>.fromOpaque(owner).takeUnretainedValue()
            .allocate(size)
        }, owner, { _, _ in }, nil)
    }
  }

  deinit {
    unsafe texts.forEach { unsafe free($0) }
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size <= remaining else {
      isExhausted = true
      return nil
    }
    guard let text = unsafe malloc(size) else { return nil }
    remaining -= size
    unsafe texts.append(text)
    return unsafe text
  }
}
