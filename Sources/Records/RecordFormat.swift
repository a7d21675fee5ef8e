public import Foundation
import JSON
import Specs

/// How one kind of record is read from its file.
public struct RecordFormat: Sendable {
  /// The version of the schema.
  public let version: Int

  /// What to do about a file that is damaged.
  public let advice: String

  /// Whether the file is committed, so that people merge it: then it is read strictly too, which finds
  /// a key that stands twice.
  public let isCommitted: Bool

  /// Creates a format.
  public init(version: Int, advice: String, isCommitted: Bool) {
    self.version = version
    self.advice = advice
    self.isCommitted = isCommitted
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
    let text = RecordText(bytes: [UInt8](data), path: path, advice: advice)
    if isCommitted { _ = try text.root() }
    let envelope: Envelope<Value>
    do {
      envelope = try JSONDecoder().decode(
        Envelope<Value>.self, from: data, configuration: version)
    } catch let error as DecodingError {
      throw try text.problem(error)
    } catch {
      throw RecordError(path: path, reason: "\(error)", advice: advice)
    }
    guard let value = envelope.value else {
      throw RecordError(
        .otherVersion, path: path, reason: "/version: \(envelope.version) is not \(version)",
        advice: advice)
    }
    return value
  }
}

/// A record whose version is looked at first, since the rest may have another shape.
private struct Envelope<Value: Decodable>: DecodableWithConfiguration {
  let version: Int

  /// The record, or nil when it is of another version.
  let value: Value?

  private enum CodingKeys: CodingKey {
    case version
  }

  /// Reads the record if its version is the expected one.
  init(from decoder: any Decoder, configuration expected: Int) throws {
    version = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .version)
    value = version == expected ? try Value(from: decoder) : nil
  }
}

/// The text of a record, for telling where a mistake stands, which the decoder does not say.
private struct RecordText {
  let bytes: [UInt8]
  let path: String
  let advice: String

  /// Throws when a line begins as git marks the sides of a conflict.
  private func checkMerged() throws(RecordError) {
    let markers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].map { Array($0.utf8) }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let marked = lines.firstIndex { line in markers.contains { line.starts(with: $0) } }
    guard let marked else { return }
    throw RecordError(
      path: path, place: .init(line: marked + 1, column: 1),
      reason: "holds conflict markers of a merge", advice: advice)
  }

  /// Returns the tree of the text, or throws what is wrong with it: the marks of a conflict, or else the
  /// first mistake that the strict parser finds.
  func root() throws(RecordError) -> JSONNode {
    try checkMerged()
    let log = DiagnosticLog()
    let root = log.tree(of: bytes, file: path)
    if let mistake = log.diagnostics.first {
      throw RecordError(
        path: path, place: .init(line: mistake.line, column: mistake.column),
        reason: "not valid JSON: \(mistake.message)", advice: advice)
    }
    guard let root else {
      throw RecordError(path: path, reason: "not valid JSON", advice: advice)
    }
    return root
  }

  /// Returns what the decoder found, with the place where the strict parser sees it.
  func problem(_ error: DecodingError) throws(RecordError) -> RecordError {
    var node = try root()
    let (keys, message) = Self.finding(of: error)
    for key in keys {
      guard let next = node.child(key) else { break }
      node = next
    }
    let pointer = keys.reduce("") { pointer, key in
      JSONNode.pointer(pointer, key.intValue.map(String.init) ?? key.stringValue)
    }
    return RecordError(
      path: path, place: .init(line: node.position.line, column: node.position.column),
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

extension JSONNode {
  /// Returns the member or the element of a key, or nil when there is none.
  fileprivate func child(_ key: any CodingKey) -> JSONNode? {
    guard case .array(let elements) = value, let index = key.intValue else {
      return member(key.stringValue)
    }
    return elements.indices.contains(index) ? elements[index] : nil
  }
}
