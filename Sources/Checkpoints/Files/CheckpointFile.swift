internal import Glibc
internal import Tensors

/// Sole owner of one open regular file, read piece by piece at any offset.
struct CheckpointFile: ~Copyable {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 8 << 30

  let path: String
  let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameter path: a regular file, or a link to one.
  /// - Throws: `CheckpointError` when the system refuses, the path is something else, or the file is
  ///   larger than `sizeLimit`.
  init(opening path: String) throws(CheckpointError) {
    // A pipe without a writer would block `open` for ever; it is refused below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    let isKnown = unsafe descriptor >= 0 && fstat(descriptor, &status) == 0
    let code = errno
    self.path = path
    self.descriptor = descriptor
    size = isKnown ? Int(status.st_size) : 0
    guard isKnown else { throw CheckpointError(.unreadable, path: path, Self.reason(code)) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError(.unreadable, path: path, "it is not a regular file.")
    }
    guard size <= Self.sizeLimit else {
      throw CheckpointError(
        .limit, path: path, "it has \(size) bytes, more than the limit of \(Self.sizeLimit).")
    }
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Returns the bytes of a range, which lies within the file.
  func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    var failure: CheckpointError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      do throws(CheckpointError) {
        unsafe try fill(UnsafeMutableRawBufferPointer(buffer), from: range)
        filled = range.count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Returns little-endian 32-bit floats from an offset on; all of them lie within the file.
  func floats(count: Int, at offset: Int) throws(CheckpointError) -> [Float] {
    var failure: CheckpointError?
    let floats = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(CheckpointError) {
        unsafe try fill(
          UnsafeMutableRawBufferPointer(buffer), from: offset..<offset + 4 * count)
        filled = count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return floats
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from range: Range<Int>
  ) throws(CheckpointError) {
    var done = 0
    while done < range.count {
      let received = unsafe pread(
        descriptor, buffer.baseAddress?.advanced(by: done), range.count - done,
        off_t(range.lowerBound + done))
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else {
        throw CheckpointError(.unreadable, path: path, Self.reason(errno))
      }
      guard received > 0 else {
        throw CheckpointError(
          .truncated, path: path, "it became shorter while it was read; try again.")
      }
      done += received
    }
  }

  private static func reason(_ code: Int32) -> String {
    guard code != ENOENT else { return "there is no such file; check the path." }
    return unsafe strerror(code).map { unsafe "\(String(cString: $0))." } ?? "system error \(code)."
  }
}
