internal import Foundation

extension CanonicalJSON {
  /// Returns the canonical form of any value that encodes to JSON.
  package static func encoding(_ value: some Encodable) throws -> CanonicalJSON {
    try CanonicalJSON(parsing: Array(JSONEncoder().encode(value)))
  }
}
