internal import Files
internal import Glibc
internal import Tensors

/// Sole owner of one open regular file, or of several that are read as one, piece by piece at any
/// offset.
package struct TensorFile: ~Copyable {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 8 << 30

  /// What messages call it.
  package let path: String

  /// The number of bytes, of all files together.
  package private(set) var size: Int

  /// The paths of the files.
  package private(set) var files: [String]

  private var parts: [Part]

  /// One open file, and the place of its bytes among all of them.
  private struct Part {
    let descriptor: Int32
    let range: Range<Int>
  }

  /// Opens a file.
  ///
  /// - Parameter path: a regular file, or a link to one.
  /// - Throws: `CheckpointError` when the system refuses, the path is something else, or the file is
  ///   larger than `sizeLimit`.
  package init(opening path: String) throws(CheckpointError) {
    // A pipe without a writer would block `open` for ever; it is refused below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    let isKnown = unsafe descriptor >= 0 && fstat(descriptor, &status) == 0
    let code = errno
    self.path = path
    size = isKnown ? Int(status.st_size) : 0
    files = [path]
    parts = descriptor >= 0 ? [Part(descriptor: descriptor, range: 0..<size)] : []
    guard isKnown else {
      throw CheckpointError(.unreadable, path: path, Self.reason(code, path: path))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let within = status.st_mode & S_IFMT == S_IFDIR ? weightsFile(in: path) : nil
      throw CheckpointError(
        .unreadable, path: path,
        within.map { "it is a folder; give the file within, such as '\($0)'." }
          ?? "it is not a regular file.")
    }
    guard size <= Self.sizeLimit else {
      throw CheckpointError(
        .limit, path: path, "it has \(size) bytes, more than the limit of \(Self.sizeLimit).")
    }
  }

  /// Creates a file of no bytes, to which others are joined.
  ///
  /// - Parameter index: the file that names the others.
  init(joiningFilesOf index: borrowing TensorFile) {
    path = index.path
    files = index.files
    (size, parts) = (0, [])
  }

  /// Appends the bytes of another file, which stays open for this one.
  mutating func append(_ other: borrowing TensorFile) throws(CheckpointError) {
    guard other.size <= Self.sizeLimit - size else {
      throw CheckpointError(
        .limit, path: path,
        "its files have more than the limit of \(Self.sizeLimit) bytes together.")
    }
    for part in other.parts {
      let descriptor = fcntl(part.descriptor, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else {
        throw CheckpointError(
          .unreadable, path: other.path, Self.reason(errno, path: other.path))
      }
      parts.append(Part(descriptor: descriptor, range: size..<size + part.range.count))
      size += part.range.count
    }
    files += other.files
  }

  deinit {
    for part in parts { _ = close(part.descriptor) }
  }

  /// Returns the bytes of a range, which lies within the file.
  package func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
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
      let offset = range.lowerBound + done
      guard let part = parts.first(where: { $0.range.contains(offset) }) else {
        preconditionFailure("expected \(range) within the \(size) bytes of '\(path)'")
      }
      let received = unsafe pread(
        part.descriptor, buffer.baseAddress?.advanced(by: done),
        min(range.upperBound, part.range.upperBound) - offset,
        off_t(offset - part.range.lowerBound))
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else {
        throw CheckpointError(.unreadable, path: path, Self.reason(errno, path: path))
      }
      guard received > 0 else {
        throw CheckpointError(
          .truncated, path: path, "it became shorter while it was read; try again.")
      }
      done += received
    }
  }

  private static func reason(_ code: Int32, path: String) -> String {
    guard code != ENOENT else {
      let nearest = nearestFile(to: path).map { "; its folder has '\($0)'." }
      return "there is no such file\(nearest ?? "; check the path.")"
    }
    return unsafe strerror(code).map { unsafe "\(String(cString: $0))." } ?? "system error \(code)."
  }
}

/// Returns the file of a folder that is likely to be its weights, an index before the rest.
private func weightsFile(in folder: String) -> String? {
  let names = visibleNames(in: folder)
  let endings = [".index.json", ".safetensors", ".pth", ".pth.tar", ".pt", ".bin", ".ckpt"]
  return endings.lazy.compactMap { ending in names.first { $0.hasSuffix(ending) } }.first
}
