import Glibc

/// Returns all bytes of a regular file, or the first of them.
///
/// - Parameters:
///   - path: the file.
///   - maxBytes: the most bytes it may have.
///   - prefix: the most bytes to return.
/// - Returns: the bytes.
/// - Throws: `ImageError.unreadable` with the system's reason, `tooLarge` above `maxBytes`.
func fileBytes(
  at path: String, maxBytes: Int, prefix: Int = .max
) throws(ImageError) -> [UInt8] {
  // A pipe without a writer would block `open` for ever; it is refused below.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason(errno)) }
  defer { close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw .unreadable(path: path, reason: systemReason(errno))
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw .unreadable(path: path, reason: "it is not a regular file")
  }
  guard status.st_size <= maxBytes else {
    throw .tooLarge(
      path: path, detail: "the file has \(status.st_size) bytes, the limit is \(maxBytes)")
  }
  var failure: Int32 = 0
  let wanted = min(Int(status.st_size), prefix)
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
    while count < buffer.count {
      let received = unsafe read(
        descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      if received < 0 && errno == EINTR { continue }
      if received < 0 { failure = errno }
      guard received > 0 else { break }
      count += received
    }
  }
  guard failure == 0 else { throw .unreadable(path: path, reason: systemReason(failure)) }
  return bytes
}

private func systemReason(_ code: Int32) -> String {
  unsafe strerror(code).map { unsafe String(cString: $0) } ?? "system error \(code)"
}
