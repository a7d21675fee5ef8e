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

  /// Returns the value that bytes hold.
  ///
  /// - Parameters:
  ///   - type: the record to read.
  ///   - data: JSON, as `data(of:)` writes it.
  ///   - path: the file that the bytes come from, for the error.
  /// - Returns: the record.
  /// - Throws: `RecordError` when the bytes are no such record.
  public static func value<Value: Decodable>(
    _ type: Value.Type, from data: Data, path: String
  ) throws(RecordError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw RecordError(path: path, reason: Self.reason(of: error))
    } catch {
      throw RecordError(path: path, reason: "\(error)")
    }
  }

  private static func reason(of error: DecodingError) -> String {
    let context: DecodingError.Context
    var missing = ""
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    case .keyNotFound(let key, let found):
      context = found
      missing = "/\(key.stringValue)"
    @unknown default:
      return "\(error)"
    }
    let pointer = context.codingPath.map { "/\($0.intValue.map(String.init) ?? $0.stringValue)" }
    return "\(pointer.joined())\(missing): \(context.debugDescription)"
  }
}

/// A file that does not hold the record it should.
public struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String

  /// What is wrong with it, with the JSON pointer.
  public let reason: String

  /// Creates an error.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The file, the reason and what to try.
  public var description: String {
    "\(path): not a readable record: \(reason); run the table again to write it anew"
  }
}
