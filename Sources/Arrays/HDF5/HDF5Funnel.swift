internal import CHDF5
internal import Synchronization

/// Gives one thread at a time the HDF5 library.
///
/// The library works on one call at a time anyway. Held over a whole file, the lock also makes the
/// names of files in memory unique, and no file is ever open twice.
private let library = Mutex<Void>(())

/// Runs work on one HDF5 file while no other thread uses the library.
package func withHDF5<Value: Sendable>(
  _ work: () throws(HDF5Error) -> Value
) throws(HDF5Error) -> Value {
  let result = library.withLock { _ in
    Result { () throws(HDF5Error) -> Value in try work() }
  }
  return try result.get()
}

/// Runs one HDF5 call and turns a negative result into an error.
///
/// The library keeps its error stack per thread, and an unclean stack on a worker thread breaks its
/// shutdown. So the stack is read and cleared here, with no suspension point after the call.
func hdf5<Code: SignedInteger>(
  _ operation: String,
  _ path: String,
  _ call: () -> Code
) throws(HDF5Error) -> Code {
  _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
  let code = call()
  guard code < 0 else { return code }
  let reason = lastReason()
  _ = H5Eclear2(hid_t(H5E_DEFAULT))
  throw HDF5Error(operation: operation, path: path, reason: reason)
}

/// Returns what the innermost function on this thread's error stack said.
private func lastReason() -> String {
  var reason = "the HDF5 library gives no reason"
  unsafe withUnsafeMutablePointer(to: &reason) { reason in
    let visit: H5E_walk2_t = { position, entry, reason in
      guard position == 0, let entry = unsafe entry?.pointee, let text = unsafe entry.desc else {
        return 0
      }
      unsafe reason?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
      return 0
    }
    _ = unsafe H5Ewalk2(hid_t(H5E_DEFAULT), H5E_WALK_UPWARD, visit, reason)
  }
  return reason
}
