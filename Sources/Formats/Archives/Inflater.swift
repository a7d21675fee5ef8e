internal import CZlib
package import Failures

/// Sole owner of one zlib stream (RFC 1950) that is being unpacked.
@safe package struct Inflater: ~Copyable {
  /// What one step did.
  package struct Step {
    /// The packed bytes that were taken.
    package let consumed: Int

    /// The bytes that came out of them.
    package let produced: Int

    /// Whether the stream is complete and its checksum right.
    package let isAtEnd: Bool
  }

  // On the heap, because zlib compares its address.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Prepares to unpack a stream from its first byte.
  package init() throws(Reason) {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit_(stream, ZLIB_VERSION, size) == Z_OK else {
      throw Reason("zlib cannot start: is the memory full?")
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks what is there into what is free.
  ///
  /// - Parameters:
  ///   - input: packed bytes; those from `start` are next.
  ///   - start: the first packed byte.
  ///   - output: where the bytes go, from `filled`; at least one is free.
  ///   - filled: the first free byte.
  /// - Returns: what was taken and given; neither, when there is nothing to take.
  /// - Throws: `Reason` for a damaged stream.
  package mutating func step(
    _ input: [UInt8], from start: Int, into output: inout [UInt8], from filled: Int
  ) throws(Reason) -> Step {
    precondition(filled < output.count, "expected a free byte, found none")
    let room = output.count - filled
    let status = unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress.map { unsafe $0 + start })
        unsafe stream.pointee.avail_in = UInt32(input.count - start)
        unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + filled }
        unsafe stream.pointee.avail_out = UInt32(room)
        return unsafe inflate(stream, Z_NO_FLUSH)
      }
    }
    // Z_BUF_ERROR says that there was nothing to do.
    guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) else {
      throw Reason(
        unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
          ?? "zlib gives status \(status)")
    }
    return unsafe Step(
      consumed: input.count - start - Int(stream.pointee.avail_in),
      produced: room - Int(stream.pointee.avail_out), isAtEnd: status == Z_STREAM_END)
  }
}
