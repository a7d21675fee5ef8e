internal import Glibc

/// SHA-256 digests, written as 64 lower-case hexadecimal digits.
public enum Digest {
  /// Returns the digest of bytes in memory.
  public static func sha256(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe hash.update($0) }
    return hexadecimal(hash.finalize())
  }

  /// Returns the digest of a text's UTF-8 bytes.
  public static func sha256(of text: String) -> String {
    sha256(of: Array(text.utf8))
  }

  /// Returns the digest of a regular file, read in pieces of 1 MiB.
  ///
  /// - Parameter path: the file; a symbolic link to a regular file is followed.
  /// - Returns: the digest, 64 hexadecimal digits.
  /// - Throws: `FileError` when the file is missing, unreadable, or not a regular file.
  public static func sha256(ofFile path: String) throws(FileError) -> String {
    let file = try FileDescriptor(opening: path)
    _ = try file.regularFileSize()
    return try file.sha256()
  }

  /// Whether a text is a digest as this type writes it.
  package static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  fileprivate static func hexadecimal(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension FileDescriptor {
  /// Returns the digest of the whole file, whatever the current position.
  borrowing func sha256() throws(FileError) -> String {
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while true {
      let count = try read(into: &piece, at: offset)
      guard count > 0 else { return Digest.hexadecimal(hash.finalize()) }
      unsafe piece.withUnsafeBytes { bytes in
        unsafe hash.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      offset += count
    }
  }
}
