internal import JSON

extension CanonicalJSON {
  /// The value as a reader writes it: a text without quotes, a list with spaces, fields by name.
  var words: String {
    switch self {
    case .string(let text): text
    case .array(let elements): "[" + elements.map(\.words).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.words)" }
        .joined(separator: ", ") + "}"
    default: compact
    }
  }
}
