import Foundation
import JSON

/// Prints what a command found out as one JSON document.
///
/// - Parameter value: what was found out.
/// - Throws: what the encoder reports.
func printDocument(_ value: some Encodable) throws {
  print(String(decoding: try CanonicalEncoding.data(of: value), as: UTF8.self), terminator: "")
}

/// Prints what a command found out of several things as one JSON document.
///
/// - Parameter documents: one for each; a single one stands alone, several in an array.
func printDocument(of documents: [String]) {
  guard documents.count != 1 else { return print(documents[0], terminator: "") }
  let elements = documents.map { document in
    document.last == "\n" ? String(document.dropLast()) : document
  }
  print("[\n\(elements.joined(separator: ",\n"))\n]")
}

/// A file that a command wrote, and what it holds.
struct Written<Summary: Encodable>: Encodable {
  let output: String
  let summary: Summary

  private enum CodingKeys: String, CodingKey {
    case output = "out"
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(output, forKey: .output)
  }
}
