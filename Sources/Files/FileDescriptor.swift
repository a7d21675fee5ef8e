internal import Glibc

/// Runs one system call, again when a signal interrupted it, and turns -1 into an error.
func posix<Code: SignedInteger>(
  _ operation: String,
  _ path: String,
  _ call: () -> Code
) throws(FileError) -> Code {
  while true {
    let code = call()
    guard code == -1 else { return code }
    guard errno == EINTR else {
      throw FileError(operation: operation, path: path, code: errno)
    }
  }
}

/// Sole owner of one open file.
package struct FileDescriptor: ~Copyable {
  let number: Int32
  package let path: String

  /// Takes over a descriptor that is already open.
  init(owning number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  /// Opens a file for reading; never waits for the other end of a pipe.
  ///
  /// - Parameter path: the file.
  /// - Throws: `FileError` when the system refuses.
  package init(opening path: String) throws(FileError) {
    try self.init(opening: path, flags: O_RDONLY)
  }

  /// Opens a file; never waits for the other end of a pipe.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - flags: `open` flags, without those for closing on exec and not blocking.
  /// - Throws: `FileError` when the system refuses.
  package init(opening path: String, flags: Int32) throws(FileError) {
    number = try posix("open", path) {
      unsafe Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o666)
    }
    self.path = path
  }

  /// Opens a folder, which is then good for `synchronize` only.
  init(openingFolder path: String) throws(FileError) {
    number = try posix("open", path) { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY) }
    self.path = path
  }

  deinit { _ = close(number) }

  /// Returns the size in bytes, and throws when this is not a regular file.
  package borrowing func regularFileSize() throws(FileError) -> Int {
    let number = number
    var status = stat()
    _ = try posix("inspect", path) { unsafe fstat(number, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(operation: "read", path: path, cause: .notARegularFile)
    }
    return Int(status.st_size)
  }

  /// Reads what is at an offset, as much as fits; returns the number of bytes, 0 at the end.
  borrowing func read(into piece: inout [UInt8], at offset: Int) throws(FileError) -> Int {
    let number = number
    return try posix("read", path) {
      unsafe piece.withUnsafeMutableBytes {
        unsafe pread(number, $0.baseAddress, $0.count, off_t(offset))
      }
    }
  }

  /// Reads bytes from an offset; returns fewer than `count` only when the file ends before.
  package borrowing func readAll(
    count: Int, from offset: Int = 0
  ) throws(FileError) -> [UInt8] {
    let (number, path) = (number, path)
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let found = unsafe Self.read(
        number, path, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count),
        from: offset)
      (filled, failure) = (found.count, found.failure)
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads numbers as they lie in the file straight into a part of an array.
  ///
  /// - Parameters:
  ///   - elements: the array.
  ///   - places: which of its elements are replaced.
  ///   - offset: where the bytes of the first one stand in the file.
  /// - Returns: how many bytes there were: fewer than wanted only when the file ends before.
  /// - Throws: `FileError` when the system refuses.
  package borrowing func read<Number: BitwiseCopyable>(
    into elements: inout [Number], _ places: Range<Int>, from offset: Int
  ) throws(FileError) -> Int {
    let (number, path) = (number, path)
    let size = MemoryLayout<Number>.stride
    let found = unsafe elements.withUnsafeMutableBytes { bytes in
      unsafe Self.read(
        number, path,
        into: UnsafeMutableRawBufferPointer(
          rebasing: bytes[places.lowerBound * size..<places.upperBound * size]), from: offset)
    }
    if let failure = found.failure { throw failure }
    return found.count
  }

  /// Reads bytes from an offset until the memory is full or the file ends.
  @unsafe
  private static func read(
    _ number: Int32, _ path: String, into memory: UnsafeMutableRawBufferPointer, from offset: Int
  ) -> (count: Int, failure: FileError?) {
    var count = 0
    do throws(FileError) {
      while count < memory.count {
        let done = count
        let step = try posix("read", path) {
          unsafe pread(
            number, memory.baseAddress?.advanced(by: done), memory.count - done,
            off_t(offset + done))
        }
        guard step > 0 else { break }
        count += step
      }
      return (count, nil)
    } catch {
      return (count, error)
    }
  }

  /// Writes all bytes at the current position.
  borrowing func write(_ bytes: [UInt8]) throws(FileError) {
    let number = number
    var done = 0
    while done < bytes.count {
      let start = done
      done += try posix("write", path) {
        unsafe bytes.withUnsafeBytes {
          unsafe Glibc.write(number, $0.baseAddress?.advanced(by: start), $0.count - start)
        }
      }
    }
  }

  /// Returns when everything written so far is on the disk.
  borrowing func synchronize() throws(FileError) {
    let number = number
    _ = try posix("flush", path) { fsync(number) }
  }

  /// Takes the kernel's exclusive lock on this file; false when somebody else has it.
  borrowing func tryLock() throws(FileError) -> Bool {
    let number = number
    do throws(FileError) {
      _ = try posix("lock", path) { flock(number, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      guard error.cause == .other(code: EWOULDBLOCK) else { throw error }
      return false
    }
  }

  /// Gives the lock back, for every copy of this descriptor.
  borrowing func unlock() throws(FileError) {
    let number = number
    _ = try posix("unlock", path) { flock(number, LOCK_UN) }
  }
}
