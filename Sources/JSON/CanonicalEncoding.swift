public import Foundation

/// The one way in which records are written as JSON: sorted keys, two spaces a level, a newline at
/// the end, fractions with the fewest digits that read back to the same value.
public enum CanonicalEncoding {
  /// Returns the bytes of a value.
  ///
  /// Equal values give equal bytes, so the bytes may be hashed and compared in git.
  ///
  /// - Throws: what the encoder reports, such as a number that is not finite.
  public static func data(of value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data([0x0A])
  }
}
