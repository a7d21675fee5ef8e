extension CanonicalJSON {
  /// Returns the canonical form of any value that encodes to JSON.
  package static func encoding(_ value: some Encodable) throws -> CanonicalJSON {
    try CanonicalJSON(parsing: JSONDraft.text(of: value, .compactRecord).bytes)
  }
}
