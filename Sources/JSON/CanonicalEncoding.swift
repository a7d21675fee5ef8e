public import Foundation

/// The one way in which records are written as JSON: sorted keys, two spaces a level, a newline at
/// the end, fractions with the fewest digits that read back to the same value.
///
/// The bytes are those of Foundation's `JSONEncoder` with keys sorted and slashes as they are, for all but
/// its own types, which it writes in ways of its own: records hold no dates, data or addresses.
public enum CanonicalEncoding {
  /// Returns the bytes of a value.
  ///
  /// Equal values give equal bytes, so the bytes may be hashed and compared in git.
  ///
  /// - Throws: `EncodingError` for a number that is not finite, and what the value throws.
  public static func bytes(of value: some Encodable) throws -> [UInt8] {
    var text = try JSONDraft.text(of: value, .record)
    text.endLine()
    return text.bytes
  }

  /// Returns the bytes of a value as data.
  ///
  /// - Throws: what `bytes(of:)` throws.
  public static func data(of value: some Encodable) throws -> Data {
    Data(try bytes(of: value))
  }
}
