public import Foundation
import JSON

/// How one kind of record is read from its file.
public struct RecordFormat: Sendable {
  /// The version of the schema.
  public let version: Int

  /// What to do about a file that is damaged.
  public let advice: String

  /// Creates a format.
  public init(version: Int, advice: String) {
    self.version = version
    self.advice = advice
  }

  /// Returns the record that a file holds.
  ///
  /// - Parameters:
  ///   - type: the record, whose first duty is a member "version".
  ///   - data: the file's bytes, JSON as `CanonicalEncoding` writes it.
  ///   - path: the file, for the error.
  /// - Returns: the record.
  /// - Throws: `RecordError` with line and column when the bytes are no such record.
  public func read<Value: Decodable>(
    _ type: Value.Type, from data: Data, path: String
  ) throws(RecordError) -> Value {
    let bytes = [UInt8](data)
    let document: JSONDocument
    do throws(JSONDiagnostic) {
      document = try JSONDocument(bytes, file: path)
    } catch {
      throw damage(error, of: bytes, path)
    }
    let found: Int
    do {
      found = try document.decode(RecordVersion.self).version
      if found == version { return try document.decode(type) }
    } catch let error as DecodingError {
      throw damage(error, of: document, path)
    } catch {
      throw RecordError(path: path, reason: "\(error)", advice: advice)
    }
    throw RecordError(
      .otherVersion, path: path, reason: "/version: \(found) is not \(version)", advice: advice)
  }

  /// Returns what is wrong with a text that is no JSON: where git marked the sides of a conflict, that.
  private func damage(_ error: JSONDiagnostic, of bytes: [UInt8], _ path: String) -> RecordError {
    let markers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].map { Array($0.utf8) }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let marked = lines.firstIndex { line in markers.contains { line.starts(with: $0) } }
    if let marked {
      return RecordError(
        path: path, place: .init(line: marked + 1, column: 1),
        reason: "holds conflict markers of a merge", advice: advice)
    }
    return RecordError(
      path: path, place: .init(line: error.position.line, column: error.position.column),
      reason: "not valid JSON: \(error.message)", advice: advice)
  }

  /// Returns what the decoder found, with the place of the value.
  private func damage(
    _ error: DecodingError, of document: JSONDocument, _ path: String
  ) -> RecordError {
    let (keys, message) = Self.finding(of: error)
    let position = document.position(of: keys)
    let pointer = keys.reduce("") { pointer, key in
      JSONNode.pointer(pointer, key.intValue.map(String.init) ?? key.stringValue)
    }
    return RecordError(
      path: path, place: .init(line: position.line, column: position.column),
      reason: "\(pointer.isEmpty ? "/" : pointer): \(message)", advice: advice)
  }

  private static func finding(of error: DecodingError) -> ([any CodingKey], String) {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      (context.codingPath, context.debugDescription)
    case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
    @unknown default: ([], "\(error)")
    }
  }
}

/// The version of a record, which is looked at first, since the rest may have another shape.
private struct RecordVersion: Decodable {
  let version: Int
}
