internal import CHDF5

/// Sole owner of one HDF5 identifier.
///
/// Holds only trivial values, because `discard self` accepts nothing else.
struct HDF5Handle: ~Copyable {
  let id: hid_t
  private let release: @convention(c) (hid_t) -> herr_t

  /// Takes over an identifier.
  init(owning id: hid_t, release: @escaping @convention(c) (hid_t) -> herr_t) {
    self.id = id
    self.release = release
  }

  deinit {
    // A failure has no one to go to here; a write path calls `close` instead.
    if release(id) < 0 { _ = H5Eclear2(hid_t(H5E_DEFAULT)) }
  }

  /// Releases now, and reports the failure that `deinit` has to ignore.
  consuming func close(path: String) throws(HDF5Error) {
    let (id, release) = (id, release)
    discard self
    _ = try hdf5("close", path) { release(id) }
  }
}
